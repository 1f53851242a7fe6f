"""Room on disks, and the note that outlives a process."""

from pathlib import Path

from bot.edges.disk import disks
from bot.edges.memo import Memo


def test_room_is_told_where_there_is_a_folder(tmp_path: Path) -> None:
    (found,) = disks((tmp_path, tmp_path / "nowhere"), 7)
    assert (found.place, found.least) == (str(tmp_path), 7)
    assert found.free > 0


def test_a_note_outlives_the_process_and_goes_when_it_is_empty(tmp_path: Path) -> None:
    assert Memo(tmp_path, {}).read() == ""
    Memo(tmp_path, {}).write("told")
    assert Memo(tmp_path, {}).read() == "told"
    Memo(tmp_path, {}).write("")
    assert list(tmp_path.iterdir()) == []


def test_it_lies_where_the_service_manager_says(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir()
    Memo(tmp_path / "etc", {"RUNTIME_DIRECTORY": f"{runtime}:/run/other"}).write("told")
    assert [each.parent for each in runtime.iterdir()] == [runtime]


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    memo = Memo(tmp_path / "nowhere", {})
    memo.write("told")
    assert memo.read() == ""
