"""The letters to clients in all their variants, and the files that hold what each must look like.

`python -m tests.letters.samples` writes the files anew: look at the difference before you keep it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.domain.company import SIGNATURE
from bot.resources import locate
from bot.resources.templates import LoadedTemplates, load_templates
from bot.stages.compose import Rendered

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "sv", "nb", "da", "pl", "pt")
LETTERS: LoadedTemplates = load_templates(locate("templates"), trusted=True)

COMPANY = {
    "name": "Progressive Robot",
    "inbox": "billing@progressiverobot.com",
    "signature": SIGNATURE,
}

Values = Mapping[str, object]


def _sample(name: str, key: str) -> tuple[Values, ...]:
    found = LETTERS.sheets[name].values[key]
    assert isinstance(found, list)
    return tuple(found)


_ORDER = _sample("po_recorded", "orders")[0]
_WORKS = _sample("po_chaser", "works")
_OWED = _sample("reminder_overdue", "invoices")
_UNPROMISED = tuple({**owed, "broken": False, "promised_on": None} for owed in _OWED)
_EARLY = tuple({**owed, "days_past_due": -3, "po_number": "4500012345"} for owed in _UNPROMISED)
_FEE = _sample("reminder_overdue", "late_fees")[0]
_AGREED: Values = {**_FEE["parts"][0], "percent": 8, "reference": ""}  # type: ignore[index]

VARIANTS: Mapping[str, Mapping[str, Values]] = {
    "acknowledgement": {"plain": {}, "nobody": {"recipient": ""}},
    "po_question": {
        "which work": {},
        "is it this": {"choices": _sample("po_question", "choices")[:1]},
        "what for": {"choices": ()},
        "no number": {
            "asks": "number",
            "po_number": "",
            "choices": (),
            "works": _WORKS,
            "invoices": ("PR-2026-0117", "PR-2026-0118"),
        },
        "misprinted": {"asks": "format", "choices": ()},
        "asked once more": {"asked_on": date(2026, 11, 24)},
    },
    "po_recorded": {
        "one": {},
        "two": {
            "orders": (
                {**_ORDER, "replaces": (), "invoices": ("PR-2026-0117",), "gross": True},
                {
                    **_ORDER,
                    "po_number": "4500012399",
                    "raised": True,
                    "invoices": (),
                    "works": (*_ORDER["works"], {"title": "Kiosk", "engagement_id": "ENG-0009"}),  # type: ignore[misc]
                },
            )
        },
    },
    "policy_noted": {"not used": {}, "required": {"policy": "required"}},
    "policy_question": {"plain": {}},
    "po_chaser": {
        "late": {},
        "ahead": {"tone": "ahead", "works": _WORKS[1:], "sent_already": False, "person": ""},
        "start": {"tone": "start", "works": _WORKS[:1]},
    },
    "reminder_overdue": {
        "gentle": {"late_fees": (), "copies": False, "invoices": _UNPROMISED},
        "firm": {
            "tone": "firm",
            "invoices": _UNPROMISED[:1],
            "without_po": (),
            "late_fees": (),
        },
        "last": {"tone": "last", "invoices": _UNPROMISED},
        "last, by contract": {
            "tone": "last",
            "invoices": _UNPROMISED[:1],
            "without_po": (),
            "late_fees": ({**_FEE, "law": "", "fixed_sum": None, "parts": (_AGREED,)},),
        },
        "ahead": {"tone": "ahead", "invoices": _EARLY, "late_fees": (), "without_po": ()},
        "ahead, one": {"tone": "ahead", "invoices": _EARLY[:1], "late_fees": (), "without_po": ()},
        "broken": {"tone": "broken", "late_fees": (), "copies": False},
        "broken, one": {
            "tone": "broken",
            "invoices": _OWED[:1],
            "without_po": (),
            "late_fees": (),
        },
    },
    "statement": {"some past due": {}, "none past due": {"overdue": ()}},
    "topup_request": {"to a total": {}, "by a sum": {"new_total": None}},
    "blanket_low": {
        "too small": {},
        "partly used": {"next_fits": True, "runs_out_on": None},
        "used up": {"percent": 100, "next_number": "", "valid_to": None},
    },
    "blanket_renewal": {
        "runs low": {"again": True},
        "plain": {"next_fits": True, "valid_from": None},
    },
    "invoice_issued": {
        "new": {},
        "amended": {"amended": True},
        "amended, our slip": {"amended": True, "ours": True},
        "credit note": {"credits": "PR-2026-0100", "po_number": "", "due_on": None},
    },
}
"""Each letter to a client, and what of its sample values another variant has instead."""


def written(name: str, language: str, other: Values) -> Rendered:
    """Return a letter with its sample values, some of them replaced."""
    values = {"company": COMPANY, **LETTERS.sheets[name].values, **other}
    return LETTERS.render(name, language, values)


def golden(name: str, language: str) -> str:
    """Return all variants of a letter in a language, as their file holds them."""
    return "\n".join(_shown(name, language))


def path_of(name: str, language: str) -> Path:
    """Return the file of a letter in a language."""
    return GOLDEN / f"{name}.{language}.txt"


def _shown(name: str, language: str) -> Iterator[str]:
    for variant, other in VARIANTS[name].items():
        letter = written(name, language, other)
        yield f"=== {variant}\nSubject: {letter.subject}\n\n{letter.text}"


if __name__ == "__main__":
    for _name in VARIANTS:
        for _language in LANGUAGES:
            path_of(_name, _language).write_text(golden(_name, _language), "utf-8")
        _page = written(_name, "en", {}).html
        (GOLDEN / f"{_name}.en.html").write_text(_page, "utf-8")
