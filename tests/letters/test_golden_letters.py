"""Every letter to a client in every language, compared with a file that a person has read."""

import pytest

from tests.letters.samples import GOLDEN, LANGUAGES, VARIANTS, golden, path_of, written

EACH = [(name, language) for name in VARIANTS for language in LANGUAGES]


@pytest.mark.parametrize(("name", "language"), EACH)
def test_a_letter_reads_as_it_was_approved(name: str, language: str) -> None:
    assert golden(name, language) == path_of(name, language).read_text("utf-8")


@pytest.mark.parametrize("name", VARIANTS)
def test_its_page_looks_as_it_was_approved(name: str) -> None:
    assert written(name, "en", {}).html == (GOLDEN / f"{name}.en.html").read_text("utf-8")


def test_no_golden_letter_is_left_over() -> None:
    kept = {f"{path_of(name, language).name}" for name, language in EACH}
    assert {file.name for file in GOLDEN.iterdir()} == kept | {f"{n}.en.html" for n in VARIANTS}
