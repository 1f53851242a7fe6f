"""Honest mails in eleven languages: at most one in a hundred is held back by mistake."""

from collections.abc import Iterator

import pytest

from tests.adversarial.harm import Leaks, smuggled
from tests.adversarial.honest import CARRIERS, Honest, books, mails
from tests.adversarial.world import Attacked, working

MOST_HELD = 0.01


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with working(tmp_path_factory.mktemp("honest") / "office", books=books()) as scene:
        scene.deliver(honest.mail for honest in mails())
        scene.work()
        yield scene


def test_there_are_a_hundred_and_fifty_in_eleven_languages_by_every_carrier() -> None:
    every = mails()
    assert len(every) >= 150
    assert len({honest.mail.name for honest in every}) == len(every)
    assert len({honest.mail.name[:2] for honest in every}) == 11
    carriers = {honest.mail.name.rpartition(", ")[2] for honest in every}
    assert len(carriers) == len(CARRIERS) == 14


def test_at_most_one_in_a_hundred_is_held_back(office: Attacked) -> None:
    held = [
        f"{honest.mail.name}: {_fate(office, honest)}"
        for honest in mails()
        if honest.expected != "review" and _verdict(office, honest) in {"review", "unread"}
    ]
    assert len(held) <= MOST_HELD * len(mails()), held


def test_each_order_is_booked_on_its_own_work_and_no_other(office: Attacked) -> None:
    orders = {order.po_number: order.engagement_ids for order in office.books.purchase_orders}
    expected = {h.po_number: (h.work.engagement_id,) for h in mails() if h.gives_order}
    assert orders == expected


def test_each_other_mail_is_asked_about_or_kept_for_a_person(office: Attacked) -> None:
    other = [
        f"{honest.mail.name}: {_fate(office, honest)}"
        for honest in mails()
        if _verdict(office, honest) != honest.expected
    ]
    assert other == []


def test_no_answer_tells_a_client_of_another_one(office: Attacked) -> None:
    leaks = Leaks(office.books)
    told = [
        found for row in office.outbox() for found in (*leaks.told(row.mail), *smuggled(row.mail))
    ]
    assert told == []


def _verdict(office: Attacked, honest: Honest) -> str:
    row = office.settled()[honest.mail.name]
    return row.verdict if row.judgement else "unread"


def _fate(office: Attacked, honest: Honest) -> str:
    row = office.settled()[honest.mail.name]
    return f"{row.verdict} {row.last_error[-300:]}"
