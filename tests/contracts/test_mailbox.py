"""What every `bot.ports.Mailbox` does, whatever lies behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.message import Location
from bot.ports import Filing
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import embedded
from tests.servers.worlds import (
    NOON,
    DovecotWorld,
    EmbeddedWorld,
    MaildirWorld,
    MemoryWorld,
    World,
    mail,
)

LIMIT = 100_000


@pytest.fixture(
    params=["memory", "maildir", "embedded", pytest.param("dovecot", marks=pytest.mark.dovecot)]
)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    made: World
    if request.param == "memory":
        yield MemoryWorld()
    elif request.param == "maildir":
        yield MaildirWorld(tmp_path)
    elif request.param == "embedded":
        with embedded() as server:
            made = EmbeddedWorld(server)
            yield made
            made.mailbox.close()
    else:
        with Dovecot(tmp_path) as server:
            made = DovecotWorld(server)
            yield made
            made.mailbox.close()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def everything(world: World) -> list[bytes]:
    return [raw.source for raw in world.mailbox.fetch(world.mailbox.arrivals(0), LIMIT)]


def test_an_empty_mailbox_has_no_arrivals(world: World) -> None:
    assert world.mailbox.uid_validity() > 0
    assert world.mailbox.arrivals(0) == ()


def test_mails_come_byte_for_byte_in_the_order_of_their_uids(world: World) -> None:
    sources = [mail(str(number), f".dot\r\n\r\nFrom here on {number} \xe4") for number in range(7)]
    for source in sources:
        world.deliver(source)
    validity = world.mailbox.uid_validity()
    arrivals = world.mailbox.arrivals(0)
    raws = list(world.mailbox.fetch(arrivals, LIMIT))
    assert [raw.source for raw in raws] == sources
    assert [raw.location for raw in raws] == [arrival.location for arrival in arrivals]
    uids = [arrival.location.uid for arrival in arrivals]
    assert uids == sorted(set(uids))
    assert {a.location.uid_validity for a in arrivals} == {validity}
    assert [a.size for a in arrivals] == [len(source) for source in sources]
    assert all(raw.complete for raw in raws)


def test_the_time_of_arrival_is_the_servers_and_in_utc(world: World) -> None:
    world.deliver(mail("1"))
    world.mailbox.uid_validity()
    (arrival,) = world.mailbox.arrivals(0)
    assert arrival.received_at == NOON
    assert arrival.received_at.utcoffset() is not None


def test_only_mails_above_the_given_uid_arrive(world: World) -> None:
    for number in range(3):
        world.deliver(mail(str(number)))
    world.mailbox.uid_validity()
    first, second, third = world.mailbox.arrivals(0)
    assert world.mailbox.arrivals(first.location.uid) == (second, third)
    assert world.mailbox.arrivals(third.location.uid) == ()
    assert world.mailbox.arrivals(third.location.uid + 50) == ()


def test_a_mail_that_comes_between_two_polls_is_seen_at_the_second(world: World) -> None:
    world.deliver(mail("1"))
    world.mailbox.uid_validity()
    (first,) = world.mailbox.arrivals(0)
    world.deliver(mail("2"))
    (second,) = world.mailbox.arrivals(first.location.uid)
    assert [r.source for r in world.mailbox.fetch([second], LIMIT)] == [mail("2")]


def test_a_mail_that_somebody_has_read_is_as_new_as_any_other(world: World) -> None:
    world.deliver(mail("1"), seen=True)
    world.deliver(mail("2"))
    assert everything(world) == [mail("1"), mail("2")]


def test_flags_stay_as_people_left_them(world: World) -> None:
    world.deliver(mail("1"), seen=True)
    world.deliver(mail("2"))
    everything(world)
    world.mailbox.find_sent("<1@x>")
    assert world.seen() == [True, False]


def test_an_oversized_mail_comes_with_its_header_only(world: World) -> None:
    sources = [mail("1"), mail("2", "x" * 5000), mail("3")]
    for source in sources:
        world.deliver(source)
    arrivals = world.mailbox.arrivals(0)
    small, large, last = world.mailbox.fetch(arrivals, 1000)
    assert (small.complete, large.complete, last.complete) == (True, False, True)
    assert large.source == b"From: a@client.test\r\nMessage-ID: <2@x>\r\n\r\n"
    assert large.size == len(sources[1])
    assert [small.source, last.source] == [sources[0], sources[2]]


def test_a_mail_of_exactly_the_limit_is_whole(world: World) -> None:
    world.deliver(mail("1"))
    (raw,) = world.mailbox.fetch(world.mailbox.arrivals(0), len(mail("1")))
    assert raw.complete


def test_a_mail_that_vanished_is_left_out(world: World) -> None:
    for number in range(3):
        world.deliver(mail(str(number)))
    arrivals = world.mailbox.arrivals(0)
    world.remove(mail("1"))
    got = [raw.source for raw in world.mailbox.fetch(arrivals, LIMIT)]
    assert got == [mail("0"), mail("2")]


def test_more_mails_than_fit_one_batch_all_come(world: World) -> None:
    sources = [mail(f"{number:03}") for number in range(123)]
    for source in sources:
        world.deliver(source)
    assert everything(world) == sources


def test_fetching_nothing_is_nothing(world: World) -> None:
    assert list(world.mailbox.fetch([], LIMIT)) == []


@pytest.mark.parametrize("filing", list(Filing))
def test_a_mail_is_filed_once_and_filing_again_is_harmless(world: World, filing: Filing) -> None:
    world.deliver(mail("1"))
    world.deliver(mail("2"))
    first, _ = world.mailbox.arrivals(0)
    assert world.mailbox.file(first.location, filing)
    assert not world.mailbox.file(first.location, filing)
    assert world.inbox() == [mail("2")]
    assert world.filed(filing) == [mail("1")]


def test_filing_keeps_the_flags_and_the_other_mails(world: World) -> None:
    world.deliver(mail("1"))
    world.deliver(mail("2"), seen=True)
    world.deliver(mail("3"))
    first, _, third = world.mailbox.arrivals(0)
    world.mailbox.file(first.location, Filing.PROCESSED)
    world.mailbox.file(third.location, Filing.PROCESSED)
    assert world.inbox() == [mail("2")]
    assert world.seen() == [True]
    assert world.filed(Filing.PROCESSED) == [mail("1"), mail("3")]


def test_a_filed_mail_never_arrives_again(world: World) -> None:
    world.deliver(mail("1"))
    (first,) = world.mailbox.arrivals(0)
    world.mailbox.file(first.location, Filing.REVIEW)
    world.deliver(mail("2"))
    world.mailbox.uid_validity()
    (second,) = world.mailbox.arrivals(0)
    assert second.location.uid > first.location.uid


def test_filing_what_was_never_there_says_so(world: World) -> None:
    world.deliver(mail("1"))
    validity = world.mailbox.uid_validity()
    world.mailbox.arrivals(0)
    assert not world.mailbox.file(Location("inbox", validity, 99_999), Filing.IGNORED)
    assert not world.mailbox.file(Location("inbox", validity + 1, 1), Filing.IGNORED)
    assert world.inbox() == [mail("1")]


@pytest.mark.parametrize(
    "world",
    ["memory", "maildir", pytest.param("dovecot", marks=pytest.mark.dovecot)],
    indirect=True,
)
def test_after_renumbering_the_old_locations_name_nothing(world: World) -> None:
    world.deliver(mail("1"))
    world.deliver(mail("2"))
    before = world.mailbox.uid_validity()
    old = world.mailbox.arrivals(0)
    world.renumber()
    after = world.mailbox.uid_validity()
    assert after != before
    assert list(world.mailbox.fetch(old, LIMIT)) == []
    assert not world.mailbox.file(old[0].location, Filing.PROCESSED)
    assert everything(world) == [mail("1"), mail("2")]


def test_uids_survive_a_new_connection(world: World) -> None:
    world.deliver(mail("1"))
    validity, arrivals = world.mailbox.uid_validity(), world.mailbox.arrivals(0)
    world.mailbox.close()
    assert world.mailbox.uid_validity() == validity
    assert world.mailbox.arrivals(0) == arrivals


def test_a_sent_mail_is_found_by_its_message_id(world: World) -> None:
    assert not world.mailbox.find_sent("<1@x>")
    world.keep_as_sent(mail("1"))
    world.keep_as_sent(mail("2"))
    assert world.mailbox.find_sent("<1@x>")
    assert not world.mailbox.find_sent("<3@x>")


def test_a_message_id_only_quoted_in_a_sent_mail_is_not_found(world: World) -> None:
    world.keep_as_sent(mail("1", "I never got Message-ID: <2@x>"))
    assert not world.mailbox.find_sent("<2@x>")


def test_looking_into_sent_does_not_lose_the_place(world: World) -> None:
    world.deliver(mail("1"))
    (first,) = world.mailbox.arrivals(0)
    world.keep_as_sent(mail("s"))
    world.mailbox.find_sent("<s@x>")
    assert [r.source for r in world.mailbox.fetch([first], LIMIT)] == [mail("1")]
    assert world.mailbox.file(first.location, Filing.PROCESSED)


def test_no_file_descriptor_is_left_open(world: World) -> None:
    world.deliver(mail("1"))
    everything(world)
    world.mailbox.close()
    before = open_files()
    for _ in range(20):
        everything(world)
        world.mailbox.close()
    assert open_files() <= before + 1


def test_the_next_uid_is_above_every_mail_even_one_that_came_and_went(world: World) -> None:
    world.deliver(mail("1"))
    world.deliver(mail("2"))
    world.mailbox.uid_validity()
    *_, last = world.mailbox.arrivals(0)
    world.mailbox.file(last.location, Filing.PROCESSED)
    world.mailbox.uid_validity()
    assert world.mailbox.uid_next() > last.location.uid
    assert [arrival.location.uid for arrival in world.mailbox.arrivals(last.location.uid)] == []


def test_a_sent_mail_whose_message_id_the_provider_replaced_is_found_by_our_own(
    world: World,
) -> None:
    world.keep_as_sent(b"X-Pobot-Id: <1@x>\r\n" + mail("theirs"))
    assert world.mailbox.find_sent("<1@x>")
    assert not world.mailbox.find_sent("<2@x>")
