"""Mail programs: how each writes a new mail, and an answer with the letter it answers.

Each takes what a person types and returns the body that leaves their machine, quotation and all,
in the form that the program writes. Where a program makes its plain text from the page (Gmail,
Outlook, Yahoo), so do these.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from html import escape

from tests.dialogues.quoting import (
    between,
    folded,
    page_of,
    paragraphs,
    plain_of,
    quoted,
    shown,
)
from tests.dialogues.tongues import LONG, TONGUES, Tongue

US = "Progressive Robot"
INBOX = "billing@progressiverobot.com"
WHO = f"{US} <{INBOX}>"
WHO_HTML = f'{US} &lt;<a href="mailto:{INBOX}">{INBOX}</a>&gt;'


@dataclass(frozen=True, slots=True)
class Body:
    """What a program writes: text, a page, or both ("" where it writes none)."""

    text: str = ""
    html: str = ""
    flowed: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has before them.

    Attributes:
        words: what they type.
        ours: the letter of ours that they answer; None for a new mail.
        tongue: the language of their program.
        me: their own mailbox, as a header block names it.
        below: whether they type below the quotation.
        inline: what they type between our lines, by a piece of the line above it.
    """

    words: str
    ours: EmailMessage | None = None
    tongue: Tongue = field(default_factory=lambda: TONGUES["en"])
    me: str = ""
    below: bool = False
    inline: dict[str, str] = field(default_factory=dict)

    @property
    def letter(self) -> EmailMessage:
        """Return the letter that is answered."""
        assert self.ours is not None
        return self.ours

    @property
    def at(self) -> datetime:
        """Return when our letter was sent."""
        at = self.letter["Date"].datetime
        assert isinstance(at, datetime)
        return at

    def block(self, moment: str = "EEEE, d MMMM y HH:mm") -> list[tuple[str, str]]:
        """Return the header block of our letter: labels and values."""
        sender, sent, to, _, subject = self.tongue.labels
        return [
            (sender, WHO),
            (sent, self.tongue.moment(self.at, moment)),
            (to, self.me),
            (subject, str(self.letter["Subject"])),
        ]


Program = Callable[[Draft], Body]


def gmail(draft: Draft) -> Body:
    """Gmail in a browser: both forms, bold words starred, folded at about 72."""
    if draft.ours is None:
        return Body(draft.words, f'<div dir="ltr">{_breaks(draft.words)}</div>')
    above = draft.tongue.above(draft.tongue.wrote, draft.at, WHO).replace(" <", " <\n", 1)
    quotation = folded(shown(page_of(draft.letter), starred=True), 70)
    text = _placed(draft, f"{above}\n\n", quotation, "> ")
    if draft.inline:
        return Body(text)
    attribution = draft.tongue.above(draft.tongue.wrote, draft.at, "§").replace("§", WHO_HTML)
    quote = (
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{attribution}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{page_of(draft.letter)}</blockquote></div>"
    )
    own = f'<div dir="ltr">{_breaks(draft.words)}</div>'
    return Body(text, f"{quote}<br>{own}" if draft.below else f"{own}<br>{quote}")


def outlook(draft: Draft) -> Body:
    """Outlook for Windows: Word's HTML, the quotation under a line drawn by border-top."""
    own = "".join(
        f'<p class="MsoNormal"><span lang="EN-GB">{line or "&nbsp;"}<o:p></o:p></span></p>'
        for line in paragraphs(draft.words)
    )
    if draft.ours is None:
        return Body(draft.words, _word(own))
    head = "<br>".join(f"<b>{k}:</b> {escape(v, quote=False)}" for k, v in draft.block())
    drawn = (
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f'<p class="MsoNormal"><span style="mso-fareast-language:EN-GB">{head}<o:p></o:p></span>'
        f'</p></div></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>{page_of(draft.letter)}'
    )
    lines = "\n".join(f"{k}: {v}" for k, v in draft.block())
    return Body(f"{draft.words}\n\n{lines}\n\n{_spaced(draft)}", _word(own + drawn))


def outlook_web(draft: Draft) -> Body:
    """Outlook on the web and the new Outlook: a rule, then the block in a div of its own."""
    own = "".join(
        f'<div class="elementToProof" style="font-family: Aptos;">{line or "<br>"}</div>'
        for line in paragraphs(draft.words)
    )
    if draft.ours is None:
        return Body(draft.words, f'<html><body dir="ltr">{own}</body></html>')
    head = "<br>".join(f"<b>{k}:</b>&nbsp;{escape(v, quote=False)}" for k, v in draft.block())
    html = (
        f'<html><body dir="ltr">{own}<div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{head}</font>'
        f"<div>&nbsp;</div></div>{page_of(draft.letter)}</body></html>"
    )
    lines = "\n".join(f"{k}: {v}" for k, v in draft.block())
    rule = "_" * 32
    return Body(f"{draft.words}\n{rule}\n{lines}\n\n{_spaced(draft)}", html)


