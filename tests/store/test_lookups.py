"""The look-ups that a changed ledger inherits are those that it would make itself."""

from dataclasses import replace
from functools import cached_property
from typing import Any

import pytest

from bot.domain.ledger import Contact, Snapshot
from bot.store.lookups import GROUPED, OTHER, SINGLE, changed, renumbered
from bot.store.records import TABLES, with_row
from tests.store.samples import ACME, ledger

LOOKUPS = [name for name, each in vars(Snapshot).items() if isinstance(each, cached_property)]


def looked_up(snapshot: Snapshot) -> dict[str, Any]:
    return {name: getattr(snapshot, name) for name in LOOKUPS}


def anew(snapshot: Snapshot) -> dict[str, Any]:
    """Return what a ledger with the same rows makes by itself."""
    return looked_up(replace(snapshot))


def test_every_look_up_of_the_ledger_is_known_by_its_table() -> None:
    named = [n for kind in (SINGLE, GROUPED, OTHER) for names in kind.values() for n in names]
    assert sorted(named) == sorted(LOOKUPS)
    assert {*SINGLE, *GROUPED, *OTHER} == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("asked_before", [True, False])
def test_a_row_that_changes_is_found_in_every_look_up(table: str, asked_before: bool) -> None:
    before = ledger()
    if asked_before:
        looked_up(before)
    rows = getattr(before, table)
    old, new = rows[0], replace(rows[0])
    after = changed(before, table, (new, *rows[1:]), new, old)
    assert looked_up(after) == anew(after)
    assert looked_up(before) == anew(before)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_is_added_is_found_in_every_look_up(table: str) -> None:
    before = ledger()
    looked_up(before)
    new = replace(getattr(before, table)[0])
    after = changed(before, table, (*getattr(before, table), new), new, None)
    assert looked_up(after) == anew(after)
    assert looked_up(before) == anew(before)


def test_a_row_under_another_key_is_found_there_and_nowhere_else() -> None:
    before = ledger()
    looked_up(before)
    old = before.contacts[0]
    after = with_row(before, "contacts", Contact(ACME, "Ann", "new@acme.example", "finance"), old)
    assert looked_up(after) == anew(after)
    assert "ann@acme.example" not in after.contacts_by_email


def test_another_version_of_a_ledger_keeps_its_look_ups() -> None:
    before = ledger()
    made = looked_up(before)
    after = renumbered(before, 7)
    assert after.version == 7
    assert all(vars(after)[name] is each for name, each in made.items())
