"""Faults 42 to 44: letters and configurations that are broken, and ten years of mail."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.config import load_config
from bot.errors import BadInput
from bot.ports import MessageState
from bot.resources import locate
from tests.faults.mails import order
from tests.faults.room import Room, room

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=60)
        yield opened


def test_a_letter_that_breaks_on_one_mail_costs_that_mail_and_a_person_sees_it(
    scene: Room,
) -> None:
    own = scene.scene.folder / "letters"
    own.mkdir()
    letter = (locate("templates") / "po_recorded.en.j2").read_text("utf-8")
    # Good with the sample, and not with the order of one mail.
    bomb = "{% if orders[0].po_number == '4500000001' %}{{ orders[7].po_number }}{% endif %}"
    first = letter.index("{% block letter %}") + len("{% block letter %}")
    (own / "po_recorded.en.j2").write_text(letter[:first] + bomb + letter[first:], "utf-8")
    text = scene.scene.config.read_text("utf-8")
    scene.scene.config.write_text(f'templates = "{own}"\n{text}', "utf-8")
    for number in (1, 2):
        scene.scene.dovecot.deliver(scene.order(number))
    scene.run()
    states = [message.state for message in scene.stored()]
    assert states == [MessageState.QUARANTINED, MessageState.DONE]
    assert scene.replies() == ["pat@client2.example"]
    shutil.rmtree(own)


@pytest.mark.parametrize("cut", range(30))
def test_a_broken_configuration_is_refused_whole_and_says_why(scene: Room, cut: int) -> None:
    lines = scene.scene.config.read_text("utf-8").splitlines()
    broken = scene.scene.folder / "broken.toml"
    index = cut % len(lines)
    lines[index] = f"{lines[index]} = = [" if lines[index] else "[[["
    broken.write_text("\n".join(lines), "utf-8")
    with pytest.raises(BadInput) as refused:
        load_config(broken, {})
    assert refused.value.problems
    assert all(problem.what for problem in refused.value.problems)


def test_ten_years_of_mail_are_read_and_nobody_is_answered(scene: Room) -> None:
    for number in range(1, 150):
        when = scene.clock.at - timedelta(days=8 + 24 * number)
        scene.scene.dovecot.deliver(
            order(number % 60 + 1, message_id=f"<o{number}@x>"), when=when.timestamp()
        )
    scene.run(2)
    assert len(scene.stored()) == 149
    assert all(message.state.terminal for message in scene.stored())
    assert scene.replies() == []
    assert scene.scene.dovecot.files("INBOX") == ()
