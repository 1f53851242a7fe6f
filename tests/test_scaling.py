"""The measure that says whether work grows with its length only."""

from tests.scaling import grows_linearly


def test_work_that_looks_at_each_piece_once_grows_linearly() -> None:
    assert grows_linearly(lambda length: sum(range(length)), 2_000_000)


def test_work_that_looks_at_every_pair_does_not() -> None:
    assert not grows_linearly(lambda length: [sum(range(length)) for _ in range(length)], 8_000)
