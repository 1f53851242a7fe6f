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


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk(read_config(None)) as opened:
        yield opened


@pytest.fixture(scope="module")
def ledger() -> Snapshot:
    snapshot, rejected = CsvLedger(FOLDER / "ledger").load()
    assert not rejected
    return snapshot


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
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
