"""The labelled mails of tests/corpus, each judged alone against the ledger of its set."""

from collections.abc import Iterator

import pytest

from bot.app.judgement import Desk
from bot.wiring import open_desk, read_config
from tests.accuracy import KEYS, MISREAD
from tests.cases import CORPUS, Case, corpus, differences, judged

CASES = tuple(corpus())


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk(read_config(None)) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_careful_clerk_would_judge_the_same(case: Case, desk: Desk) -> None:
    wrong = differences(case.expected, judged(case, desk))
    assert wrong == [] or case.name in MISREAD.read_text("utf-8").split()


def test_every_label_has_its_mail_and_says_what_kind_it_is() -> None:
    labels = {path.with_suffix("") for path in CORPUS.glob("*/*.toml")}
    assert labels == {case.mail.with_suffix("") for case in CASES}
    assert [c.name for c in CASES if not set(KEYS) - {"attachment"} <= set(c.expected)] == []


def test_the_corpus_is_large_and_mostly_hard_and_two_mails_in_five_bring_no_order() -> None:
    assert len(CASES) >= 350
    assert sum(bool(case.expected["hard"]) for case in CASES) * 2 >= len(CASES)
    assert sum(not case.expected["po_numbers"] for case in CASES) * 5 >= len(CASES) * 2


def test_no_two_mails_are_alike() -> None:
    mails = [case.mail.read_bytes() for case in CASES]
    assert len(set(mails)) == len(mails)
