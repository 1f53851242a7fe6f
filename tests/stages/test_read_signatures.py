import pytest

from bot.domain.message import Layer
from tests.raw_mails import layers

NEW, SIGNATURE, FORWARDED = Layer.NEW, Layer.SIGNATURE, Layer.FORWARDED
REPLY = {"Subject": "Re: Our order", "In-Reply-To": "<ask-1@progressiverobot.com>"}


# --- signatures ---


@pytest.mark.parametrize(
    "signature",
    [
        "Kind regards,\nGillian Thorpe\nTel 01632 960400",
        "Thanks\n\nGillian Thorpe\nNorthmoor Borough Council, Civic Centre\nTel 01632 960400",
        "Mit freundlichen Grüßen\nSabine Krüger",
        "Cordialement,\nÉlodie",
        "Un saludo,\nLucía",
        "Cordiali saluti\nPaolo",
        "Met vriendelijke groet,\nJoost de Wit\nVan der Meer Logistics B.V.",
        "Com os melhores cumprimentos\nAna",
        "Venlig hilsen\nJens",
        "Vänliga hälsningar\nEva",
        "Ystävällisin terveisin\nMatti",
        "Z poważaniem\nJan",
        "S pozdravem\nJan",
        "Üdvözlettel\nPál",
        "Cu stimă\nIon",
        "-- \nGillian\nPO Box 4410",
        "Gillian Thorpe\nCreditors Officer\nTel 01632 960 400 ext 4127",
        "Gillian\n\nGillian Thorpe, Creditors",
        "Sent from my iPhone",
        (
            "Regards\nGillian\n\nThis email and any attachment may be confidential information. "
            "If you are not the intended recipient please delete it."
        ),
        "This e-mail is confidential and intended for the addressee.\nReference 44101234.",
        "Regards\nG\n\nRegistered in England No. 01234567. Registered office: High Street, Leeds.",
        "Regards\nG\n\nHalcyon plc, Turbine Square, Reading. Registered in England no. 04471882.",
    ],
)
def test_a_signature_is_set_apart(signature: str) -> None:
    assert layers(f"Our PO is 4500012345.\n\n{signature}") == [
        (NEW, "Our PO is 4500012345."),
        (SIGNATURE, signature),
    ]


def test_a_comma_in_the_authors_name_does_not_hide_it() -> None:
    found = layers("PO 1\n\nGillian\nTel 1", From='"Thorpe, Gillian" <g.thorpe@northmoor.gov.uk>')
    assert found[-1] == (SIGNATURE, "Gillian\nTel 1")


@pytest.mark.parametrize(
    "text",
    [
        "Thank you.",
        "Thanks,\nplease find our purchase order number for the whole project below here.\n\nPO 1",
        "Best practice is to quote PO 4500012345.",
        "Regards are in order: PO 4500012345.",
        "PO is 4500012345\n\nGillian said so to me herself at the meeting last week in Leeds.",
    ],
)
def test_a_text_that_only_resembles_a_signature_stays_new(text: str) -> None:
    assert layers(text) == [(NEW, text)]


def test_what_follows_a_signature_and_is_a_sentence_is_new() -> None:
    more = "The order covers the whole of the work that was quoted to us in May."
    assert layers(f"Hello.\n\nRegards\nGillian\n\n{more}")[-1] == (NEW, more)


def test_a_list_below_the_name_is_no_signature() -> None:
    rows = "\n".join(f"Item {n} of the order" for n in range(20))
    assert layers(f"Hello.\n\nRegards\nGillian\n\n{rows}")[-1] == (NEW, rows)
    long = ("Item " * 30).strip()
    assert layers(f"Hello.\n\nRegards\nGillian\n\n{long}")[-1] == (NEW, long)


@pytest.mark.parametrize("line", ["P.S. the PO is 4500012345", "PO number: 4500012345"])
def test_a_postscript_or_an_order_below_the_name_is_new(line: str) -> None:
    assert layers(f"Hello.\n\nRegards\nGillian\n{line}") == [
        (NEW, "Hello."),
        (SIGNATURE, "Regards\nGillian"),
        (NEW, line),
    ]


def test_a_mail_may_be_nothing_but_a_signature() -> None:
    assert layers("\n-- \nGillian") == [(SIGNATURE, "-- \nGillian")]


def test_a_post_office_box_below_the_name_is_no_order() -> None:
    assert layers("Hello.\n\nRegards\nGillian\nPO Box 44101")[-1][0] is SIGNATURE


def test_a_warning_above_the_text_is_no_text() -> None:
    banner = "CAUTION: This email originated from outside the organisation."
    assert layers(f"{banner}\n\nOur PO is 4500012345.") == [
        (SIGNATURE, banner),
        (NEW, "Our PO is 4500012345."),
    ]
