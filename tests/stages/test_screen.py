import pytest

from bot.domain.decision import Kind
from bot.domain.message import Address, Message
from bot.stages.screen import screen
from tests.raw_mails import US, parsed, screened


def report(kind: str, part: str = "") -> Message:
    return parsed(
        f"From: x@y.example\nContent-Type: multipart/report; report-type={kind}; boundary=b\n\n"
        f"--b\n\nSee below\n--b\nContent-Type: {part or f'message/{kind}'}\n\nAction: failed\n--b--"
    )


def test_a_persons_mail_may_be_answered() -> None:
    found = screened()
    assert found.kind is Kind.PERSON
    assert found.automatic is None
    assert found.author == Address("Gillian Thorpe", "g.thorpe@northmoor.gov.uk")
    assert found.reply_to is None


def test_a_wish_not_to_get_automatic_answers_is_no_sign_of_automatic_mail() -> None:
    assert screened(X_Auto_Response_Suppress="All").kind is Kind.PERSON


def test_auto_submitted_no_is_a_persons() -> None:
    assert screened(Auto_Submitted="no").kind is Kind.PERSON


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto-Submitted": "auto-replied (vacation)"}, Kind.AUTO_REPLY),
        ({"Auto-Submitted": "auto-generated"}, Kind.NO_REPLY),
        ({"Auto-Submitted": "auto-notified; owner-email=x"}, Kind.NO_REPLY),
        ({"X-Autoreply": "yes"}, Kind.AUTO_REPLY),
        ({"X-Autoreply": "no"}, Kind.PERSON),
        ({"Precedence": "auto_reply"}, Kind.AUTO_REPLY),
        ({"X-POST-MessageClass": "9; Autoresponder"}, Kind.AUTO_REPLY),
        ({"Delivered-To": "Autoresponder"}, Kind.AUTO_REPLY),
        ({"Precedence": "bulk"}, Kind.NO_REPLY),
        ({"Precedence": "list"}, Kind.LIST),
        ({"Precedence": "first-class"}, Kind.PERSON),
        ({"List-Id": "<x.example>"}, Kind.LIST),
        ({"List-Unsubscribe": "<https://x.example>"}, Kind.LIST),
        ({"X-FC-MachineGenerated": "true"}, Kind.NO_REPLY),
        ({"X-Failed-Recipients": "a@b.example"}, Kind.BOUNCE),
        ({"Return-Path": "<>"}, Kind.BOUNCE),
        ({"Return-Path": "< >", "Subject": "Read: Invoice"}, Kind.RECEIPT),
        ({"Subject": "Read: this before Friday"}, Kind.PERSON),
        ({"Content-Class": "urn:content-classes:calendarmessage"}, Kind.CALENDAR),
        ({"X-Loop": "billing@progressiverobot.com"}, Kind.OWN),
        ({"From": "Accounts <billing@progressiverobot.com>"}, Kind.OWN),
        ({"From": "MAILER-DAEMON"}, Kind.BOUNCE),
        ({"From": "Mail Delivery System <x@y.example>"}, Kind.BOUNCE),
        ({"From": "mailer-daemon@y.example"}, Kind.BOUNCE),
        ({"From": "postmaster@y.example"}, Kind.BOUNCE),
        ({"Subject": "Undeliverable: Invoice"}, Kind.BOUNCE),
        ({"Subject": "Delivery notification for your order"}, Kind.PERSON),
    ],
)
def test_headers_say_what_kind_of_mail_it_is(headers: dict[str, str], kind: Kind) -> None:
    found = screened(**headers)
    assert found.kind is kind
    assert (found.automatic is None) == (kind is Kind.PERSON)


@pytest.mark.parametrize(
    "local",
    ["noreply", "no-reply", "do_not_reply", "donotreply", "noreply-payments", "orders-noreply",
     "no.reply+1", "nicht-antworten", "ne-pas-repondre", "NoReply"],
)  # fmt: skip
def test_nobody_is_answered_at_an_address_that_nobody_reads(local: str) -> None:
    assert screened(From=f"ERP <{local}@halcyonenergy.com>").kind is Kind.NO_REPLY


