"""Where a sender's words end and a signature, banner or legal notice begins.

A number in a signature is not an order's, so signatures are set apart. Whatever might be content
stays content: a postscript, a line that gives an order, a sentence below the name.
"""

import re

_SIGN_OFF = re.compile(
    r"^\W{0,2}(?:(?:kind(?:est)?|best|warm(?:est)?|with(?: my)? (?:kind |best )?|many|kindest) "
    r"?(?:regards|wishes|thanks)|(?:best )?regards|best|br|kr|rgds|yours (?:sincerely|faithfully|"
    r"truly)|sincerely|cheers|thanks(?: (?:and|&) (?:kind |best )?regards)?|thank you|many thanks|"
    r"mit (?:freundliche[mn]|besten|herzlichen|vielen) (?:gr(?:ü|ue)(?:ß|ss)(?:en)?|dank)|"
    r"freundliche gr(?:ü|ue)(?:ß|ss)e|(?:viele|beste|liebe|schöne|herzliche) gr(?:ü|ue)(?:ß|ss)e|"
    r"vielen dank|danke|mfg|vg|lg|(?:bien )?cordialement|(?:bien )?à vous|sincères salutations|"
    r"(?:meilleures|cordiales) salutations|merci|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|"
    r"atentamente|gracias|cordiali saluti|distinti saluti|(?:un )?saluti|grazie|"
    r"met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|hartelijke groet(?:en)?|groet(?:en)?|"
    r"mvg|bedankt|(?:com os )?(?:melhores )?cumprimentos|atenciosamente|obrigad[oa]|atentamente|"
    r"(?:med )?venlig hilsen|(?:de )?bedste hilsner|mvh|vh|hilsen|"
    r"(?:med )?vänlig(?:a)? hälsning(?:ar)?|hälsningar|tack|(?:med )?vennlig hilsen|"
    r"ystävällisin terveisin|terveisin|t|kiitos|z poważaniem|pozdrawiam|z pozdrowieniami|"
    r"dziękuję|s pozdravem|s přátelským pozdravem|děkuji|üdvözlettel|tisztelettel|köszönettel|"
    r"cu (?:stimă|respect|drag)|mulțumesc)\s{0,2}[,.!;–-]{0,2}$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^\W{0,3}(?:sent from (?:my|mail|yahoo|outlook|samsung|proton)|get outlook for|sent via|"
    r"(?:von|gesendet von) meinem|von meinem iphone|gesendet mit|envoyé (?:de|depuis) mon|"
    r"enviado desde mi|inviato da(?:l mio)? |verzonden vanaf mijn|verstuurd vanaf mijn|"
    r"enviado do meu|sendt fra min|skickat från min|lähetetty |wysłane z|odesláno z|"
    r"iphone-omról|trimis de pe)[^\n]{0,60}$",
    re.IGNORECASE,
)
_NOTICE_START = re.compile(
    r"^\W{0,4}(?:this (?:e-?mail|message|communication)[^.]{0,60}(?:confidential|intended|"
    r"privileged|attachment)|the (?:information|contents?)[^.]{0,40}(?:e-?mail|message|"
    r"communication)|confidentiality|disclaimer|important notice|legal notice|privileged|"
    r"caution\b|warning: this (?:e-?mail|message)|external (?:e-?mail|sender|message)|"
    r"\[?external\]?\W|you don't often get e?-?mail|please consider the environment|"
    r"think before you print|if you (?:are not|have received)|registered (?:in|office|company)|"
    r"virus-?free|diese (?:e-?mail|nachricht)[^.]{0,60}(?:vertraulich|bestimmt|enthält)|"
    r"vertraulichkeits|achtung: diese|externe e-?mail|ce (?:message|courriel|mail)[^.]{0,60}"
    r"(?:confidentiel|destiné|attaché|exclusif)|avis de confidentialité|este (?:mensaje|correo|"
    r"e-?mail)[^.]{0,60}(?:confidencial|dirigido|destin)|aviso (?:legal|de confidencialidad)|"
    r"(?:questo|il presente) (?:messaggio|e-?mail)[^.]{0,60}(?:riservat|destin|confidenzial)|"
    r"avviso di riservatezza|dit (?:bericht|e-?mail)[^.]{0,60}(?:vertrouwelijk|bestemd)|"
    r"de informatie[^.]{0,60}(?:vertrouwelijk|bestemd)|esta mensagem[^.]{0,60}(?:confidencial|"
    r"destin)|denne (?:e-?mail|meddelelse|melding|e-?post)[^.]{0,60}(?:fortrolig|konfidensiell|"
    r"beregnet)|detta (?:mejl|meddelande|e-?post)[^.]{0,60}(?:konfidentiell|avse)|tämä (?:viesti|"
    r"sähköposti)[^.]{0,60}(?:luottamuksell|tarkoitettu)|(?:ta|niniejsza) wiadomość[^.]{0,60}"
    r"(?:poufn|przeznacz)|tato zpráva[^.]{0,60}(?:důvěrn|určen)|ez az (?:e-?mail|üzenet)[^.]{0,60}"
    r"(?:bizalmas|címzett)|acest (?:mesaj|e-?mail)[^.]{0,60}(?:confiden|destin))",
    re.IGNORECASE,
)
_NOTICE_WORDS = re.compile(
    r"confiden|vertraulich|vertrouwelijk|riservat|fortrolig|konfiden|luottamuks|poufn|důvěrn|"
    r"bizalmas|intended recipient|addressee|registered (?:in|office|company|number|charity)|"
    r"company (?:no|number|reg)|virus|monitor|environment|print|unsubscribe|subscribed|"
    r"handelsregister|amtsgericht|geschäftsführ|sitz der gesellschaft|ust-?id|siret|rcs |tva |"
    r"capital (?:social|de)|partita iva|p\.? ?iva|kvk|btw|cvr|org\.? ?nr|inscrita en|nif|vat (?:no|"
    r"gb|reg|number)|follow us|visit (?:us|our)|www\.|https?://|linkedin|twitter|data protection|"
    r"privacy|dsgvo|rgpd|gdpr|trading (?:as|name)|authori[sz]ed and regulated",
    re.IGNORECASE,
)
_RESUMED = re.compile(
    r"^\W{0,3}(?:p\.? ?s\.?(?:\W|$)|ps\d?\W|n\.?b\.?\W|edit\W|"
    r"(?:our |your |the |new )?(?:p\.?o\.?(?! ?box)|purchase order|order (?:no|number|ref)|"
    r"bestell|commande|pedido|orden de compra|ordine|oda\b|inkooporder|zamówieni|objednáv|"
    r"rendelés|tilaus|ordre|inköpsorder|comand)[^\n]{0,40}[0-9]{3})",
    re.IGNORECASE,
)

