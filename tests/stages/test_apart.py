"""Titles that a sender names only to set them apart choose no work."""

import pytest

from bot.stages._apart import without_apart


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Use it for the portal, not for the driver app.", "driver"),
        ("A completely separate order from the service desk, please.", "service desk"),
        ("It has nothing to do with the kiosk; see below.", "kiosk"),
        ("Bitte nur für das Portal verwenden, nicht für die Wartung.", "wartung"),
        ("Das ist getrennt von der Suche zu sehen", "suche"),
        ("C'est pour le portail, pas pour la maintenance", "maintenance"),
        ("sans rapport avec la recherche", "recherche"),
        ("Es para el portal, no para el mantenimiento", "mantenimiento"),
        ("É para o portal, não é para a manutenção", "manutencao"),
        ("Vale per il portale, non per la manutenzione", "manutenzione"),
        ("Voor de planning, en dus niet voor de app", "app"),
        ("Gäller portalen, inte för underhållet", "underhallet"),
        ("Gælder portalen, ikke til driften", "driften"),
        ("Koskee portaalia, ei koske ylläpitoa", "yllapitoa"),
        ("Na portal, nie dla serwisu", "serwisu"),
        ("Nu pentru mentenanță", "mentenanta"),
    ],
)
def test_what_is_set_apart_is_left_out(text: str, gone: str) -> None:
    assert gone not in without_apart(text)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("not for the app, but for the portal", "portal"),
        ("This one is for the service desk.", "service desk"),
        ("Nicht vergessen: die Wartung läuft unter dieser Nummer", "wartung"),
        ("Please do not delay the kiosk", "kiosk"),
        ("Pas de souci, c'est pour la maintenance", "maintenance"),
    ],
)
def test_what_is_meant_stays(text: str, stays: str) -> None:
    assert stays in without_apart(text)
