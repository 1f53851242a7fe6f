from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.decision import Trust
from bot.domain.ledger import Client, ClientId, Contact, Snapshot
from bot.stages._lookalikes import resembles
from tests.raw_mails import CLIENTS, standing, written_by

# --- look-alikes ---


@pytest.mark.parametrize(
    "domain",
    [
        "northmor.gov.uk",
        "northmooor.gov.uk",
        "nortmhoor.gov.uk",
        "n0rthmoor.gov.uk",
        "north-moor.gov.uk",
        "northmoor.org.uk",
        "northmoor.com",
        "northmoor-gov.uk",
        "northmoor-finance.com",
        "my-northmoor.com",
        "northmooruk.com",
        "northmoor.gov.uk.evil.example",
        "northmoor.evil.example",
        "northrnoor.gov.uk",
        "nоrthmооr.gov.uk",
        "xn--nrthmoor-00h.gov.uk",
    ],
)
def test_a_domain_that_imitates_a_clients_is_a_lookalike(domain: str) -> None:
    found = standing(written_by(f"g.thorpe@{domain}", "pass"))
    assert found.trust is Trust.LOOKALIKE
    assert found.clients == ()
    assert "northmoor.gov.uk" in found.reasons[0]


@pytest.mark.parametrize(
    "domain",
    [
        "eastmoor.example",
        "elsewhere.gov.uk",
        "moor.example",
        "belfast.it",
        "gmail.co",
        "xn--a",
        "xn--ä.example",
    ],
)
def test_another_organisations_domain_is_no_lookalike(domain: str) -> None:
    assert standing(written_by(f"x@{domain}", "pass")).trust is Trust.UNKNOWN


def test_our_own_domain_is_imitated_too() -> None:
    assert standing(written_by("ceo@progressiverob0t.com", "pass")).trust is Trust.LOOKALIKE


def test_of_several_imitated_domains_the_nearest_is_named() -> None:
    known = ["halcyon-energy.co.uk", "halcyonenergy.com"]
    assert resembles("halcyonenergy-uk.com", known) == "halcyonenergy.com"


@pytest.mark.parametrize(
    ("known", "domain"),
    [("abc.example", "abd.example"), ("acme.example", "acne.example"), ("de", "dee")],
)
def test_short_names_are_too_near_each_other_to_be_imitations(known: str, domain: str) -> None:
    assert resembles(domain, [known]) == ""


@pytest.mark.parametrize(
    ("name", "trust"),
    [
        ("Gillian Thorpe", Trust.LOOKALIKE),
        ("GILLIAN  THORPE", Trust.LOOKALIKE),
        ("Northmoor Borough Council", Trust.LOOKALIKE),
        ("Progressive Robot Ltd", Trust.LOOKALIKE),
        ('"g.thorpe@northmoor.gov.uk"', Trust.LOOKALIKE),
        ('"anybody@northmoor.gov.uk"', Trust.LOOKALIKE),
        ('"jane@elsewhere.example"', Trust.UNKNOWN),
        ("Accounts Payable", Trust.UNKNOWN),
        ("Gillian", Trust.UNKNOWN),
    ],
)
def test_a_known_name_above_another_address_is_a_lookalike(name: str, trust: Trust) -> None:
    assert standing(written_by(f"{name} <someone@another.example>", "pass")).trust is trust


def test_a_registered_address_is_no_lookalike_of_another_client() -> None:
    near = Client(ClientId("southmoor"), "Northmore Ltd", domains=("northmore.gov.uk",))
    snapshot = replace(CLIENTS, clients=(*CLIENTS.clients, near))
    found = standing(written_by("x@northmore.gov.uk", "pass"), snapshot=snapshot)
    assert (found.trust, found.clients) == (Trust.DOMAIN, ("southmoor",))


def test_a_client_that_is_missing_in_the_ledger_is_named_by_its_id() -> None:
    lost = Contact(ClientId("lost"), "Jane", "jane@lost.example")
    found = standing(written_by("jane@lost.example", "pass"), snapshot=Snapshot(contacts=(lost,)))
    assert found.reasons == ("jane@lost.example is a registered contact of lost",)


@given(st.emails(), st.sampled_from(["", "pass", "fail"]))
def test_no_stranger_is_ever_answered(address: str, result: str) -> None:
    assert not standing(written_by(address, result)).trust.answerable
