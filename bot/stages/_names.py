"""Whether two printed names mean the same company."""

import re

from bot.stages._titles import fold

_LEGAL_FORMS = frozenset(
    {
        *(
            "ltd",
            "limited",
            "plc",
            "llp",
            "inc",
            "incorporated",
            "llc",
            "corp",
            "corporation",
            "co",
        ),
        *("gmbh", "ag", "kg", "sas", "sa", "sarl", "bv", "nv", "spa", "srl", "sl", "the"),
    }
)
"""Forms and articles that are left out or written otherwise on one and the same company."""


def same_company(printed: str, name: str) -> bool:
    """Say whether a printed name holds a company's name, whatever its legal form and address."""
    words, wanted = _words(printed), _words(name)
    if not wanted:
        return False
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


def _words(name: str) -> list[str]:
    folded = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", fold(name))
    return [word for word in re.findall(r"\w+", folded) if word not in _LEGAL_FORMS]