@pytest.mark.parametrize("local", ["norepley", "reply", "noreen", "bounceback.team"])
def test_a_name_that_only_resembles_a_no_reply_is_a_persons(local: str) -> None:
    assert screened(From=f"{local}@halcyonenergy.com").kind is Kind.PERSON


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (report("delivery-status"), Kind.BOUNCE),
        (report("disposition-notification"), Kind.RECEIPT),
        (report("feedback-report"), Kind.BOUNCE),
        (report("x", "message/delivery-status"), Kind.BOUNCE),
        (report("x", "message/disposition-notification"), Kind.RECEIPT),
        (report("x", "message/feedback-report"), Kind.BOUNCE),
        (parsed("From: a@b.example\nContent-Type: multipart/report; boundary=b\n\n"), Kind.BOUNCE),
    ],
)
def test_reports_are_known_by_their_type_or_their_parts(message: Message, kind: Kind) -> None:
    assert screen(message, US).kind is kind


def test_a_report_that_somebody_attached_is_a_persons_mail() -> None:
    bounced = "Content-Type: message/delivery-status\n\nAction: failed"
    message = parsed(
        "From: g.thorpe@northmoor.gov.uk\nSubject: FW: what is this\n"
        f"Content-Type: message/rfc822\n\nFrom: x@y.example\n{bounced}"
    )
    assert screen(message, US).kind is Kind.PERSON


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (
            "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST",
            "calendar",
        ),
        ("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nVERSION:2.0", "person"),
        (
            (
                "Content-Type: text/calendar; name=a.ics\nContent-Disposition: attachment\n\n"
                "BEGIN:VCALENDAR\nMETHOD:PUBLISH"
            ),
            "person",
        ),
    ],
)
def test_an_invitation_is_automatic_and_an_attached_calendar_file_is_not(
    part: str, kind: str
) -> None:
    message = parsed(
        "From: g.thorpe@northmoor.gov.uk\nContent-Type: multipart/alternative; boundary=b\n\n"
        f"--b\n\nAgenda\n--b\n{part}\n--b--"
    )
    assert screen(message, US).kind == kind


# --- absence in words ---


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Invoice PR-2026-0001",
        "Out of Office",
        "Out of Office: Re: Invoice",
        "Autoreply",
        "Automatische Antwort: Rechnung",
        "Abwesenheitsnotiz: Bestellnummer",
        "Réponse automatique : facture",
        "Absence du bureau",
        "Respuesta automática: Factura",
        "Risposta automatica: Fattura",
        "Automatisch antwoord: Factuur",
        "Resposta automática: Fatura",
        "Autosvar: Faktura",
        "Automatisk svar: Faktura",
        "Automatiskt svar: Faktura",
        "Automaattinen vastaus: Lasku",
        "Autoodpowiedź: Faktura",
        "Automatická odpověď: Faktura",
        "Automatikus válasz: Számla",
        "Răspuns automat: Factura",
        "[Automatic reply] Invoice",
    ],
)
def test_an_absence_subject_is_an_automatic_reply_in_every_language(subject: str) -> None:
    assert screened("I am away.", Subject=subject).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatic reply: Invoice",
        "Out of office next week, PO attached",
        "Absence of a PO number",
        "Abwesenheitsvertretung Frau Krüger",
        "Auto insurance",
        "On leave from Monday",
    ],
)
def test_a_subject_that_only_speaks_of_absence_is_a_persons(subject: str) -> None:
    assert screened("See below.", Subject=subject).kind is Kind.PERSON


def test_a_person_who_gives_an_order_under_an_absence_subject_is_read_as_one() -> None:
    found = screened("Before I go: our PO is 4500012345.", Subject="Out of office - last mail")
    assert found.kind is Kind.PERSON


