"""How well the corpus is read: `make accuracy` prints it and writes docs/accuracy.md.

Figures, over the labelled mails of tests/corpus:
    precision, recall: of the PO numbers in `po_numbers`, mail by mail.
    forbidden: numbers taken that the label says must never be.
    intents: macro-F1, the mean of the F1 of every intent that a label names.
    facts: labelled facts that are read as labelled.
    verdicts: mails with the labelled verdict and reply.
    all: mails that differ from their label in nothing.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.wiring import open_desk, read_config
from tests.cases import CORPUS, Case, Json, corpus, differences, facts, forbidden, judged, listed

KEYS = ("language", "source", "category", "attachment")
"""By what the figures are divided; each is a key of the labels."""

PAGE = Path(__file__).parents[1] / "docs" / "accuracy.md"
MISREAD = CORPUS / "misread.txt"
KEPT_FROM = "## Blind checks"
"""From this heading on the page is written by hand and kept."""

HEAD = """# Accuracy

Written by `make accuracy` from the labelled mails of `tests/corpus`; what the columns mean stands
in `tests/accuracy.py`. Each set was written by people who had not seen the rules; the rules were
mended after its first run, so these are no blind figures: those stand at the end.
"""

FLOOR = {"precision": 0.995, "recall": 0.97, "intents": 0.95, "facts": 0.95}


@dataclass(frozen=True, slots=True)
class Answered:
    """A case and pobot's answer to it."""

    case: Case
    found: Json

    @property
    def wrong(self) -> list[str]:
        """Return what differs from the label."""
        return differences(self.case.expected, self.found)


def figures(answered: Sequence[Answered]) -> dict[str, float]:
    """Return the figures of these mails by name; shares are 0 to 1, `forbidden` is a count."""
    given = Counter[str]()
    for one in answered:
        if "po_numbers" not in one.case.expected:
            continue
        wanted = set(listed(one.case.expected, "po_numbers"))
        got = set(listed(one.found, "po_numbers"))
        given.update(right=len(wanted & got), extra=len(got - wanted), missed=len(wanted - got))
    stated = [pair for one in answered for pair in facts(one.case.expected, one.found).values()]
    return {
        "mails": len(answered),
        "precision": _share(given["right"], given["right"] + given["extra"]),
        "recall": _share(given["right"], given["right"] + given["missed"]),
        "forbidden": sum(len(forbidden(one.case.expected, one.found)) for one in answered),
        "intents": macro_f1(answered),
        "facts": _share(sum(wanted == got for wanted, got in stated), len(stated)),
        "verdicts": _share(sum(_same_verdict(one) for one in answered), len(answered)),
        "all": _share(sum(not one.wrong for one in answered), len(answered)),
    }


def macro_f1(answered: Iterable[Answered]) -> float:
    """Return the mean F1 over the intents that the labels name."""
    hits, named, found = Counter[str](), Counter[str](), Counter[str]()
    for one in answered:
        wanted = set(listed(one.case.expected, "intents"))
        got = set(listed(one.found, "intents")) if wanted else set[str]()
        hits.update(wanted & got)
        named.update(wanted)
        found.update(got)
    return _share(sum(2 * hits[i] / (named[i] + found[i]) for i in named), len(named))


def answers(cases: Iterable[Case]) -> Iterator[Answered]:
    """Yield the cases with pobot's answers, judged with the shipped rules and defaults."""
    with open_desk(read_config(None)) as desk:
        for case in cases:
            yield Answered(case, judged(case, desk))


def groups(answered: Sequence[Answered], key: str) -> dict[str, list[Answered]]:
    """Return the mails by the value of a key of their labels; mails without it are left out."""
    found = defaultdict[str, list[Answered]](list)
    for one in answered:
        if value := one.case.expected.get(key):
            found[str(value)].append(one)
    return dict(sorted(found.items()))


def page(answered: Sequence[Answered], kept: str) -> str:
    """Return docs/accuracy.md."""
    parts = [
        HEAD,
        _table("set", {"all": answered} | _by(answered, lambda one: one.case.name.split("/")[0])),
        *(f"## By {key}\n\n{_table(key, groups(answered, key))}" for key in KEYS),
        _intents(answered),
        _misread(answered),
        kept,
    ]
    return "\n".join(parts)


def _by(answered: Sequence[Answered], name: Callable[[Answered], str]) -> dict[str, list[Answered]]:
    found = defaultdict[str, list[Answered]](list)
    for one in answered:
        found[name(one)].append(one)
    return dict(found)


def _table(title: str, rows: Mapping[str, Sequence[Answered]]) -> str:
    head = ("mails", "precision", "recall", "forbidden", "intents", "facts", "verdicts", "all")
    lines = [f"| {title} | {' | '.join(head)} |", "| --- |" + " ---: |" * len(head)]
    for name, row in rows.items():
        shown = figures(row)
        lines.append(f"| {name} | " + " | ".join(_shown(n, shown[n]) for n in head) + " |")
    return "\n".join(lines) + "\n"


def _shown(name: str, value: float) -> str:
    return f"{value:.0f}" if name in {"mails", "forbidden"} else f"{value:.1%}".replace("%", " %")


def _intents(answered: Sequence[Answered]) -> str:
    answered = [one for one in answered if listed(one.case.expected, "intents")]
    named = sorted({i for one in answered for i in listed(one.case.expected, "intents")})
    lines = ["## By intent\n", "| intent | labelled | found | F1 |", "| --- | ---: | ---: | ---: |"]
    for intent in named:
        wanted = {
            one.case.name for one in answered if intent in listed(one.case.expected, "intents")
        }
        got = {one.case.name for one in answered if intent in listed(one.found, "intents")}
        f1 = _share(2 * len(wanted & got), len(wanted) + len(got))
        lines.append(f"| {intent} | {len(wanted)} | {len(got)} | {_shown('', f1)} |")
    return "\n".join(lines) + "\n"


def _misread(answered: Sequence[Answered]) -> str:
    wrong = [f"- `{one.case.name}`: {'; '.join(one.wrong)}" for one in answered if one.wrong]
    return "\n".join([f"## Mails that differ from their label ({len(wrong)})\n", *wrong]) + "\n"


def _same_verdict(one: Answered) -> bool:
    return not any(w.startswith(("verdict", "reply")) for w in one.wrong)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def main() -> int:
    """Print and write the figures; fail where one is below the floor."""
    answered = list(answers(corpus()))
    before = PAGE.read_text("utf-8") if PAGE.exists() else ""
    kept = before[before.index(KEPT_FROM) :] if KEPT_FROM in before else f"{KEPT_FROM}\n"
    text = page(answered, kept)
    PAGE.write_text(text, "utf-8")
    MISREAD.write_text("".join(f"{o.case.name}\n" for o in answered if o.wrong), "utf-8")
    sys.stdout.write(text)
    shown = figures(answered)
    low = [
        f"{name} {shown[name]:.3f} < {floor}"
        for name, floor in FLOOR.items()
        if shown[name] < floor
    ]
    if shown["forbidden"]:
        low.append(f"{shown['forbidden']:.0f} forbidden numbers taken")
    sys.stderr.write("".join(f"below the floor: {line}\n" for line in low))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
