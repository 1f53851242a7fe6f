"""What a level of a dunning procedure may hold, and what is wrong with one."""

import re
from collections.abc import Collection, Iterator, Mapping

Table = Mapping[str, object]

TONES = {
    "overdue": ("ahead", "gentle", "firm", "last"),
    "chaser": ("ahead", "start", "late"),
    "broken_promise": ("broken",),
}
"""The words that the templates know, per ladder."""

KEYS: Mapping[str, type] = {
    "name": str,
    "days": int,
    "template": str,
    "tone": str,
    "needs_approval": bool,
    "recipients": list,
    "copy_to": list,
    "tell": list,
    "signed_by": str,
    "late_fee": bool,
    "copies": bool,
}
NEEDED = frozenset({"name", "days", "template", "tone"})

WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list of texts",
}

CLIENTS = ("finance", "procurement", "project", "other")
OURS = ("account_manager", "project_manager")
ROLES = {"recipients": CLIENTS, "copy_to": CLIENTS, "tell": OURS}

SIGNERS = ("", "account_manager")


def is_a(value: object, kind: type) -> bool:
    """Say whether a value is of a kind; true and false are no numbers, lists hold texts."""
    if kind is list:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def bad_kinds(table: Table, given: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield each key that does not belong in a level, is missing or of the wrong kind, with why.

    `given`: keys that need not, and may not, be written.
    """
    for key in table.keys() - (KEYS.keys() - given):
        yield key, "is no key of a level"
    for key, kind in KEYS.items():
        if key in given or (key not in table and key not in NEEDED):
            continue
        if not is_a(table.get(key), kind):
            yield key, f"needs {WORDS[kind]}"


def bad_values(
    ladder: str, table: Table, letters: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Yield each key of a level whose value cannot be used, with why.

    Args:
        ladder: "overdue", "chaser" or "broken_promise".
        table: the level as written.
        letters: the names of the templates there are; None does not check them.
    """
    name, template, tone = table.get("name"), table.get("template"), table.get("tone")
    if isinstance(name, str) and not re.fullmatch(r"[a-z0-9-]+", name):
        yield "name", "may hold lower-case letters, digits and hyphens"
    if isinstance(tone, str) and tone not in TONES[ladder]:
        yield "tone", f"is one of {', '.join(TONES[ladder])}"
    if isinstance(template, str) and letters is not None and template not in letters:
        yield "template", f"there is no template {template!r}"
    if ladder == "overdue":
        yield from _bad_overdue(table)
    yield from _bad_people(table)


def _bad_overdue(table: Table) -> Iterator[tuple[str, str]]:
    days, tone = table.get("days"), table.get("tone")
    if tone == "last" and not table.get("needs_approval"):
        yield "tone", "a last letter is released by a person: write needs_approval = true"
    if not isinstance(days, int) or isinstance(days, bool) or tone not in TONES["overdue"]:
        return
    if (days < 1) is not (tone == "ahead"):
        yield "tone", "is ahead up to the due date, and one of the others past it"
    if days < 1 and table.get("late_fee"):
        yield "late_fee", "nothing is late before the due date"


def _bad_people(table: Table) -> Iterator[tuple[str, str]]:
    for key, roles in ROLES.items():
        named = table.get(key)
        if is_a(named, list) and (unknown := [n for n in _listed(named) if n not in roles]):
            yield key, f"{unknown[0]!r} is none of {', '.join(roles)}"
    if table.get("recipients") == []:
        yield "recipients", "names somebody"
    if isinstance(signer := table.get("signed_by"), str) and signer not in SIGNERS:
        yield "signed_by", 'is "account_manager", or left out'


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
