"""Mails in HTML as the programs write them, through the reader and into their layers."""

import pytest

from bot.domain.message import Layer, Reading
from bot.readers import html
from bot.stages.read import to_read
from tests.raw_mails import mail, passages

NEW, SIGNATURE, FORWARDED = Layer.NEW, Layer.SIGNATURE, Layer.FORWARDED
OURS, THEIRS = Layer.QUOTED_OURS, Layer.QUOTED_THEIRS
REPLY = {"Subject": "Re: Our order", "In-Reply-To": "<ask-1@progressiverobot.com>"}
INBOX = "billing@progressiverobot.com"
US = f"Accounts &lt;<a href='mailto:{INBOX}'>{INBOX}</a>&gt;"
HEAD = (
    f"<b>From:</b> {US}<br><b>Sent:</b> 23 November 2026 10:00<br><b>To:</b> G<br><b>Subject:</b> X"
)


def divided(markup: str, **headers: str) -> list[tuple[Layer, str]]:
    message = mail(markup, Content_Type="text/html; charset=utf-8", **headers)
    readings = [Reading(part.path, html.read(part).texts) for part in to_read(message)]
    return [(p.layer, p.text) for p in passages(message, readings)]


REPLIES = {
    "Gmail": f"""<div dir="ltr">4500012345</div><br><div class="gmail_quote gmail_quote_container">
        <div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at 10:00, {US} wrote:<br></div>
        <blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid
        rgb(204,204,204);padding-left:1ex"><div>Which PO?</div></blockquote></div>""",
    "Gmail el": f"""<div>4500012345</div><div class="gmail_quote"><div class="gmail_attr">Στις Δευ
        23 Νοε 2026 στις 10:00, ο χρήστης {US} έγραψε:<br></div>
        <blockquote class="gmail_quote" style="border-left:1px solid">Which
        PO?</blockquote></div>""",
    "Apple Mail": f"""4500012345<br><div><br><blockquote type="cite"><div>On 23 Nov 2026, at 10:00,
        {US} wrote:</div><br class="Apple-interchange-newline"><div>Which PO?</div></blockquote>""",
    "iPhone": """<div>4500012345</div><div dir="ltr"><br><blockquote type="cite">On 23 Nov 2026, at
        10:00, Accounts &lt;billing@progressiverobot.com&gt; wrote:<br><br></blockquote></div>
        <blockquote type="cite"><div dir="ltr">Which PO?</div></blockquote>""",
    "Thunderbird": f"""<p>4500012345</p><div class="moz-cite-prefix">Am 23.11.26 um 10:00 schrieb
        {US}:
        <br></div><blockquote type="cite" cite="mid:1@x"><p>Which PO?</p></blockquote>""",
    "Yahoo": f"""<div>4500012345</div><div id="ydp1yahoo_quoted" class="yahoo_quoted"><div>
        <div>On Monday, 23 November 2026 at 10:00:00 GMT, {US} wrote: </div><div><br></div>
        <div>Which PO?</div></div></div>""",
    "OWA": f"""<div>4500012345</div><div id="appendonsend"></div><hr style="display:inline-block">
        <div id="divRplyFwdMsg" dir="ltr"><font>{HEAD}</font><div>&nbsp;</div></div>
        <div>Which PO?</div>""",
    "Outlook": f"""<p class="MsoNormal">4500012345</p><div><div style="border:none;border-top:solid
        #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{HEAD}</p></div></div>
        <p class="MsoNormal">Which PO?</p>""",
    "Outlook for Mac": f"""<p>4500012345</p><div id="mail-editor-reference-message-container"><div
        style="border-right:none;border-left:none;border-top:1pt solid rgb(181, 196, 223)">{HEAD}
        </div><div>Which PO?</div></div>""",
    "Outlook mobile": f"""<div>4500012345</div><div class="ms-outlook-mobile-signature">Get <a
        href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr><div id="divRplyFwdMsg">{HEAD}
        </div><div>Which PO?</div>""",
    "Outlook of a Gmail quote": f"""<p class=MsoNormal>4500012345</p><p class=MsoNormal>On Mon,
        23 Nov
        2026 at 10:00, {US} wrote:</p><blockquote style='border:none;border-left:solid #CCCCCC
        1.0pt;padding:0cm 0cm 0cm 6.0pt'><p class=MsoNormal>Which PO?</p></blockquote>""",
    "Proton": f"""<div>4500012345</div><div class="protonmail_quote">------- Original Message
        -------
        <br>On Monday, 23 November 2026 at 10:00, {US} wrote:<br><br><blockquote
        class="protonmail_quote" type="cite">Which PO?</blockquote></div>""",
    "Zimbra": f"""<div>4500012345</div><hr id="zwchr"><div><b>De: </b>{US}<br><b>À: </b>G<br>
        <b>Envoyé: </b>Lundi 23 Novembre 2026 10:00:00<br><b>Objet: </b>X</div><div>Which
        PO?</div>""",
    "Windows Mail": f"""<div>4500012345</div><div
        style="padding-top:5px;border-top-color:rgb(229, 229,
        229);border-top-width:1px;border-top-style:solid"><div>{HEAD}</div></div>Which PO?""",
    "Notes": f"""<p>4500012345</p><table><tr><td>From:</td><td>{US}</td></tr><tr><td>To:</td><td>G
        </td></tr><tr><td>Date:</td><td>23/11/2026 10:00</td></tr></table><hr><p>Which PO?</p>""",
    "address not escaped": """<div>4500012345</div><div>On 23 Nov 2026, at 10:00, Accounts
        <billing@progressiverobot.com> wrote:</div><blockquote>Which PO?</blockquote>""",
}  # fmt: skip


