"""Normal form: what is compared, and the way back to what was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stages._normal import normalise

ODD = st.sampled_from(
    "\u00a0\u2007\u202f\u3000\u200b\u200d\ufeff\u00ad\u2060\u200e\u202a\u2010\u2011\u2012\u2013\u2014"
    "\u2212\uff0d\u2044\u2215４５０\uff21\u2019\u00b4é\u0301\u0308ﬁ½²№ΐİßø…\u2028\u0085🙂\U0001d7d8ｶﾞ한각\ufe0f"
)
TEXTS = st.text(st.one_of(ODD, st.characters(), st.sampled_from("PO 4500-12/3\n\tab"))).map(
    lambda text: text.encode("utf-8", "replace").decode()
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("PO\u00a04500\u202f012", "PO 4500 012"),
        ("４５００\uff0d１２", "4500-12"),
        ("45\u00ad00\u200b01\u206023", "45000123"),
        ("BM\u201140221", "BM-40221"),
        ("BM\u201340221 \u2212 5", "BM-40221 - 5"),
        ("ODA\u22152026\u204417", "ODA/2026/17"),
        ("Ｏｒｄｅｒ　№ 5", "Order No 5"),
        ("n\u2019est", "n'est"),
        ("PO:\ufe0f 45\u061c00", "PO: 4500"),
        ("e\u0301", "é"),
        ("a\u2028b\u0085c", "a\nb\nc"),
    ],
)
def test_what_looks_the_same_is_the_same(written: str, normal: str) -> None:
    assert normalise(written).text == normal


@pytest.mark.parametrize(
    "written",
    [
        "PO ４５００\uff0d１２ ok",
        "\u00ad\u00adPO 45\u00ad00-12\u200b ok",
        "ﬁﬁ№ 4500-12",
        "\u00e9\u0301 e\u0301 4500\u201112",
        "🙂 4500-1\u206012 🙂",
    ],
)
def test_a_span_points_at_what_was_written(written: str) -> None:
    normal = normalise(written)
    number = "4500-12" if "4500-12" in normal.text else "4500-112"
    start = normal.text.index(number)
    first, last = normal.span(start, start + len(number))
    assert normalise(written[first:last]).text == number


@given(TEXTS)
def test_the_way_back_leads_forward_and_stays_inside(text: str) -> None:
    normal = normalise(text)
    places = [normal.origin(n) for n in range(len(normal.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places) or not text


@given(TEXTS, TEXTS)
def test_a_number_is_found_again_where_it_was_written(before: str, after: str) -> None:
    text = f"{before} X4500012345X {after}"
    normal = normalise(text)
    start = len(normalise(f"{before} X").text)
    first, last = normal.span(start, start + 10)
    assert text[first:last] == "4500012345"
    assert normal.position(first) == start


@given(TEXTS)
def test_every_span_holds_what_it_points_at(text: str) -> None:
    normal = normalise(text)
    for start, character in enumerate(normal.text):
        first, last = normal.span(start, start + 1)
        assert 0 <= first < last <= len(text)
        whole = unicodedata.normalize("NFKC", normalise(text[first:last]).text)
        assert character in whole or unicodedata.combining(character)


@given(TEXTS)
def test_the_span_of_everything_is_everything_but_what_cannot_be_seen(text: str) -> None:
    normal = normalise(text)
    if normal.text:
        first, last = normal.span(0, len(normal.text))
        assert normalise(text[:first]).text == ""
        assert normalise(text[last:]).text == ""


@given(TEXTS)
def test_normalising_twice_changes_nothing_in_plain_text(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert normalise(plain).text == plain
