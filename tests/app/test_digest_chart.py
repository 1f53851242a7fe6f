"""The digest shows how blanket orders burn down, as a picture and as the same figures in words."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from unittest.mock import patch

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from bot.app.digest import Digest
from bot.app.digest_blankets import MOST, blanket_facts
from bot.documents.burn_chart import SCALE, USED, _label, burn_chart, can_draw
from bot.domain.burn_bars import BurnBar, Draw, size_of
from bot.domain.ledger import Snapshot
from tests.app.blanket_desk import OCTOBER, YEAR, billed, books
from tests.app.office import morning, office
from tests.builders import client

FULL = BurnBar("Northgate Foods Ltd, PO 1", 1.0, 0.0, over=True, gone=0.5, figures="100 %")
PART = BurnBar("Ökogarten & Söhne \u202e PO 2\n", 0.5, 0.2, over=False, gone=None, figures="50 %")


def digest(snapshot: Snapshot, draw: Draw | None = burn_chart) -> Digest:
    desk = office(snapshot)
    desk.clock.at = morning(OCTOBER)
    found = desk.digest()
    found.draw = draw
    return found


def mail_of(work: Digest) -> EmailMessage:
    return message_from_bytes(work.letter("a@progressiverobot.com", OCTOBER).source, policy=modern)


def text_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@contextmanager
def opened(png: bytes) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        yield picture.convert("RGB")


def test_the_picture_is_a_png_of_the_size_that_the_page_gives_it() -> None:
    for count in (1, 2, MOST):
        with opened(burn_chart((FULL,) * count)) as picture:
            width, height = size_of(count)
            assert picture.size == (width * SCALE, height * SCALE)


def test_a_bar_is_as_long_as_its_share() -> None:
    with opened(burn_chart((PART,))) as picture:
        row = [picture.getpixel((x, (12 + 28) * SCALE)) for x in range(picture.width)]
    blue = tuple(bytes.fromhex(USED.removeprefix("#")))
    inner = picture.width - 2 * 12 * SCALE
    assert abs(row.count(blue) - inner // 2) <= 1


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("Ökogarten & Söhne, Großküche", "Okogarten & Sohne, Grosskuche"),
        ("Łódź Ødegård Crème", "Lodz Odegard Creme"),
        ("東京\u202e PO 7\n", "?? PO 7"),
        ("x" * 80, f"{'x' * 49}..."),
    ],
)
def test_a_label_is_drawn_in_letters_that_the_font_has(words: str, drawn: str) -> None:
    assert _label(words) == drawn


def test_the_same_bars_give_the_same_bytes() -> None:
    assert burn_chart((FULL, PART)) == burn_chart((FULL, PART))


def test_the_mail_holds_the_picture_beside_the_page_that_shows_it() -> None:
    mail = mail_of(digest(books(10)))
    assert not mail.defects
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture.get_content_disposition() == "inline"
    shown = LexborHTMLParser(text_of(mail, "html")).css_first("img")
    assert shown is not None
    assert shown.attributes["src"] == f"cid:{str(picture['Content-ID']).strip('<>')}"
    with opened(picture.get_content()) as drawn:
        assert shown.attributes["width"] == str(drawn.width // SCALE)
        assert shown.attributes["height"] == str(drawn.height // SCALE)


def test_the_alt_text_holds_the_figures() -> None:
    shown = LexborHTMLParser(text_of(mail_of(digest(books(10))), "html")).css_first("img")
    assert shown is not None
    assert shown.attributes["alt"] == (
        "Blanket orders, percent used: "
        "Northgate Foods Ltd, PO 4500012345 (GBP): 83 %, 2,000.00 left"
    )


def test_the_plain_part_has_the_same_figures_as_a_table() -> None:
    lines = text_of(mail_of(digest(books(10))), "plain").replace("\r\n", "\n").splitlines()
    start = lines.index("BLANKET ORDERS (net of tax)")
    assert lines[start + 1].split() == (
        ["used", "authorised", "invoiced", "waiting", "left", "ends", "runs", "out"]
    )
    assert lines[start + 2].strip() == "Northgate Foods Ltd, PO 4500012345 (GBP)"
    assert lines[start + 3].split() == (
        ["83", "%", "12,000.00", "10,000.00", "0.00", "2,000.00", "2026-12-31", "-"]
    )
    ends = [match.end() for match in re.finditer(r"\S+", lines[start + 1])]
    assert {len(lines[start + 1]), len(lines[start + 3])} == {ends[-1]}


@pytest.mark.parametrize("draw", [None, lambda _: 1 / 0], ids=["no Pillow", "a bug in drawing"])
def test_without_a_picture_the_digest_has_the_table_only(draw: Draw | None) -> None:
    mail = mail_of(digest(books(10), draw))
    assert {part.get_content_type() for part in mail.walk()} == {
        "multipart/alternative",
        "text/plain",
        "text/html",
    }
    assert "<img" not in text_of(mail, "html")
    for kind in ("plain", "html"):
        assert "PO 4500012345" in text_of(mail, kind)
        assert "2,000.00" in text_of(mail, kind)


def test_without_blanket_orders_there_is_neither() -> None:
    mail = mail_of(digest(books(10, purchase_orders=())))
    assert "image/png" not in {part.get_content_type() for part in mail.walk()}
    assert "BLANKET" not in text_of(mail, "plain")
    assert "Blanket" not in text_of(mail, "html")
    assert "\n\n\n" not in text_of(mail, "plain").replace("\r\n", "\n")


def test_the_same_digest_has_the_same_bytes() -> None:
    first, second = (digest(books(10)).letter("a@progressiverobot.com", OCTOBER) for _ in range(2))
    assert first.source == second.source
    assert first.source.isascii()


def test_a_preview_shows_the_picture_in_a_browser() -> None:
    _, page = digest(books(10)).preview(OCTOBER)
    shown = LexborHTMLParser(page).css_first("img")
    assert shown is not None
    assert str(shown.attributes["src"]).startswith("data:image/png;base64,iVBOR")


def test_a_clients_name_is_data_in_table_picture_and_alt_text() -> None:
    hostile = '"><script>x</script>\u202e'
    snapshot = replace(books(10), clients=(client(name=hostile),))
    mail = mail_of(digest(snapshot))
    page = LexborHTMLParser(text_of(mail, "html"))
    assert page.css_first("script") is None
    image = page.css_first("img")
    assert image is not None
    assert set(image.attributes) == {"src", "alt", "width", "height", "style"}
    assert "\u202e" not in text_of(mail, "plain")


def test_the_fullest_orders_come_first_and_the_rest_is_counted() -> None:
    orders = tuple(replace(YEAR, po_number=f"{n:04}") for n in range(MOST + 3))
    rows = tuple(
        replace(billed(date(2026, 10, 1), 100 * n, n), po_number=f"{n:04}")
        for n in range(1, MOST + 3)
    )
    found = blanket_facts(books(0, 0, *rows, purchase_orders=orders), OCTOBER)
    assert (len(found.rows), len(found.bars), found.more) == (MOST, MOST, 3)
    assert "PO 0014" in str(found.rows[0]["name"])


def test_an_order_without_a_sum_is_in_the_table_with_dashes() -> None:
    found = blanket_facts(books(10, purchase_orders=(replace(YEAR, amount=None),)), OCTOBER)
    assert (found.rows[0]["used"], found.rows[0]["left"]) == ("-", "-")
    assert found.bars[0].used == 0
    assert Decimal(str(found.rows[0]["invoiced"]).replace(",", "")) == 10000


def test_whether_a_picture_can_be_drawn_is_known_without_drawing_one() -> None:
    assert can_draw()
    with patch("bot.documents.burn_chart.find_spec", return_value=None):
        assert not can_draw()
