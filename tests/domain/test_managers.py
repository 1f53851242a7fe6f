"""Whom a letter names for a client to turn to."""

import pytest

from bot.domain.managers import looks_after, name_in
from tests.builders import engagement


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("helen.marsh@progressiverobot.com", "Helen Marsh"),
        ("j.p.brandl@progressiverobot.com", "J. P. Brandl"),
        ("anne-marie.o@progressiverobot.com", "Anne-Marie O."),
        ("sofía.keller+po@progressiverobot.com", "Sofía Keller"),
        ("sales@progressiverobot.com", ""),
        ("helen.marsh2@progressiverobot.com", ""),
        ("", ""),
    ],
)
def test_a_name_is_what_an_address_is_made_of(address: str, name: str) -> None:
    assert name_in(address) == name


def test_the_account_manager_goes_before_the_project_manager() -> None:
    both = engagement(
        account_manager="helen.marsh@x.example", project_manager="dan.okoro@x.example"
    )
    assert looks_after((both,)) == "Helen Marsh"


def test_the_first_person_who_can_be_named_is_turned_to() -> None:
    team = engagement(account_manager="sales@x.example", project_manager="dan.okoro@x.example")
    assert looks_after((engagement(), team)) == "Dan Okoro"


def test_nobody_is_named_where_no_address_tells() -> None:
    assert looks_after((engagement(),)) == ""
