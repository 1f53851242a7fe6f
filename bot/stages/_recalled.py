"""Mails that take back the mail before them and give nothing in its place."""

import regex

from bot.domain.purchase_order import OrderStatus
from bot.stages._case import Case, Ruling, review

_AWAY = (
    r"ignore|disregard|discard|forget|scrap|recall|withdraw|take back|"
    r"ignorier\w*|gegenstandslos|vergessen|nicht (?:be)?achten|hinfällig|verwerfen|"
    r"ignor[ez]\w*|(?:pas|plus) tenir compte|tenez pas compte|oubliez|"
    r"ignor[ae]\w*|descart\w+|hagan? caso omiso|no tengan? en cuenta|desconsider\w*|"
    r"non (?:tenere|tenga|tenete) conto|scart\w+|"
    r"neger\w*|niet (?:letten|meenemen)|vervallen|"
    r"bortse|bortsett|ignorera|glöm|se bort fra|ignorer\w*|glem|"
    r"zignor\w*|proszę (?:o )?(?:nie brać pod uwagę|pominięcie|pominąć)|nieaktualn\w*"
)
_MAIL = (
    r"e-?mails?|mails?|messages?|e-?post\w*|nachricht|courriels?|correos?|mensajes?|mensage(?:m|ns)|"
    r"messaggi[oi]?|berichten?|bericht|mejl\w*|beskeder?|besked|meddeland\w*|melding\w*|"
    r"wiadomoś\w+|maila"
)
_BEFORE = (
    r"last|previous|prior|earlier|former|first|my|letzte\w*|vorige\w*|vorherige\w*|meine\w*|"
    r"frühere\w*|dernier\w*|précédent\w*|mon|último|última|anterior\w*|mi|meu|minha|ultim\w+|"
    r"precedente|mia|mio|laatste|vorige|mijn|senaste|förra|tidigare|mitt|siste|forrige|tidligere|"
    r"min|sidste|ostatni\w*|poprzedni\w*|moj\w*|mój"
)
_RECALLED = regex.compile(
    rf"\b(?:{_AWAY})\b[^.!?\n]{{0,40}}\b(?:{_BEFORE})\b[^.!?\n]{{0,20}}\b(?:{_MAIL})\b"
    rf"|\b(?:{_BEFORE})\b[^.!?\n]{{0,20}}\b(?:{_MAIL})\b[^.!?\n]{{0,40}}\b(?:{_AWAY})\b"
    r"|\bwould like to recall the message\b|\bmöchte die nachricht .{0,80} zurückrufen\b"
)

_MOST = 20_000
"""Characters that are looked at: nobody takes a mail back below that much text."""


def recalls(words: str) -> bool:
    """Return whether lower-case words take back the mail before."""
    return _RECALLED.search(words[:_MOST]) is not None


def recalled(case: Case) -> Ruling | None:
    """Show a mail that takes back the one before, and gives no order, if that one gave any.

    The order stays on file until a person has looked; its drafts wait as long.
    """
    if case.client is None or case.understanding.orders or not recalls(case.understanding.words):
        return None
    before = (case.snapshot.order(case.client.client_id, n) for n in case.given_before)
    numbers = [o.po_number for o in before if o is not None and o.status is OrderStatus.OPEN]
    if not numbers:
        return None
    return review(f"It takes back the mail before, which gave PO {', '.join(numbers)}.")