def outlook_phone(draft: Draft) -> Body:
    """Outlook for Android, set to plain text."""
    words = f"{draft.words}\n\nGet Outlook for Android<https://aka.ms/AAb9ysg>"
    if draft.ours is None:
        return Body(words)
    lines = "\n".join(f"{k}: {v}" for k, v in draft.block())
    return Body(f"{words}\n{'_' * 32}\n{lines}\n\n{_spaced(draft)}")


def apple_mail(draft: Draft) -> Body:
    """Apple Mail on a Mac: the attribution stands inside the quotation."""
    if draft.ours is None:
        return Body(draft.words, flowed=True)
    above = _apple_above(draft)
    pieces = _placed(draft, "", f"{above}\n\n{plain_of(draft.letter)}", "> ")
    if draft.inline:
        return Body(pieces)
    html = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        '<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">'
        f'{_breaks(draft.words)}<br id="lineBreakAtBeginningOfMessage"><div><br>'
        f'<blockquote type="cite"><div>{escape(above, quote=False)}</div>'
        f'<br class="Apple-interchange-newline"><div>{page_of(draft.letter)}</div></blockquote>'
        "</div><br></body></html>"
    )
    return Body(pieces, html)


def iphone(draft: Draft) -> Body:
    """An iPhone: its signature between words and quotation, an invisible mark in front of ours."""
    signed = f"{draft.words}\n\n{draft.tongue.phone}"
    if draft.ours is None:
        return Body(signed)
    above = _apple_above(draft)
    quotation = quoted(f"{above}\n\n\ufeff{plain_of(draft.letter)}")
    html = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body dir="auto">{_breaks(draft.words)}<br><br><div dir="ltr">{draft.tongue.phone}</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{escape(above, quote=False)}<br><br>'
        f'</blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{page_of(draft.letter)}'
        "</div></blockquote></body></html>"
    )
    return Body(f"{signed}\n\n{quotation}", html)


def thunderbird(draft: Draft) -> Body:
    """Thunderbird writing plain text: the name alone in the attribution, answers below it."""
    if draft.ours is None:
        return Body(draft.words, flowed=True)
    moment = draft.tongue.moment(draft.at, "dd.MM.yy HH:mm")
    above = draft.tongue.said.format(at=moment, who=US)
    return Body(_placed(draft, f"{above}\n", plain_of(draft.letter), "> "))


def thunderbird_html(draft: Draft) -> Body:
    """Thunderbird writing HTML only."""
    if draft.ours is None:
        return Body(html=f"<html><body><p>{_breaks(draft.words)}</p></body></html>")
    above = draft.tongue.said.format(at=draft.tongue.moment(draft.at, "dd.MM.yy HH:mm"), who=US)
    mid = str(draft.letter["Message-ID"]).strip("<>")
    quote = (
        f'<div class="moz-cite-prefix">{above}<br></div>'
        f'<blockquote type="cite" cite="mid:{mid}">{page_of(draft.letter)}</blockquote>'
    )
    own = f"<p>{_breaks(draft.words)}</p>"
    return Body(html=f"<html><body>{quote + own if draft.below else own + quote}</body></html>")


def yahoo(draft: Draft) -> Body:
    """Yahoo in a browser: no marks before quoted lines, the attribution set off by blanks."""
    own = f'<div class="ydp1yahoo-style-wrap"><div dir="ltr">{_breaks(draft.words)}</div></div>'
    if draft.ours is None:
        return Body(draft.words, f"<html><body>{own}</body></html>")
    moment = draft.tongue.moment(draft.at, "EEEE, d MMMM y 'at' HH:mm:ss 'GMT'")
    above = draft.tongue.wrote.format(at=moment, who=WHO)
    text = f"{draft.words}\n\n    {above}  \n \n {_spaced(draft, starred=True)}\n   "
    html = (
        f'<html><body>{own}<div id="ydp2yahoo_quoted_0384" class="ydp2yahoo_quoted">'
        '<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;">'
        f"<div>{escape(above, quote=False)}</div><div><br></div><div><br></div>"
        f"<div>{page_of(draft.letter)}</div></div></div></body></html>"
    )
    return Body(text, html)