@pytest.mark.parametrize("markup", REPLIES.values(), ids=REPLIES.keys())
def test_the_answer_and_what_we_asked_are_told_apart(markup: str) -> None:
    found = [(layer, text) for layer, text in divided(markup, **REPLY) if layer is not SIGNATURE]
    assert found[0] == (NEW, "4500012345")
    assert [layer for layer, _ in found[1:]] == [OURS]
    assert found[1][1].split()[-2:] == ["Which", "PO?"]


def test_answers_between_quoted_lines_of_html_are_new() -> None:
    quote = "<blockquote type='cite'>{}</blockquote>"
    markup = (
        f"<div>On 23 Nov 2026, at 10:00, {US} wrote:</div>"
        + quote.format("PO for ENG-1001?")
        + "<div>4500012345</div>"
        + quote.format("PO for ENG-1002?")
        + "<div>4500012346</div>"
    )
    assert divided(markup, **REPLY) == [
        (OURS, "PO for ENG-1001?"),
        (NEW, "4500012345"),
        (OURS, "PO for ENG-1002?"),
        (NEW, "4500012346"),
    ]


def test_a_line_above_a_footer_is_no_quotation() -> None:
    markup = "<p>Our order:</p><div style='border-top:1px solid #ccc'><p>PO 4500012345</p></div>"
    assert divided(markup, **REPLY)[0][1].split()[-2:] == ["PO", "4500012345"]
    assert [layer for layer, _ in divided(markup, **REPLY)] == [NEW]


FORWARDS = {
    "Gmail": """<div>FYI</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded
        message ---------<br>From: <b>P Riva</b> <span>&lt;<a>p@bellandi.it</a>&gt;</span><br>Date:
        Mon, 10:00<br>Subject: O<br>To: S<br></div><br><div>ODA/1</div></div>""",
    "Thunderbird": """<p>FYI</p><div class="moz-forward-container">-------- Weitergeleitete
        Nachricht
        --------<table class="moz-email-headers-table"><tr><th>Betreff: </th><td>O</td></tr><tr><th>
        Von: </th><td>P Riva &lt;p@bellandi.it&gt;</td></tr></table><br>ODA/1</div>""",
    "Apple Mail": """FYI<br><div><blockquote type="cite"><div>Begin forwarded
        message:</div><br><div>
        <b>From: </b>P Riva &lt;p@bellandi.it&gt;<br></div><div><b>Subject: O</b></div><div><b>Date:
        </b>Monday</div><br><div>ODA/1</div></blockquote></div>""",
    "Outlook": """<p class=MsoNormal>FYI</p><div style='border:none;border-top:solid #B5C4DF 1.0pt'>
        <p class=MsoNormal><b>Da:</b> P Riva &lt;p@bellandi.it&gt;<br><b>Inviato:</b>
        lunedì<br><b>A:
        </b> S<br><b>Oggetto:</b> O</p></div><p class=MsoNormal>ODA/1</p>""",
}  # fmt: skip


@pytest.mark.parametrize("markup", FORWARDS.values(), ids=FORWARDS.keys())
def test_a_forward_in_html_is_of_its_inner_author(markup: str) -> None:
    message = mail(markup, Subject="Fwd: O", Content_Type="text/html; charset=utf-8")
    readings = [Reading(part.path, html.read(part).texts) for part in to_read(message)]
    found = passages(message, readings)
    assert [(p.layer, p.text.split()[-1]) for p in found] == [(NEW, "FYI"), (FORWARDED, "ODA/1")]
    assert found[1].author is not None
    assert (found[1].author.name, found[1].author.email) == ("P Riva", "p@bellandi.it")


@pytest.mark.parametrize(
    "banner",
    [
        "<div style='background:#ff0'>CAUTION: This email originates from outside this firm.</div>",
        "<table><tr><td>[EXTERNAL]</td></tr></table>",
        "<table><tr><td>You don't often get email from g@x.example. <a>Why</a></td></tr></table>",
    ],
)
def test_a_banner_directly_above_the_text_does_not_swallow_it(banner: str) -> None:
    found = divided(f"{banner}<div>Our PO is 4500012345.</div>")
    assert [layer for layer, _ in found] == [SIGNATURE, NEW]
    assert found[1][1] == "Our PO is 4500012345."
