"""What is wrong with the daemon, from its vital signs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.vitals import Backlog, Disk, Failure, FailureKind, Vitals, troubles

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WELL = Vitals(
    now=NOON,
    up=timedelta(days=1),
    last_poll=NOON - MINUTE,
    poll_every=MINUTE,
    moved={"inbox": MINUTE, "outbox": MINUTE},
    backlog=Backlog(),
    disks=(Disk("/var/lib/pobot", 5_000_000_000, 500_000_000),),
)


def keys(vitals: Vitals) -> list[str]:
    return [trouble.key for trouble in troubles(vitals)]


def failing(part: str, kind: FailureKind, what: str = "no") -> Failure:
    return Failure(part, kind, what, NOON - 3 * MINUTE)


def test_a_daemon_that_works_has_no_trouble() -> None:
    assert troubles(WELL) == ()


def test_an_inbox_that_is_not_read_is_trouble_since_it_was_last_read() -> None:
    still = replace(WELL, last_poll=NOON - 10 * MINUTE, moved={})
    (trouble,) = troubles(still)
    assert trouble.key == "inbox"
    assert trouble.since == NOON - 10 * MINUTE
    assert "2026-11-24 11:50 UTC" in trouble.what


def test_an_inbox_that_was_never_read_is_trouble_since_the_start() -> None:
    (trouble,) = troubles(replace(WELL, last_poll=None, moved={}, up=10 * MINUTE))
    assert trouble.since == NOON - 10 * MINUTE
    assert "has not been read since the start at 2026-11-24 11:50 UTC" in trouble.what


def test_a_first_reading_of_ten_years_of_mail_is_none() -> None:
    assert keys(replace(WELL, last_poll=NOON - 90 * MINUTE)) == []


def test_a_reading_that_hangs_is_trouble_though_the_outbox_moves() -> None:
    hangs = replace(
        WELL, last_poll=NOON - 9 * MINUTE, moved={"inbox": 9 * MINUTE, "outbox": MINUTE}
    )
    assert keys(hangs) == ["inbox"]


def test_after_a_start_the_inbox_gets_time_to_be_read() -> None:
    assert keys(replace(WELL, up=MINUTE, last_poll=NOON - timedelta(days=3), moved={})) == []


def test_a_rare_poll_is_not_late_before_its_time() -> None:
    rare = replace(WELL, poll_every=60 * MINUTE, last_poll=NOON - 59 * MINUTE, moved={})
    assert keys(rare) == []
    assert keys(replace(rare, last_poll=NOON - 66 * MINUTE)) == ["inbox"]


def test_a_dead_login_is_named_as_such_and_the_silence_that_follows_is_not_told_too() -> None:
    dead = replace(
        WELL,
        last_poll=NOON - 30 * MINUTE,
        moved={},
        failures=(failing("inbox", FailureKind.LOGIN, "AUTHENTICATIONFAILED"),),
    )
    (trouble,) = troubles(dead)
    assert trouble.key == "login:inbox"
    assert "AUTHENTICATIONFAILED" in trouble.what


def test_a_lost_lease_cannot_wait() -> None:
    (trouble,) = troubles(replace(WELL, failures=(failing("inbox", FailureKind.LEASE),)))
    assert (trouble.key, trouble.at_once) == ("lease", True)


def test_a_database_that_fails_every_part_is_one_trouble() -> None:
    parts = ("inbox", "ledger", "outbox")
    failures = tuple(failing(part, FailureKind.STORE, "disk is full") for part in parts)
    assert keys(replace(WELL, failures=failures)) == ["database"]
    gone = replace(WELL, failures=failures, backlog=None, store_error="it does not answer")
    assert keys(gone) == ["database"]


def test_every_other_part_that_fails_is_trouble_of_its_own() -> None:
    failures = (failing("digest", FailureKind.OTHER), failing("ledger", FailureKind.OTHER))
    assert keys(replace(WELL, failures=failures)) == ["digest", "ledger"]


def test_mails_that_should_be_on_their_way_and_stand_are_trouble() -> None:
    backlog = Backlog(overdue=3, overdue_since=NOON - 7 * MINUTE)
    waiting = replace(WELL, backlog=backlog, moved={"outbox": 7 * MINUTE})
    (trouble,) = troubles(waiting)
    assert (trouble.key, trouble.since) == ("queue", NOON - 7 * MINUTE)
    assert trouble.what.startswith("3 mails wait")


def test_a_long_queue_that_moves_is_none_nor_one_that_is_stopped() -> None:
    backlog = Backlog(overdue=300, overdue_since=NOON - 40 * MINUTE)
    assert keys(replace(WELL, backlog=backlog)) == []
    assert keys(replace(WELL, backlog=backlog, moved={}, sending=False)) == []


def test_mails_that_nobody_decides_are_trouble() -> None:
    backlog = Backlog(unsettled=2, unsettled_since=NOON - 7 * MINUTE)
    stands = replace(WELL, backlog=backlog, moved={"inbox": 7 * MINUTE})
    assert keys(stands) == ["undecided"]
    assert keys(replace(stands, moved={"inbox": MINUTE})) == []


def test_mails_in_doubt_are_trouble() -> None:
    (trouble,) = troubles(replace(WELL, backlog=Backlog(outbox={"in_doubt": 2, "held": 9})))
    assert trouble.what.startswith("2 outgoing mails are in doubt")


def test_a_disk_that_is_nearly_full_cannot_wait() -> None:
    (trouble,) = troubles(replace(WELL, disks=(Disk("/var/lib/pobot", 20_000_000, 500_000_000),)))
    assert (trouble.key, trouble.at_once) == ("disk:/var/lib/pobot", True)
    assert trouble.what == "20 MB are left on the disk of /var/lib/pobot"