def gmx(draft: Draft) -> Body:
    """GMX and web.de: a page alone, the block in bold labels inside the quotation."""
    own = f"<div>{_breaks(draft.words)}</div>"
    outer = '<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;">'
    if draft.ours is None:
        return Body(html=f"{outer}{own}</div></body></html>")
    sender, sent, to, subject = draft.block("EEEE, d. MMMM y 'um' HH:mm 'Uhr'")
    head = "<br/>\n".join(
        f"<b>{label}:</b>&nbsp;{escape(value)}" for label, value in (sent, sender, to, subject)
    )
    return Body(
        html=f'{outer}{own}\n<div>&nbsp;\n<div name="quote" style="margin:10px 5px 5px 10px; '
        'padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;">\n'
        f'<div style="margin:0 0 10px 0;">{head}</div>\n\n'
        f'<div name="quoted-content">{page_of(draft.letter)}</div>\n</div>\n</div></div>'
        "</body></html>"
    )


def notes(draft: Draft) -> Body:
    """HCL Notes: a block of labels set apart by tabs, below blank lines, and no rule."""
    if draft.ours is None:
        return Body(draft.words)
    sender, sent, to, subject = draft.block("dd.MM.y HH:mm")
    dated = {"Gesendet": "Datum", "Sent": "Date", "Envoyé": "Date"}.get(sent[0], sent[0])
    rows = (sender, to, (dated, sent[1]), subject)
    lines = "\n".join(f"{label}:\t{value}" for label, value in rows)
    return Body(f"{draft.words}\n\n\n\n{lines}\n\n\n\n{_spaced(draft)}\n")


def old_outlook(draft: Draft) -> Body:
    """Outlook of before 2007, and gateways that still write so: a separator in hyphens."""
    if draft.ours is None:
        return Body(draft.words)
    lines = "\n".join(f"{k}: {v}" for k, v in draft.block())
    mark = f"-----{draft.tongue.original}-----"
    return Body(f"{draft.words}\n\n{mark}\n{lines}\n\n{plain_of(draft.letter)}")


def k9(draft: Draft) -> Body:
    """K-9 Mail on Android: ">" without a blank behind it."""
    if draft.ours is None:
        return Body(draft.words)
    moment = draft.tongue.moment(draft.at, "d. MMMM y HH:mm:ss 'MEZ'")
    above = draft.tongue.said.format(at=moment, who=WHO)
    return Body(_placed(draft, f"{above}\n", plain_of(draft.letter), ">"))


def zimbra(draft: Draft) -> Body:
    """Zimbra in a browser: a separator with the block behind it."""
    if draft.ours is None:
        return Body(draft.words)
    sender, sent, to, subject = draft.block("EEEE d MMMM y HH:mm:ss")
    lines = "\n".join(f"{label}: {value}" for label, value in (sender, to, sent, subject))
    mark = {"fr": "Mail original"}.get(draft.tongue.locale[:2], draft.tongue.original)
    return Body(f"{draft.words}\n\n----- {mark} -----\n{lines}\n\n{plain_of(draft.letter)}")


def without_quotation(draft: Draft) -> Body:
    """Any program whose user deletes the quotation."""
    return Body(draft.words)


def _placed(draft: Draft, above: str, text: str, mark: str) -> str:
    """Return a plain answer: above, below or between the quoted lines."""
    if draft.inline:
        pieces = (
            quoted(piece, mark) + (f"\n\n{words}\n" if words else "")
            for piece, words in between(text, draft.inline)
        )
        return above + "\n".join(pieces) + (f"\n\n{draft.words}" if draft.words else "")
    quotation = f"{above}{quoted(text, mark)}"
    return f"{quotation}\n\n{draft.words}" if draft.below else f"{draft.words}\n\n{quotation}"


def _apple_above(draft: Draft) -> str:
    tongue = draft.tongue
    if tongue.locale.startswith("en"):
        return f"On {tongue.moment(draft.at, 'd MMM y')}, at {draft.at:%H:%M}, {WHO} wrote:"
    return tongue.said.format(at=tongue.moment(draft.at, LONG), who=WHO)


def _spaced(draft: Draft, *, starred: bool = False) -> str:
    """Return our page as the text that a program makes of it: a blank line behind each line."""
    lines = shown(page_of(draft.letter), starred=starred).split("\n")
    return "\n\n".join(line for line in lines if line)


def _breaks(words: str) -> str:
    return "<br>".join(paragraphs(words))


def _word(inside: str) -> str:
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w="urn:schemas-microsoft-com:office:word"><head><style><!-- '
        "p.MsoNormal {margin:0cm;font-size:11.0pt;} --></style></head>"
        f'<body lang="EN-GB" link="#0563C1"><div class="WordSection1">{inside}</div></body></html>'
    )
