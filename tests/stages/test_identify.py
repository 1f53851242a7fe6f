from dataclasses import replace

import pytest

from bot.domain.company import Company
from bot.domain.decision import Standing, Trust
from bot.domain.message import Address, Layer, Message, Passage
from tests.raw_mails import MX, US, mail, parsed, standing, written_by

STRICT = replace(US, require_authentication=True)


# --- contacts and domains ---


@pytest.mark.parametrize("result", ["pass", ""])
def test_a_registered_address_is_believed_unless_found_forged(result: str) -> None:
    found = standing(written_by("G.Thorpe@Northmoor.gov.uk", result))
    assert found.trust is Trust.CONTACT
    assert found.clients == ("northmoor",)
    assert found.contact is not None
    assert found.contact.name == "Gillian Thorpe"
    assert found.carrier is None


def test_where_proof_is_asked_for_a_registered_address_alone_is_not_enough() -> None:
    address = "g.thorpe@northmoor.gov.uk"
    assert standing(written_by(address), STRICT).trust is Trust.UNKNOWN
    assert standing(written_by(address, "pass"), STRICT).trust is Trust.CONTACT


@pytest.mark.parametrize("domain", ["northmoor.gov.uk", "finance.northmoor.gov.uk"])
def test_a_clients_domain_is_believed_only_with_proof(domain: str) -> None:
    proven = standing(written_by(f"new.person@{domain}", "pass"))
    assert (proven.trust, proven.clients) == (Trust.DOMAIN, ("northmoor",))
    unproven = standing(written_by(f"new.person@{domain}"))
    assert (unproven.trust, unproven.clients) == (Trust.UNKNOWN, ("northmoor",))


@pytest.mark.parametrize("domain", ["notnorthmoor.example", "gov.uk", "uk"])
def test_a_domain_that_only_ends_alike_is_nobodys(domain: str) -> None:
    assert standing(written_by(f"x@{domain}", "pass")).clients == ()


def test_a_free_mail_domain_is_no_clients_even_where_the_ledger_says_so() -> None:
    assert standing(written_by("stranger@gmail.com", "pass")).trust is Trust.UNKNOWN
    assert standing(written_by("larkspur.bakery@gmail.com", "pass")).trust is Trust.CONTACT


def test_one_address_may_speak_for_several_clients() -> None:
    found = standing(written_by("desk@shared-services.example", "pass"))
    assert found.clients == ("halcyon", "bellandi")


def test_a_stranger_is_unknown() -> None:
    found = standing(written_by("jane@elsewhere.example", "pass"))
    assert found == Standing(Trust.UNKNOWN, reasons=("jane@elsewhere.example is not known to us",))


# --- forged ---


@pytest.mark.parametrize(
    ("address", "trust", "clients"),
    [
        ("g.thorpe@northmoor.gov.uk", Trust.FORGED, ("northmoor",)),
        ("anybody@northmoor.gov.uk", Trust.FORGED, ("northmoor",)),
        ("daniel@progressiverobot.com", Trust.FORGED, ()),
        ("anybody@progressiverobot.com", Trust.FORGED, ()),
        ("x@northm00r.gov.uk", Trust.LOOKALIKE, ()),
        ("x@elsewhere.example", Trust.UNKNOWN, ()),
    ],
)
def test_what_our_host_found_forged_is_never_believed(
    address: str, trust: Trust, clients: tuple[str, ...]
) -> None:
    found = standing(written_by(address, "fail"))
    assert (found.trust, found.clients) == (trust, clients)
    assert not found.trust.answerable


def test_two_from_headers_make_nobody_the_author() -> None:
    message = parsed("From: g.thorpe@northmoor.gov.uk\nFrom: x@evil.example\n\nPO 1")
    assert standing(message).trust is Trust.UNKNOWN


def test_an_unreadable_author_is_unknown() -> None:
    found = standing(mail(From="nobody at all"))
    assert found.reasons == ("the sender's address cannot be read",)


# --- Reply-To ---


