"""Answers between our lines, without our lines, and in threads that programs tore apart."""

import json

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.dialogues import programs
from tests.dialogues.ending import assert_ended
from tests.dialogues.office import Office
from tests.dialogues.programs import Program
from tests.dialogues.test_which_work import FIRST

pytestmark = pytest.mark.dovecot


@pytest.mark.parametrize(
    ("program", "line", "words"),
    [
        (programs.thunderbird, "2. Cold store", "This one, please."),
        (programs.thunderbird, "The number alone is enough", "2"),
        (programs.gmail, "Cold store dashboard", "yes"),
        (programs.apple_mail, "2. Cold store", "^ this one"),
    ],
)
def test_an_answer_between_our_lines_is_read(
    office: Office, program: Program, line: str, words: str
) -> None:
    talk = office.client("en")
    talk.writes(FIRST["en"], "Purchase order", program)
    talk.answers("", program, inline={line: words})
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=2)


@pytest.mark.parametrize("language", ["en", "de", "sv"])
def test_a_line_marked_between_our_lines_is_meant_in_other_languages_too(
    office: Office, language: str
) -> None:
    words = {"en": "This one!", "de": "Diese hier bitte.", "sv": "Den här"}[language]
    talk = office.client(language)
    talk.writes(FIRST[language], "PO", programs.thunderbird)
    talk.answers("", programs.thunderbird, inline={f"1. {talk.firm.titles[0]}": words})
    assert_ended(talk, {talk.firm.bill(1): "4500012345"}, letters=2)


def test_an_answer_whose_quotation_was_deleted_is_read_with_the_letter_that_it_answers(
    office: Office,
) -> None:
    talk = office.client("de")
    talk.writes(FIRST["de"], "Bestellung", programs.gmx)
    talk.answers("Die zweite bitte.\n\nGruß, Jörg", programs.without_quotation)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=2)

    name = str(talk.written[-1]["Message-ID"])
    command = ["-c", str(office.folder / "config.toml"), "explain", "--json", name]
    (explained,) = CliRunner().invoke(main, command).stdout.splitlines()
    found = json.loads(explained)
    assert (found["po_numbers"], found["engagement_ids"]) == (["4500012345"], ["ENG-6112"])


def test_an_answer_without_thread_and_quotation_is_found_by_its_subject(office: Office) -> None:
    talk = office.client("nl")
    talk.writes(FIRST["nl"], "Inkooporder", programs.outlook_phone)
    talk.answers("2", programs.without_quotation, threaded=False)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=2)


def test_an_answer_with_the_reference_in_the_subject_only_is_read(office: Office) -> None:
    talk = office.client("fr")
    talk.writes(FIRST["fr"], "Bon de commande", programs.outlook)
    talk.answers("La première.", programs.outlook, threaded=False)
    assert_ended(talk, {talk.firm.bill(1): "4500012345"}, letters=2)


def test_a_subject_rewritten_on_the_way_loses_no_answer(office: Office) -> None:
    talk = office.client("de")
    talk.writes(FIRST["de"], "Bestellung", programs.outlook)
    subject = f"AW: WG: [EXTERN] {talk.letters()[-1]['Subject']}"
    talk.answers("Beide, danke.", programs.outlook, subject=subject, threaded=False)
    booked = {talk.firm.bill(which): "4500012345" for which in (1, 2)}
    assert_ended(talk, booked, letters=2)


@pytest.mark.parametrize("name", ["ENG-\n6102", "ENG- 6102", "eng 6102", "ENG 6102", "ENG–6102"])
def test_a_reference_that_a_phone_broke_is_read(office: Office, name: str) -> None:
    talk = office.client("en")
    talk.writes(FIRST["en"], "Purchase order", programs.iphone)
    talk.answers(f"It's {name}", programs.iphone)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=2)


@pytest.mark.parametrize(
    "token", ["[PR-REF ENG-6102]", "[PR-REF ENG-\r\n 6102]", "PR-REF ENG- 6102", "(PR-REF ENG-6102"]
)
def test_a_token_of_a_subject_that_was_broken_names_the_work_all_the_same(
    office: Office, token: str
) -> None:
    talk = office.client("en")
    subject = f"Re: PO number {token}".replace("\r\n", "")
    talk.writes("Our PO number is 4500012345.\n\nAnn", subject, programs.iphone)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=1)


def test_an_older_number_in_the_quotation_is_not_booked(office: Office) -> None:
    talk = office.client("it")
    history = (
        "\n\nDa: Chiara Bellandi <c.bellandi@bellandi.it>\n"
        "Inviato: martedì 3 febbraio 2026 10:12\n"
        "A: Progressive Robot <billing@progressiverobot.com>\nOggetto: ordine\n\n"
        "Buongiorno, il numero d'ordine è 4500000777 per il sito.\nChiara"
    )
    talk.writes(f"{FIRST['it']}{history}", "R: ordine", programs.old_outlook)
    talk.answers("2", programs.outlook)
    assert_ended(talk, {talk.firm.bill(2): "4500012345"}, letters=2)
