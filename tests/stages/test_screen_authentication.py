from dataclasses import replace

import pytest

from bot.domain.decision import Authentication, Kind
from bot.domain.message import Address
from bot.stages.screen import screen
from tests.raw_mails import MX, US, parsed, screened

PASS, FAIL, NONE = Authentication.PASS, Authentication.FAIL, Authentication.NONE


AUTHENTIC = {"Authentication-Results": MX + "dmarc=pass header.from=northmoor.gov.uk"}


# --- lists that rewrite From ---

GROUP = {
    "From": "'Hannah Osei' via Billing <billing@progressiverobot.com>",
    "Authentication-Results": MX + "dmarc=pass header.from=progressiverobot.com",
    "List-Id": "<billing.progressiverobot.com>",
}


def test_a_group_that_rewrites_from_names_its_author_and_is_never_answered() -> None:
    found = screened(
        **GROUP,
        X_Original_From="Hannah Osei <h.osei@wexcombe.ac.uk>",
        X_Original_Authentication_Results="mx.google.com; dmarc=pass header.from=wexcombe.ac.uk",
    )
    assert found.kind is Kind.LIST
    assert found.automatic == "a list or group sent it and rewrote From"
    assert found.author == Address("Hannah Osei", "h.osei@wexcombe.ac.uk")
    assert found.authentication is PASS


def test_what_the_group_noted_as_forged_is_forged() -> None:
    found = screened(
        **GROUP,
        X_Original_From="Hannah Osei <h.osei@wexcombe.ac.uk>",
        X_Original_Authentication_Results="mx.google.com; dmarc=fail header.from=wexcombe.ac.uk",
    )
    assert found.authentication is FAIL


def test_a_group_may_name_its_author_in_reply_to() -> None:
    found = screened(**GROUP, Reply_To="h.osei@wexcombe.ac.uk")
    assert found.author == Address("'Hannah Osei'", "h.osei@wexcombe.ac.uk")
    assert found.authentication is NONE


def test_an_unauthenticated_group_names_nobody() -> None:
    headers = GROUP | {"Authentication-Results": ""}
    found = screened(**headers, X_Original_From="Hannah Osei <h.osei@wexcombe.ac.uk>")
    assert found.author.email == "billing@progressiverobot.com"
    assert found.kind is Kind.OWN


def test_two_foreign_reply_addresses_name_nobody() -> None:
    found = screened(**GROUP, Reply_To="a@wexcombe.ac.uk, b@halcyonenergy.com")
    assert found.author.email == "billing@progressiverobot.com"


def test_a_person_cannot_name_another_author_without_a_list() -> None:
    found = screened(
        **AUTHENTIC,
        X_Original_From="ap@halcyonenergy.com",
    )
    assert found.author.email == "g.thorpe@northmoor.gov.uk"


def test_of_several_reply_addresses_the_foreign_one_is_kept() -> None:
    found = screened(Reply_To="g.thorpe@northmoor.gov.uk, eve@evil.example")
    assert found.reply_to == Address("", "eve@evil.example")


def test_a_reply_address_that_cannot_be_read_is_not_taken_for_none() -> None:
    found = screened(Reply_To="eve@evil.example Bcc: all@evil.example")
    assert found.reply_to is not None
    assert found.reply_to.email == ""


def test_a_public_suffix_vouches_for_nobody() -> None:
    results = f"{MX}spf=pass smtp.mailfrom=co.uk; dkim=pass header.d=uk"
    found = screened(From="ann@acme-foods.co.uk", Authentication_Results=results)
    assert found.authentication is Authentication.NONE


def test_where_answers_shall_go_is_kept() -> None:
    assert screened(Reply_To="Pay <pay@evil.example>").reply_to == Address(
        "Pay", "pay@evil.example"
    )