def test_a_foreign_reply_address_lowers_the_trust_in_an_unproven_contact() -> None:
    address, foreign = "g.thorpe@northmoor.gov.uk", "pay@evil.example"
    unproven = standing(written_by(address, Reply_To=foreign))
    assert unproven.trust is Trust.UNKNOWN
    assert "Reply-To leads elsewhere: pay@evil.example" in unproven.reasons
    proven = standing(written_by(address, "pass", Reply_To=foreign))
    assert proven.trust is Trust.CONTACT
    assert "Reply-To leads elsewhere: pay@evil.example" in proven.reasons


def test_a_foreign_reply_address_of_a_proven_domain_is_noted() -> None:
    found = standing(written_by("new@northmoor.gov.uk", "pass", Reply_To="pay@evil.example"))
    assert found.trust is Trust.DOMAIN
    assert "Reply-To leads elsewhere: pay@evil.example" in found.reasons


@pytest.mark.parametrize(
    ("author", "reply_to", "trust"),
    [
        ("g.thorpe@northmoor.gov.uk", "g.thorpe@northmoor.gov.uk", Trust.CONTACT),
        ("g.thorpe@northmoor.gov.uk", "other@northmoor.gov.uk", Trust.CONTACT),
        ("desk@shared-services.example", "ap@halcyonenergy.com", Trust.CONTACT),
        ("larkspur.bakery@gmail.com", "larkspur.bakery2@gmail.com", Trust.UNKNOWN),
        ("g.thorpe@northmoor.gov.uk", "ap@halcyonenergy.com", Trust.UNKNOWN),
    ],
)
def test_a_reply_address_of_the_same_client_changes_nothing(
    author: str, reply_to: str, trust: Trust
) -> None:
    assert standing(written_by(author, Reply_To=reply_to)).trust is trust


# --- staff ---

FORWARD = "From: {0}\nSent: 23 November 2026 10:00\nTo: Daniel\nSubject: Ordine\n\nODA/1\n\n"


def test_a_colleague_carries_what_the_client_wrote() -> None:
    body = "Please book\n\n" + FORWARD.format("P <p.rinaldi@bellandi.it>")
    found = standing(written_by("Daniel <daniel@progressiverobot.com>", "pass", body, Subject="FW"))
    assert (found.trust, found.clients) == (Trust.STAFF, ("bellandi",))
    assert found.carrier == Address("Daniel", "daniel@progressiverobot.com")
    assert "it forwards a mail from p.rinaldi@bellandi.it" in found.reasons


def test_a_colleague_listed_in_the_configuration_is_staff_on_whatever_domain() -> None:
    company = replace(US, staff=("ruth@contractor.example",))
    assert standing(written_by("ruth@contractor.example", "pass"), company).trust is Trust.STAFF


@pytest.mark.parametrize("company", [US, STRICT])
def test_whoever_poses_as_a_colleague_without_proof_carries_nothing(company: Company) -> None:
    body = FORWARD.format("P <p.rinaldi@bellandi.it>")
    found = standing(written_by("daniel@progressiverobot.com", "", body, Subject="FW"), company)
    assert (found.trust, found.clients) == (Trust.UNKNOWN, ())


def test_an_address_of_ours_that_nobody_listed_is_no_staff() -> None:
    found = standing(written_by("new@progressiverobot.com", "pass"))
    assert (found.trust, found.clients) == (Trust.UNKNOWN, ())


def test_the_newest_author_whom_we_know_is_the_one_that_counts() -> None:
    body = FORWARD.format("Sofia <sofia@progressiverobot.com>") + FORWARD.format(
        "G <g.thorpe@northmoor.gov.uk>"
    )
    found = standing(written_by("daniel@progressiverobot.com", "pass", body, Subject="FW: O"))
    assert found.clients == ("northmoor",)


