import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Reading
from bot.stages.read import read, to_read
from tests.raw_mails import US, alternative, attached, mail, passages
from tests.scaling import grows_linearly

REPLY = {"Subject": "Re: Our order", "In-Reply-To": "<ask-1@progressiverobot.com>"}


# --- which bodies ---


def test_html_is_not_read_where_plain_text_says_the_same() -> None:
    message = alternative("Our PO is 4500012345.", "<p>Our PO is <b>4500012345</b>.</p>")
    assert to_read(message) == ()
    assert [p.text for p in passages(message)] == ["Our PO is 4500012345."]


@pytest.mark.parametrize("plain", ["", " ", "This message requires an HTML mail reader."])
def test_html_is_read_where_plain_text_is_empty_or_a_stub(plain: str) -> None:
    message = alternative(plain, "<p>Our PO is 4500012345.</p>")
    (part,) = to_read(message)
    assert part.media_type == "text/html"
    found = passages(message, [Reading(part.path, ("Our PO is 4500012345.",))])
    assert [p.text for p in found] == ["Our PO is 4500012345."]


def test_html_is_read_where_it_holds_a_number_that_plain_text_lacks() -> None:
    message = alternative("Our order:", "<p>Our order:</p><table><td>4500012345</table>")
    assert [p.media_type for p in to_read(message)] == ["text/html"]


def test_plain_text_and_html_are_both_read_where_each_says_its_own() -> None:
    message = alternative("Please see the order beneath", "<table><td>4500012345</table>")
    part = to_read(message)[0]
    found = passages(message, [Reading(part.path, ("4500012345",))])
    assert [p.text for p in found] == ["Please see the order beneath\n\n4500012345"]


def test_numbers_that_html_hides_in_styles_are_no_reason_to_read_it() -> None:
    html = "<style>.a{width:123456px}</style><p style='x:987654'>Hi&#8217;</p><style>.b{1234567}"
    assert to_read(alternative("Hi", html)) == ()


def test_html_that_no_reader_could_read_is_stripped_of_its_tags() -> None:
    message = mail("<p>Our PO is<br>4500012345 &amp; more</p>", Content_Type="text/html")
    assert [p.text for p in passages(message)] == ["Our PO is\n4500012345 & more"]


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ("format=flowed", "Our PO is 4500012345\n-- \nG"),
        ("format=flowed; delsp=yes", "Our PO is4500012345\n-- \nG"),
        ("charset=utf-8", "Our PO is \n4500012345\n-- \nG"),
    ],
)
def test_soft_line_breaks_are_undone(parameters: str, text: str) -> None:
    message = mail("Our PO is \n4500012345\n-- \nG", Content_Type=f"text/plain; {parameters}")
    assert "\n".join(p.text for p in passages(message)) == text.replace("\n-- ", "\n-- ", 1)


def test_soft_line_breaks_join_lines_of_one_quotation_only() -> None:
    body = "> one \n> two \nthree \n> four\n  stuffed"
    message = mail(body, Content_Type="text/plain; format=flowed", **REPLY)
    assert [p.text for p in passages(message)] == ["one two", "three", "four", "stuffed"]


# --- attachments ---


def test_the_pages_of_an_attachment_are_counted_from_one() -> None:
    message = attached("Content-Type: application/pdf; name=po.pdf")
    found = passages(message, [Reading("2", ("first", " ", "third"))])
    assert [(p.origin, p.text) for p in found[1:]] == [
        ("attachment:po.pdf#1", "first"),
        ("attachment:po.pdf#3", "third"),
    ]


@pytest.mark.parametrize(
    ("header", "is_read"),
    [
        ("Content-Type: application/pdf; name=po.pdf", True),
        ("Content-Type: application/octet-stream; name=po.bin", True),
        ("Content-Type: application/zip; name=po.zip", True),
        ("Content-Type: text/csv; name=po.csv", True),
        ("Content-Type: text/html; name=po.html", True),
        ("Content-Type: image/jpeg; name=scan.jpg", True),
        ("Content-Type: image/png; name=image001.png", False),
        ("Content-Type: text/calendar; name=a.ics\nContent-Disposition: attachment", False),
        ("Content-Type: application/octet-stream; name=jane.vcf", False),
        ("Content-Type: application/pkcs7-signature; name=smime.p7s", False),
        ("Content-Type: audio/wav; name=voice.wav", False),
        ("Content-Type: message/delivery-status", False),
    ],
)
def test_whatever_may_be_an_order_goes_to_a_reader(header: str, is_read: bool) -> None:
    assert bool(to_read(attached(header))) is is_read


def test_a_large_picture_inside_the_text_is_read() -> None:
    header = "Content-Type: image/png; name=image001.png\nContent-Disposition: inline"
    assert to_read(attached(header, "x" * 20_000))


def test_an_empty_file_is_not_read() -> None:
    assert to_read(attached("Content-Type: application/pdf; name=po.pdf", "")) == ()


# --- hostile texts ---


@pytest.mark.parametrize(
    "unit",
    ["From: x\n", "> a\n", "> a\n\n\n\n\n", "\n", " \n", "On 5 Oct 2026,\n", "-----\n",
     "Regards\nJ\n\n",
     "On 5 Oct 2026 a@b.example wrote:\n", "From: a@b.example\nSent: 10:10\nTo: x\n\n", "<",
     "a@", "To: a@b.example,\n", "Subject: x\n  y\n", "a: b\tc\n", "a@b,\n", "5,\n", "wrote ",
     "Thanks\nx\n", "--\n", "_" * 32 + "\n", "> > > > > > > a\n", "> " * 60 + "a\n",
     "x\u00a0\u200b\n", "1 ",
     "+49 ",
     "Caution: external sender\n\n", "PO number 450\n", "Sent from my iPhone\n", "(a) / ",
     "@a.b:\n"],
)  # fmt: skip
def test_reading_time_grows_with_the_length_only(unit: str) -> None:
    assert grows_linearly(
        lambda length: read(mail((unit * length)[:length]), (), US),
        120_000,
    )


def test_reading_time_of_a_long_thread_grows_with_its_length_only() -> None:
    paragraph = "We have raised the order for the portal, as you asked; the details stand below.\n"
    quoted = "On 5 Oct 2026 at 10:00, A <billing@progressiverobot.com> wrote:\n> Which order?\n\n"
    thread = f"{paragraph * 20}\n{quoted}" * 200
    assert grows_linearly(lambda length: read(mail(thread[:length], **REPLY), (), US), 250_000)


@given(
    st.lists(
        st.sampled_from(
            ["> a", ">> b", "", "text", "On 5 Oct 2026, a@b.example wrote:", "-- ", "Regards",
             "-----Original Message-----", "From: a@b.example", "Sent: 10:10", "To: x",
             "Subject: y", "Begin forwarded message:", "_" * 32, "Gillian", "PO 4500012345"]
        ),
        max_size=30,
    ),
    st.sampled_from(["Re: x", "Fwd: x", "x", ""]),
)  # fmt: skip
def test_every_text_line_ends_in_some_passage(lines: list[str], subject: str) -> None:
    found = passages(mail("\n".join(lines), Subject=subject))
    assert sum(p.text.count("text") for p in found) == lines.count("text")
    assert sum(p.text.count("PO 4500012345") for p in found) == lines.count("PO 4500012345")
    assert all(p.text.strip() for p in found)
