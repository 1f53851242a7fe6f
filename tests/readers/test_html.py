"""The HTML reader: what a person sees, in lines."""

import pytest

from bot.domain.message import Part
from bot.readers import Unreadable
from bot.readers.html import MAX_BYTES, looks_like, read
from tests.scaling import grows_linearly


def seen(markup: str, charset: str = "utf-8") -> str:
    return read(Part("1", "text/html", "", markup.encode(charset), charset)).texts[0]


def test_blocks_and_breaks_end_lines() -> None:
    assert seen("<div>one<br>two</div><div>three</div>four") == "one\ntwo\nthree\nfour"


def test_inline_elements_do_not_split_a_number() -> None:
    assert seen("<p>PO 45<b>001</b><o:p></o:p>23<span>456</span></p>") == "PO 4500123456"


def test_paragraphs_are_set_apart_but_words_paragraphs_are_lines() -> None:
    assert seen("<p>one</p><p>two</p>") == "one\n\ntwo"
    assert seen("<p class=MsoNormal>one</p><p class=MsoNormal>two</p>") == "one\ntwo"
    assert seen("<p style='margin:0cm'>one</p><p>two</p>") == "one\ntwo"


def test_white_space_is_one_space_and_entities_are_characters() -> None:
    assert seen("<p>a\n\t  b &amp; c&nbsp;d &pound;5</p>") == "a b & c\u00a0d £5"


def test_preformatted_text_keeps_its_lines() -> None:
    assert seen("<pre>one\n  two</pre>") == "one\n  two"


@pytest.mark.parametrize(
    "hidden",
    [
        "<style>p{}</style>",
        "<script>var po = 1</script>",
        "<!-- PO 1 -->",
        "<!--[if mso]>PO 1<![endif]-->",
        "<div style='display: none'>PO 1</div>",
        "<div style='color:red;visibility:hidden'>PO 1</div>",
        "<span style='font-size:0px;line-height:0'>PO 1</span>",
        "<div style='mso-hide:all'>PO 1</div>",
        "<p hidden>PO 1</p>",
        "<title>PO 1</title>",
        "<noscript>PO 1</noscript>",
        "<template>PO 1</template>",
    ],
)
def test_what_the_mail_hides_is_not_read(hidden: str) -> None:
    assert seen(f"<body>before {hidden} after</body>").split() == ["before", "after"]


def test_a_small_font_is_not_hidden() -> None:
    assert seen("<span style='font-size:0.9em'>PO 1</span>") == "PO 1"


def test_cells_of_a_row_share_a_line() -> None:
    table = (
        "<table><tr><td><p>PO Number</p></td><td><p>4500123456</p></td></tr>"
        "<tr><th>Date</th><td>12 Nov</td></tr></table>"
    )
    assert seen(table) == "PO Number\t4500123456\nDate\t12 Nov"


def test_an_empty_cell_keeps_its_column() -> None:
    assert seen("<table><tr><td>a<td><td>c</table>") == "a\t\tc"


def test_labels_and_values_in_two_cells_of_many_lines_stand_side_by_side() -> None:
    row = "<table><tr><td>PO No:<br>Date:</td><td>4500123456<br>12 Nov</td></tr></table>"
    assert seen(row) == "PO No:\t4500123456\nDate:\t12 Nov"


def test_a_table_for_layout_reads_column_by_column() -> None:
    left = "<br>".join(f"nav {number}" for number in range(20))
    lines = seen(f"<table><tr><td>{left}</td><td><p>PO 4500123456</p></td></tr></table>")
    assert lines.splitlines()[0] == "nav 0"
    assert lines.splitlines()[-1] == "PO 4500123456"


def test_a_single_cell_is_no_table() -> None:
    assert seen("<table><tr><td></td><td><p>one</p><p>two</p></td></tr></table>") == "one\n\ntwo"


def test_lists_keep_their_numbers() -> None:
    assert seen("<ol start=2><li>Portal<li>Intranet</ol>") == "2. Portal\n3. Intranet"
    assert seen("<ul><li><p>one</p></li><li>two</li></ul>") == "- one\n- two"


def test_a_quotation_is_marked_as_in_plain_text() -> None:
    gmail = (
        "<div>PO 2</div><div class='gmail_quote'><div class='gmail_attr'>On Mon, Ann wrote:<br>"
        "</div><blockquote class='gmail_quote' style='border-left:1px solid'><div>PO 1</div>"
        "<blockquote type='cite'>older</blockquote></blockquote></div>"
    )
    assert seen(gmail) == "PO 2\nOn Mon, Ann wrote:\n> PO 1\n> > older"


def test_an_indented_paragraph_is_no_quotation() -> None:
    indented = "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>PO 1</blockquote>"
    assert seen(indented) == "PO 1"


@pytest.mark.parametrize(
    "opening",
    [
        "<div id='divRplyFwdMsg'>",
        "<div id='x_divRplyFwdMsg'>",
        "<div class='OutlookMessageHeader'>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm'>",
    ],
)
def test_outlooks_quoted_mail_starts_below_its_own_mark(opening: str) -> None:
    text = seen(f"<p>new</p>{opening}<b>From:</b> Ann<br><b>Sent:</b> Monday</div><p>old</p>")
    assert text.split("\n\n")[1] == "-----Original Message-----\nFrom: Ann\nSent: Monday\nold"


def test_a_rule_is_a_line() -> None:
    assert seen("a<hr>b") == f"a\n{'_' * 32}\nb"


def test_a_charset_declared_in_the_document_is_used() -> None:
    payload = "<meta charset=iso-8859-2><p>Číslo objednávky</p>".encode("iso-8859-2")
    assert read(Part("1", "text/html", "", payload)).texts == ("Číslo objednávky",)


def test_broken_markup_is_read_all_the_same() -> None:
    assert seen("<table><td>PO<td>1</div></table></span><b>x") == "PO\t1\nx"


@pytest.mark.parametrize(
    "opening", ["<div>", "<table><tr><td>", "<blockquote>", "<b>x", "<ul><li>"]
)
def test_nesting_without_end_is_refused_quickly(opening: str) -> None:
    def refused(length: int) -> None:
        with pytest.raises(Unreadable, match="nested too deeply"):
            seen(opening * length)

    assert grows_linearly(refused, 100_000)


def test_deep_nesting_loses_structure_but_no_text() -> None:
    assert seen("<div>" * 500 + "PO 4500123456" + "</div>" * 500) == "PO 4500123456"


def test_many_flat_elements_are_no_nesting() -> None:
    assert seen("<p>x<br>" * 3_000).count("x") == 3_000


def test_what_is_cut_off_is_said() -> None:
    part = Part("1", "text/html", "", b"<p>PO 1</p>" + b" " * MAX_BYTES)
    assert read(part).problem == "only the beginning was read"


def test_documents_are_recognised_by_their_start() -> None:
    assert looks_like(b"\n <!DOCTYPE html><p>")
    assert looks_like(b"<HTML>")
    assert not looks_like(b"Use <html> for this")
