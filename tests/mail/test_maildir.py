"""What is special about a Maildir on our own disk."""

import logging
import os
from pathlib import Path

import pytest

from bot.errors import Permanent, ServerGone
from bot.mail.maildir import UID_LIST, MaildirMailbox
from bot.ports import Filing


def mail(name: str) -> bytes:
    return f"Message-ID: <{name}@x>\r\n\r\nOur PO is 4711.\r\n".encode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    return tmp_path / "Maildir"


def deliver(root: Path, name: str, place: str = "new/{}", mtime: float = 1e9) -> Path:
    path = root / place.format(name)
    path.write_bytes(mail(name))
    os.utime(path, (mtime, mtime))
    return path


def test_a_mail_keeps_its_uid_when_somebody_reads_it(root: Path) -> None:
    path = deliver(root, "a")
    box = MaildirMailbox("inbox", root)
    (before,) = box.arrivals(0)
    path.rename(root / "cur/a:2,S")
    (after,) = box.arrivals(0)
    assert after.location == before.location
    assert [raw.source for raw in box.fetch([before], 1000)] == [mail("a")]
    assert (root / "cur/a:2,S").exists()


def test_uids_follow_the_time_of_arrival_and_are_never_given_twice(root: Path) -> None:
    deliver(root, "late", mtime=3e8)
    deliver(root, "early", mtime=1e8)
    box = MaildirMailbox("inbox", root)
    sources = [raw.source for raw in box.fetch(box.arrivals(0), 1000)]
    assert sources == [mail("early"), mail("late")]
    (root / "new/late").unlink()
    box.arrivals(0)
    deliver(root, "next", mtime=2e8)
    assert [arrival.location.uid for arrival in box.arrivals(0)] == [1, 3]


def test_filing_keeps_unseen_mail_new_and_flags_as_they_are(root: Path) -> None:
    deliver(root, "a")
    deliver(root, "b", "cur/{}:2,FS")
    box = MaildirMailbox("inbox", root, filing={Filing.PROCESSED: "pobot/Done"})
    for arrival in box.arrivals(0):
        assert box.file(arrival.location, Filing.PROCESSED)
    target = root / ".pobot.Done"
    assert (target / "new/a").read_bytes() == mail("a")
    assert (target / "cur/b:2,FS").read_bytes() == mail("b")
    assert (target / "maildirfolder").exists()


def test_filing_never_replaces_a_mail_of_the_same_name(root: Path) -> None:
    deliver(root, "a")
    box = MaildirMailbox("inbox", root)
    (arrival,) = box.arrivals(0)
    (root / ".Processed/new").mkdir(parents=True)
    (root / ".Processed/new/a").write_bytes(b"another")
    assert box.file(arrival.location, Filing.PROCESSED)
    found = {path.read_bytes() for path in (root / ".Processed/new").iterdir()}
    assert found == {b"another", mail("a")}


def test_a_torn_uid_list_numbers_the_folder_anew(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deliver(root, "a")
    box = MaildirMailbox("inbox", root)
    box.arrivals(0)
    (root / UID_LIST).write_text("1 12")
    with caplog.at_level(logging.WARNING):
        assert box.uid_validity() > 12
    assert "numbered anew" in caplog.text
    assert len(box.arrivals(0)) == 1


def test_polling_a_quiet_folder_writes_nothing(root: Path) -> None:
    deliver(root, "a")
    box = MaildirMailbox("inbox", root)
    box.arrivals(0)
    before = (root / UID_LIST).stat().st_mtime_ns
    box.arrivals(0)
    assert (root / UID_LIST).stat().st_mtime_ns == before


def test_what_is_no_maildir_is_permanent(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="no Maildir"):
        MaildirMailbox("inbox", tmp_path / "nothing").uid_validity()


def test_a_disk_that_fails_is_transient(root: Path) -> None:
    (root / UID_LIST).mkdir()
    with pytest.raises(ServerGone):
        MaildirMailbox("inbox", root).arrivals(0)