def test_a_forwarded_lookalike_speaks_for_nobody() -> None:
    body = FORWARD.format("P <p@belllandi.it>") + FORWARD.format("G <g.thorpe@northmoor.gov.uk>")
    found = standing(written_by("daniel@progressiverobot.com", "pass", body, Subject="FW: O"))
    assert (found.trust, found.clients) == (Trust.STAFF, ())
    assert any("belllandi.it looks like bellandi.it" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("body", "headers", "clients"),
    [
        ("PO 1 from x@bellandi.it", {}, ("bellandi",)),
        ("PO 1", {"Cc": "Gillian <g.thorpe@northmoor.gov.uk>"}, ("northmoor",)),
        ("Northmoor BC gave me PO 1 on the phone", {}, ("northmoor",)),
        ("PO 1 for you", {}, ()),
        ("Halcyon Energy plc and Northmoor BC", {}, ("northmoor", "halcyon")),
        (FORWARD.format("Jane <jane@elsewhere.example>") + "for Northmoor BC", {}, ("northmoor",)),
    ],
)
def test_a_colleagues_own_words_name_the_client(
    body: str, headers: dict[str, str], clients: tuple[str, ...]
) -> None:
    message = written_by("daniel@progressiverobot.com", "pass", body, **headers)
    assert standing(message).clients == clients


# --- portals ---


def test_a_proven_portal_speaks_for_the_client_that_it_names() -> None:
    message = written_by("orders@ansmtp.ariba.com", "pass", "Halcyon Energy plc sent an order")
    found = standing(message)
    assert (found.trust, found.clients) == (Trust.PORTAL, ("halcyon",))
    assert not found.trust.answerable


def test_a_portals_display_name_or_document_may_name_the_client() -> None:
    shown = written_by("Northmoor BC <do_not_reply@x.coupahost.com>", "pass", "An order")
    assert standing(shown).clients == ("northmoor",)
    page = Passage("attachment:po.pdf#1", "Northmoor  Borough\nCouncil", Layer.ATTACHMENT)
    attached = written_by("do_not_reply@x.coupahost.com", "pass", "An order")
    assert standing(attached, more=(page,)).clients == ("northmoor",)


@pytest.mark.parametrize("text", ["Halcyon Energy plcs", "XHalcyon Energy plc", "Halcyon"])
def test_a_name_counts_as_whole_words_only(text: str) -> None:
    found = standing(written_by("orders@ariba.com", "pass", text))
    assert (found.trust, found.clients) == (Trust.PORTAL, ())


def test_an_unproven_portal_is_unknown() -> None:
    message = written_by("orders@ariba.com", body="Halcyon Energy plc sent an order")
    assert standing(message).trust is Trust.UNKNOWN


# --- lists ---


def group(carrier: str, author: str) -> Message:
    domain = carrier.rpartition("@")[2]
    return mail(
        From=f"'Somebody' via Billing <{carrier}>",
        Authentication_Results=f"{MX}dmarc=pass header.from={domain}",
        List_Id=f"<billing.{domain}>",
        X_Original_From=author,
    )


@pytest.mark.parametrize(
    ("carrier", "author", "trust"),
    [
        ("billing@progressiverobot.com", "g.thorpe@northmoor.gov.uk", Trust.CONTACT),
        ("finance@northmoor.gov.uk", "g.thorpe@northmoor.gov.uk", Trust.CONTACT),
        ("finance@northmoor.gov.uk", "ap@halcyonenergy.com", Trust.UNKNOWN),
        ("list@evil.example", "g.thorpe@northmoor.gov.uk", Trust.UNKNOWN),
        ("billing@progressiverobot.com", "x@elsewhere.example", Trust.UNKNOWN),
    ],
)
def test_a_list_of_ours_or_of_the_client_may_name_the_author(
    carrier: str, author: str, trust: Trust
) -> None:
    assert standing(group(carrier, author)).trust is trust


# --- delivery reports ---


@pytest.mark.parametrize(
    ("lost", "clients"),
    [
        ("g.thorpe@northmoor.gov.uk", ("northmoor",)),
        ("former.clerk@northmoor.gov.uk", ()),
        ("x@elsewhere.example", ()),
    ],
)
def test_a_delivery_report_is_of_the_client_whose_registered_contact_it_gives_up_on(
    lost: str, clients: tuple[str, ...]
) -> None:
    report = (
        "From: MAILER-DAEMON@mx.progressiverobot.com\nTo: billing@progressiverobot.com\n"
        "Subject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report;"
        ' report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\nsorry\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {lost}\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    )
    found = standing(parsed(report))
    assert (found.trust, found.clients) == (Trust.UNKNOWN, clients)
