"""The labelled mails of tests/corpus, each judged alone against its ledger."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app.judgement import Desk, judge
from bot.app.report import judgement_json
from bot.domain.ledger import Snapshot
from bot.domain.message import Location, RawMessage
from bot.ledgers.csv import CsvLedger
from bot.wiring import open_desk, read_config
from tests.cases import Case, corpus, differences

FOLDER = Path(__file__).parent / "corpus"
TODAY = date(2026, 11, 24)
CASES = tuple(corpus(FOLDER))

MISREAD = {
    "answer_both_to_our_question": "the question mark stands only in our subject",
    "dispute_of_an_invoice": "an order named beside a disputed invoice is taken as given",
    "mailing_list_newsletter": "an example in a newsletter is taken as an order",
    "mere_thanks": "the subject's numbers hide that the text only says thanks",
    "other_order_stays_as_it_is": "a number to be left alone is taken through the client's format",
    "po_replaced_after_invoicing_french": "a rectified order is called a correction",
    "requisition_only": "a requisition raised instead of an order is not called a promise",
}
"""Cases that are misread today, and why. An entry that comes right fails, and must go."""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk(read_config(None)) as opened:
        yield opened


@pytest.fixture(scope="module")
def ledger() -> Snapshot:
    snapshot, rejected = CsvLedger(FOLDER / "ledger").load()
    assert not rejected
    return snapshot


def _marked(case: Case) -> object:
    why = MISREAD.get(case.name)
    marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
    return pytest.param(case, marks=marks, id=case.name)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_a_careful_clerk_would_judge_the_same(case: Case, desk: Desk, ledger: Snapshot) -> None:
    source = case.mail.read_bytes()
    raw = RawMessage(
        Location("corpus", 1, 1), datetime(2026, 11, 24, tzinfo=UTC), source, len(source)
    )
    found = judgement_json(judge(raw, ledger, desk, TODAY), case.name)
    assert differences(case.expected, found) == []


def test_every_label_has_its_mail_and_half_are_hard() -> None:
    labels = {path.stem for path in FOLDER.glob("*.toml")}
    assert labels == {case.name for case in CASES}
    assert sum(bool(case.expected["hard"]) for case in CASES) * 2 >= len(CASES) >= 40