@pytest.mark.parametrize(
    "body",
    [
        "Thank you for your e-mail. I am out of the office until 1 December.",
        "Hello, I'm currently on annual leave and return on Monday.",
        "Vielen Dank. Ich bin bis 01.12. nicht im Büro. In dringenden Fällen: Herr Häfner.",
        "Bonjour, je suis absente jusqu'au 3 mars. En cas d'urgence: Paul.",
        "Estoy fuera de la oficina hasta el lunes.",
        "Sono fuori ufficio fino al 3 marzo, per urgenze scrivere a Paolo.",
        "Ik ben momenteel afwezig. Bij dringende zaken: Joost.",
        "Estou ausente até segunda-feira.",
        "Jeg er på ferie til og med fredag.",
        "Jag är på semester till och med fredag.",
        "Olen lomalla ja palaan maanantaina.",
        "Jestem na urlopie do dnia 3 marca.",
        "Jsem mimo kancelář, vrátím se v pondělí.",
        "Szabadságon vagyok, sürgős esetben hívja Pált.",
        "Sunt în concediu până luni.",
    ],
)
def test_an_absence_notice_without_any_header_is_known_by_its_words(body: str) -> None:
    assert screened(body, Subject="Re: Invoice").kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "body",
    [
        "I am out of the office from Friday until Monday, so here it is: PO 4500012345.",
        "I am away a lot.",
        "See you.\n> I am out of the office until Monday",
        "I am out of the office until Monday." + " We should talk about the project." * 50,
    ],
)
def test_a_person_who_mentions_an_absence_is_a_person(body: str) -> None:
    assert screened(body, Subject="Re: Invoice").kind is Kind.PERSON


def test_a_mail_with_a_file_is_no_absence_notice_by_its_words() -> None:
    message = parsed(
        "From: g.thorpe@northmoor.gov.uk\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\n\nI am away until Monday\n--b\nContent-Type: application/pdf\n\nx\n--b--"
    )
    assert screen(message, US).kind is Kind.PERSON


def test_html_is_read_without_its_tags() -> None:
    body = "<html><p>I am <b>out of the office</b> until Monday</p></html>"
    assert screened(body, Content_Type="text/html").kind is Kind.AUTO_REPLY


# --- portals and help desks ---


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("ansmtp.ariba.com", Kind.PORTAL),
        ("ariba.com", Kind.PORTAL),
        ("crestline.coupahost.com", Kind.PORTAL),
        ("notcoupahost.com", Kind.PERSON),
        ("coupahost.com.evil.example", Kind.PERSON),
    ],
)
def test_a_portal_is_known_by_its_domain_and_not_by_a_part_of_it(domain: str, kind: Kind) -> None:
    assert screened(From=f"orders@{domain}").kind is kind


def test_a_portals_mail_is_a_portals_though_a_program_sent_it() -> None:
    found = screened(From="no-reply@ariba.com", Auto_Submitted="auto-generated")
    assert found.kind is Kind.PORTAL
    assert found.automatic == "the procurement portal ariba.com sent it"


@pytest.mark.parametrize(
    "marks",
    [
        {"X-Zendesk-From-Account-Id": "1", "Auto-Submitted": "auto-generated"},
        {"X-Mailer": "ServiceNow Mailer", "Auto-Submitted": "auto-replied"},
        {"RT-Ticket": "finance #1", "Precedence": "bulk", "List-Id": "<rt>"},
    ],
)
def test_a_persons_words_through_a_help_desk_are_a_persons(marks: dict[str, str]) -> None:
    assert screened("Our PO is 4500012345. Jane", **marks).kind is Kind.PERSON


def test_a_help_desk_is_known_by_its_reply_line() -> None:
    body = "##- Please type your reply above this line -##\nJane: our PO is 4500012345"
    assert screened(body, Auto_Submitted="auto-generated").kind is Kind.PERSON


def test_a_help_desks_own_notice_is_a_programs() -> None:
    body = "Your request (#4411) has been received and is being reviewed."
    found = screened(body, X_Zendesk_From_Account_Id="1", Auto_Submitted="auto-generated")
    assert found.kind is Kind.NO_REPLY
