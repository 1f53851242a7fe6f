"""Several orders, corrections, promises, and what a chaser of ours brings back."""

from datetime import date

import pytest

from tests.dialogues import programs
from tests.dialogues.ending import assert_ended
from tests.dialogues.office import Office
from tests.dialogues.paper import order_pdf
from tests.dialogues.test_which_work import FIRST

pytestmark = pytest.mark.dovecot


def test_two_orders_for_two_pieces_of_work_need_no_question(office: Office) -> None:
    talk = office.client("nb")
    talk.writes(
        "Hei,\n\ninnkjøpsordre 4500012345 gjelder Q-6171 og 4500012346 gjelder Q-6172.\n\nIngrid",
        "Innkjøpsordrer",
        programs.notes,
    )
    booked = {talk.firm.bill(1): "4500012345", talk.firm.bill(2): "4500012346"}
    assert_ended(talk, booked, letters=1)


def test_two_orders_for_two_pieces_of_work_each_get_their_question(office: Office) -> None:
    talk = office.client("en")
    talk.writes("Our PO number is 4500012345.\n\nAnn", "PO 4500012345", programs.gmail)
    first = talk.letters()[-1]
    talk.writes("And here is another PO: 4500012346.\n\nAnn", "PO 4500012346", programs.gmail)
    second = talk.letters()[-1]
    talk.answers("1", programs.gmail, to=second)
    talk.answers("2", programs.gmail, to=first)
    booked = {talk.firm.bill(1): "4500012346", talk.firm.bill(2): "4500012345"}
    assert_ended(talk, booked, letters=4)
    assert office.items() == ()


def test_a_correction_after_the_booking_is_taken(office: Office) -> None:
    talk = office.client("de")
    talk.writes(FIRST["de"], "Bestellung", programs.outlook)
    talk.answers("2", programs.outlook)
    assert talk.booked() == {talk.firm.bill(2): "4500012345"}
    talk.answers(
        "Entschuldigung, ich habe mich vertippt: die richtige Bestellnummer ist 4500012354, "
        "nicht 4500012345.\n\nJörg Brandl",
        programs.outlook,
    )
    numbers = set(talk.booked().values())
    assert numbers == {"4500012354"} or [item.kind for item in office.items()] == ["mail"]
    assert len(talk.letters()) <= 3


def test_a_chaser_brings_a_promise_and_then_the_number(chasing: Office) -> None:
    chasing.wait(3)
    talk = chasing.client("nl")
    chasers = [mail for mail in talk.letters() if "6151" in str(mail)]
    assert chasers
    before = len(talk.letters())
    talk.answers(
        "Goedemorgen,\n\nde inkooporder voor de routeplanner (ENG-6151) volgt uiterlijk vrijdag "
        "4 december.\n\nFemke de Boer",
        programs.thunderbird,
        to=chasers[-1],
    )
    assert talk.booked() == {}
    promised = chasing.round.store.holds().promised_orders
    assert promised.get("ENG-6151") == date(2026, 12, 4)
    chasing.wait(2)
    talk.answers("4500012345, voor ENG-6151.", programs.iphone, to=chasers[-1])
    assert talk.booked() == {talk.firm.bill(1): "4500012345"}
    assert "4500012345" in talk.asked()
    assert len(talk.letters()) <= before + 2


def test_a_chaser_brings_the_order_as_a_pdf(chasing: Office) -> None:
    chasing.wait(3)
    talk = chasing.client("pt")
    (chaser,) = (mail for mail in talk.letters("contas@"))
    talk.answers(
        "Bom dia,\n\nsegue em anexo a nota de encomenda.\n\nInês Duarte",
        programs.outlook,
        to=chaser,
        pdf=order_pdf("4500012345", "SOW-6202", "14404.00"),
    )
    assert talk.booked() == {talk.firm.bill(2): "4500012345"}
    assert "4500012345" in talk.asked()
    assert chasing.client("pt").orders()["4500012345"].engagement_ids == (talk.firm.work(2),)
