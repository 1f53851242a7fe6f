"""A mail that takes back the one before, and gives nothing in its place."""

import pytest

from bot.stages._recalled import recalls


@pytest.mark.parametrize(
    "words",
    [
        "please ignore my last mail.",
        "sorry, please disregard my previous email, the po was wrong",
        "kindly disregard the earlier message",
        "bitte ignorieren sie meine letzte e-mail.",
        "meine vorherige nachricht ist gegenstandslos",
        "merci de ne pas tenir compte de mon dernier mail",
        "veuillez ignorer mon précédent courriel",
        "por favor ignore mi correo anterior, ignore mi último correo",
        "ignorate la mia ultima mail",
        "graag mijn vorige mail negeren",
        "bortse från mitt förra mejl",
        "se bort fra min forrige mail",
        "proszę zignorować mojego poprzedniego maila, proszę zignoruj ostatnią wiadomość",
        "por favor desconsidere meu último e-mail",
        "ann hale would like to recall the message, 'purchase order'.",
    ],
)
def test_it_is_read_in_the_clients_language(words: str) -> None:
    assert recalls(words)


@pytest.mark.parametrize(
    "words",
    [
        "as i said in my last mail, our po is 4500012345",
        "please ignore the attachment, it is the old logo",
        "see my previous email. do not ignore reminders",
        "we will not ignore this",
        "meine letzte mail enthielt die bestellnummer",
        "thanks for your last email",
    ],
)
def test_other_words_take_nothing_back(words: str) -> None:
    assert not recalls(words)


def test_a_long_mail_costs_no_more_than_its_length() -> None:
    assert not recalls("my mail " * 100_000)