_MAX_LINE = 110
_MAX_LINES = 14
"""A signature's lines are this short and this few; what is more is content."""

_SENTENCE_WORDS = 9


def signature_lines(lines: list[str], name: str) -> frozenset[int]:
    """Return the numbers of the lines that are signature, notice or banner.

    Args:
        lines: one person's text.
        name: the author's name, "" where unknown: a line that is just the name begins a signature.
    """
    start = _delimiter(lines)
    found = set(range(start, len(lines)))
    head = lines[:start]
    sign_off = _sign_off(head, name)
    for first, last in _paragraphs(head):
        end = first
        if first <= sign_off < last:
            end = sign_off
        notice = bool(_NOTICE_START.match(" ".join(head[first:last])[:400]))
        below = sign_off < len(head) and last > sign_off
        if notice or (below and not _content(head[end:last], opening=first <= sign_off)):
            found.update(range(end if below and not notice else first, last))
    found.update(number for number, line in enumerate(head) if _DEVICE.match(line.strip()))
    return frozenset(found - _resumed(head, sign_off))


def _delimiter(lines: list[str]) -> int:
    """Return the line of the signature delimiter (RFC 3676 4.3), or the number of lines."""
    for number, line in enumerate(lines):
        if line.rstrip() in {"--", "__", "—"} and number:
            return number
    return len(lines)


def _sign_off(lines: list[str], name: str) -> int:
    """Return the line where the signature begins: a sign-off or the author's name."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    names = _forms(name)
    for position, number in enumerate(filled):
        line = lines[number].strip()
        if len(line) > 60 or not (_SIGN_OFF.match(line) or _bare(line) in names):
            continue
        rest = [lines[n].strip() for n in filled[position + 1 :]]
        if position and _is_contact(rest):
            return number
    return len(lines)


def _is_contact(rest: list[str]) -> bool:
    """Return whether what follows a sign-off begins like a name and not like a sentence."""
    return not rest or (len(rest[0]) <= _MAX_LINE and not _is_sentence(rest[0]))


def _content(lines: list[str], *, opening: bool) -> bool:
    """Return whether a paragraph below a sign-off says something, so that it is no signature.

    The paragraph that the sign-off opens is name and place; there only a whole line can do so.
    """
    text = " ".join(line.strip() for line in lines)
    if _NOTICE_WORDS.search(text[:3000]):
        return False
    if len(lines) > _MAX_LINES or any(len(line) > _MAX_LINE for line in lines):
        return True
    return any(_is_sentence(line) for line in lines) if opening else _is_sentence(text)


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _SENTENCE_WORDS and text.rstrip().endswith((".", "!", "?", ":"))


def _resumed(lines: list[str], sign_off: int) -> set[int]:
    """Return the lines below a sign-off from a postscript, or an order, to its paragraph's end."""
    resumed: set[int] = set()
    for first, last in _paragraphs(lines):
        for number in range(max(first, sign_off + 1), last):
            if _RESUMED.match(lines[number].strip()):
                resumed.update(range(number, last))
                break
    return resumed


def _paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """Return (first line, line after the last) of each run of filled lines."""
    runs: list[tuple[int, int]] = []
    start = -1
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            start = number if start < 0 else start
        elif start >= 0:
            runs.append((start, number))
            start = -1
    return runs


def _forms(name: str) -> frozenset[str]:
    """Return how an author may sign: whole name, or first name alone."""
    last, comma, first = name.partition(",")
    words = _bare(f"{first} {last}" if comma else name).split()
    return frozenset({" ".join(words), words[0]}) if words else frozenset()


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.casefold()).split())
