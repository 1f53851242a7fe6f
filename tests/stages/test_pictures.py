"""What becomes of numbers that were read on pictures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.message import Layer, Passage, Reading
from bot.domain.pictures import is_doubtful, tokens
from bot.domain.understanding import Intent, Understanding
from bot.stages.read import to_read
from tests.raw_mails import parsed, passages
from tests.rules.mails import attachment, extracted, new, page, subject, understood

ORDER = "PURCHASE ORDER\nPO number   4500123456\nNet total GBP   12,450.00"
SCAN = attachment("scan.pdf")
PICTURED = Reading("2", (ORDER,), pictured=(1,))


def pictured(text: str = ORDER, *doubtful: str, name: str = "scan.pdf") -> Passage:
    return replace(page(text, name), pictured=True, doubtful=doubtful)


def mail(*said: Passage, reading: Reading = PICTURED) -> Understanding:
    return understood(*said, readings=[reading], parts=[SCAN])


# --- what a passage says of itself ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PO number: 4500123456.", ("PO", "number", "4500123456")),
        ("(PO-45/A_1)", ("PO-45/A_1",)),
        ("12,450.00 GBP", ("12,450.00", "GBP")),
        ("Bestell-Nr.:#4711", ("Bestell-Nr", "4711")),
    ],
)
def test_a_word_stands_without_the_punctuation_around_it(
    text: str, expected: tuple[str, ...]
) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("span", "expected"), [((3, 7), False), ((3, 13), True), ((8, 13), True), ((0, 2), False)]
)
def test_a_stretch_is_doubtful_if_it_touches_a_doubtful_word(
    span: tuple[int, int], expected: bool
) -> None:
    passage = Passage("attachment:a#1", "PO 4500 12345", Layer.ATTACHMENT, None, True, ("12345",))
    assert is_doubtful(passage, *span) is expected


def test_only_pages_that_are_pictures_are_pictured() -> None:
    message = parsed(
        "From: g.thorpe@northmoor.gov.uk\nContent-Type: application/pdf\n"
        "Content-Disposition: attachment; filename=po.pdf\n\n%PDF"
    )
    (part,) = to_read(message)
    reading = Reading(part.path, ("text", "scan"), pictured=(2,), doubtful=("4500",))
    first, second = [p for p in passages(message, [reading]) if p.layer is Layer.ATTACHMENT]

    assert (first.pictured, first.doubtful) == (False, ())
    assert (second.pictured, second.doubtful) == (True, ("4500",))


def test_a_screenshot_inside_the_text_is_read_and_a_repeated_logo_once() -> None:
    picture = "x" * 20_000
    inline = (
        "Content-Type: image/png\nContent-Disposition: inline; filename={}\nContent-ID: <{}>\n\n"
    )
    message = parsed(
        "From: g.thorpe@northmoor.gov.uk\nContent-Type: multipart/related; boundary=b\n\n"
        "--b\nContent-Type: text/html\n\n<p>See <img src=cid:1> <img src=cid:2></p>\n"
        f"--b\n{inline.format('image001.png', 1)}{picture}\n"
        f"--b\n{inline.format('image002.png', 2)}{picture}\n"
        f"--b\n{inline.format('image003.png', 3)}tiny\n--b--"
    )
    assert [p.filename for p in to_read(message) if p.attachment] == ["image001.png"]


# --- numbers ---


def test_a_number_on_which_two_readings_agree_is_given_and_pictured() -> None:
    found = mail(new("Please find our purchase order attached."), pictured())

    assert found.po_numbers == ("4500123456",)
    assert found.orders[0].pictured
    assert found.orders[0].amount == Decimal("12450.00")
    assert Intent.PO_UNREADABLE not in found.intents


def test_a_number_on_which_two_readings_differ_is_refused_with_the_reason() -> None:
    (refused,) = [c for c in extracted(pictured(ORDER, "4500123456")) if c.number == "4500123456"]

    assert not refused.accepted
    assert refused.reason == "two readings of the picture differ"


def test_where_nothing_else_gives_a_number_the_order_is_unreadable() -> None:
    found = mail(new("Please find our PO attached."), pictured(ORDER, "4500123456"))

    assert found.po_numbers == ()
    assert found.intents == (Intent.PO_NEW, Intent.PO_UNREADABLE)
    assert found.unreadable == ()


def test_a_doubtful_number_alone_is_an_order_that_cannot_be_read() -> None:
    found = mail(pictured("PO number   4500123456", "4500123456"))
    assert found.intents == (Intent.PO_NEW, Intent.PO_UNREADABLE)


def test_a_scan_without_any_text_is_an_order_that_cannot_be_read() -> None:
    found = mail(
        new("Please find attached our purchase order."), reading=Reading("2", ("",), pictured=(1,))
    )
    assert found.intents == (Intent.PO_NEW, Intent.PO_UNREADABLE)


@pytest.mark.parametrize("where", [new, subject])
def test_a_number_that_the_sender_writes_is_not_pictured(where: object) -> None:
    assert callable(where)
    found = mail(where("Our PO is 4500123456."), pictured())
    assert [order.pictured for order in found.orders] == [False]


def test_the_senders_own_number_stands_where_the_picture_is_doubtful() -> None:
    found = mail(new("Our PO is 4500123456."), pictured(ORDER, "4500123456"))

    assert [(o.po_number, o.pictured) for o in found.orders] == [("4500123456", False)]
    assert Intent.PO_UNREADABLE not in found.intents


def test_a_number_with_a_text_layer_elsewhere_is_not_pictured() -> None:
    found = mail(new("PO attached"), pictured(), page(ORDER, "po.pdf"))
    assert [order.pictured for order in found.orders] == [False]


def test_a_doubtful_sum_is_not_the_orders() -> None:
    found = mail(new("PO attached"), pictured(ORDER, "12,450.00"))

    assert found.po_numbers == ("4500123456",)
    assert found.orders[0].amount is None
    assert found.facts.amount is None


def test_a_sum_that_the_sender_writes_too_is_not_doubtful() -> None:
    found = mail(new("PO attached for GBP 12,450.00 net"), pictured(ORDER, "12,450.00"))
    assert found.facts.amount == Decimal("12450.00")


def test_a_picture_without_an_order_makes_no_mail_unreadable() -> None:
    logo = pictured("Northgate Foods\nCelebrating 50 years 1976-2026")
    found = mail(new("Our PO is 4500123456."), logo, reading=Reading("2", ("x",), pictured=(1,)))

    assert found.po_numbers == ("4500123456",)
    assert found.intents == (Intent.PO_NEW,)


BLURRED = Reading("2", ("",), pictured=(1,))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Here is a photo of the purchase order.", "IMG_1.jpg", ["po_new", "po_unreadable"]),
        ("Did you get our purchase order?", "IMG_1.jpg", ["question"]),
        ("Here is a photo of the new gate.", "IMG_1.jpg", ["other"]),
    ],
)
def test_a_photo_on_which_nothing_can_be_read_is_the_order_that_it_is_said_to_be(
    text: str, name: str, expected: list[str]
) -> None:
    found = understood(new(text), readings=[BLURRED], parts=[attachment(name)])
    assert list(found.intents) == expected


def test_a_picture_in_a_mail_about_nothing_is_no_order() -> None:
    found = mail(new("Thank you!"), pictured("Northgate Foods"))
    assert not {Intent.PO_NEW, Intent.PO_UNREADABLE} & set(found.intents)