# --- authentication ---


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ("dmarc=pass header.from=northmoor.gov.uk", PASS),
        ("dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=northmoor.gov.uk", PASS),
        ("dmarc=pass", PASS),
        ("dmarc=pass header.from=evil.example", NONE),
        ("dmarc=fail header.from=northmoor.gov.uk", FAIL),
        ("dmarc=fail header.from=northmoor.gov.uk; dkim=pass header.d=northmoor.gov.uk", FAIL),
        ("dkim=pass header.d=northmoor.gov.uk; dmarc=none", PASS),
        ("dkim=pass header.i=@mail.northmoor.gov.uk", PASS),
        ("spf=pass smtp.mailfrom=x@northmoor.gov.uk", PASS),
        ("spf=pass smtp.mailfrom=bounce.evil.example", NONE),
        ("dkim=pass header.d=evil.example; spf=none", NONE),
        ("dkim=pass header.d=uk", NONE),
        ("spf=fail smtp.mailfrom=x@northmoor.gov.uk; dkim=pass header.d=northmoor.gov.uk", PASS),
        ("spf=fail smtp.mailfrom=x@northmoor.gov.uk; dkim=none", FAIL),
        ("spf=fail smtp.mailfrom=x@forwarder.example; dkim=none", NONE),
        ("spf=softfail smtp.mailfrom=x@northmoor.gov.uk", NONE),
        ("dkim=fail header.d=northmoor.gov.uk", FAIL),
        ("dkim=temperror header.d=northmoor.gov.uk", NONE),
        ("none", NONE),
    ],
)
def test_our_own_hosts_results_are_read_with_alignment(
    results: str, verdict: Authentication
) -> None:
    assert screened(Authentication_Results=MX + results).authentication is verdict


@pytest.mark.parametrize(
    "value",
    [
        "mx.evil.example; dmarc=pass header.from=northmoor.gov.uk",
        "mx.evil.example; dmarc=fail header.from=northmoor.gov.uk",
        "mx.progressiverobot.com.evil.example; dmarc=fail header.from=northmoor.gov.uk",
        "mx.progressiverobot.com dmarc=fail",
        "; dmarc=fail",
        "dmarc=fail header.from=northmoor.gov.uk",
        "",
    ],
)
def test_what_another_host_says_counts_for_nothing(value: str) -> None:
    assert screened(Authentication_Results=value).authentication is NONE


def test_only_the_topmost_result_of_our_host_counts() -> None:
    lines = [
        "Authentication-Results: mx.elsewhere.example; dmarc=fail",
        f"Authentication-Results: {MX}dmarc=fail header.from=northmoor.gov.uk",
        f"Authentication-Results: {MX}dmarc=pass header.from=northmoor.gov.uk",
        "From: g.thorpe@northmoor.gov.uk",
    ]
    assert screen(parsed("\n".join([*lines, "", "Hi"])), US).authentication is FAIL


def test_a_pass_among_the_authors_own_fields_is_not_believed_and_a_fail_is() -> None:
    start = "From: g.thorpe@northmoor.gov.uk\nSubject: PO\n"
    good = f"{start}Authentication-Results: {MX}dmarc=pass header.from=northmoor.gov.uk\n\nHi"
    bad = good.replace("dmarc=pass", "dmarc=fail")
    assert screen(parsed(good), US).authentication is NONE
    assert screen(parsed(bad), US).authentication is FAIL


def test_microsofts_form_without_an_id_counts_where_its_host_is_ours() -> None:
    value = (
        "spf=fail (sender IP is 203.0.113.5) smtp.mailfrom=evil.example; dkim=none (message not"
        " signed) header.d=none;dmarc=none action=none header.from=northmoor.gov.uk;compauth=fail"
    )
    source = f"Authentication-Results: {value}\nFrom: g.thorpe@northmoor.gov.uk\n\nHi"
    hosted = replace(US, authserv_ids=("protection.outlook.com",))
    assert screen(parsed(source), hosted).authentication is FAIL
    assert screen(parsed(source), US).authentication is NONE


def test_evidence_is_given_in_sentences() -> None:
    found = screened(Authentication_Results=MX + "dmarc=fail", List_Id="<x>")
    assert found.reasons == (
        "it was sent through a list (list-id, RFC 2369)",
        "our mail host says dmarc=fail: fail",
    )
