"""The folder of invoices that lie ready."""

from pathlib import Path

import pytest

from bot.documents.ready import INDEX, ReadyFolder
from bot.domain.decision import Attachment
from bot.errors import Permanent


def pdf(name: str, content: bytes = b"%PDF-1.7") -> Attachment:
    return Attachment(f"{name}.pdf", "application/pdf", content)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != INDEX)


def test_it_shows_what_may_go_out_and_nothing_else_that_it_laid_there(tmp_path: Path) -> None:
    ready = ReadyFolder(tmp_path / "ready")
    ready.show([pdf("PR-1"), pdf("PR-2")])
    ready.show([pdf("PR-2"), pdf("PR-3")])
    assert names(ready.folder) == ["PR-2.pdf", "PR-3.pdf"]


def test_files_of_others_and_amended_copies_stay(tmp_path: Path) -> None:
    ready = ReadyFolder(tmp_path)
    (tmp_path / "theirs.pdf").write_bytes(b"theirs")
    ready.add([pdf("PR-9_PO-1")])
    ready.show([pdf("PR-1")])
    ready.show([])
    assert names(tmp_path) == ["PR-9_PO-1.pdf", "theirs.pdf"]


def test_another_process_takes_away_what_this_one_laid_there(tmp_path: Path) -> None:
    ReadyFolder(tmp_path).show([pdf("PR-1")])
    ReadyFolder(tmp_path).show([])
    assert names(tmp_path) == []


def test_a_changed_invoice_is_written_anew_and_an_unchanged_one_left_alone(tmp_path: Path) -> None:
    ready = ReadyFolder(tmp_path)
    ready.show([pdf("PR-1"), pdf("PR-2")])
    before = (tmp_path / "PR-1.pdf").stat().st_ino
    ready.show([pdf("PR-1"), pdf("PR-2", b"%PDF-1.7 new")])
    assert (tmp_path / "PR-1.pdf").stat().st_ino == before
    assert (tmp_path / "PR-2.pdf").read_bytes() == b"%PDF-1.7 new"


def test_nothing_to_show_makes_no_folder(tmp_path: Path) -> None:
    ReadyFolder(tmp_path / "ready").show([])
    assert not (tmp_path / "ready").exists()


def test_a_list_that_names_files_elsewhere_takes_none_of_them_away(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ready.mkdir()
    (tmp_path / "kept.pdf").write_bytes(b"kept")
    (ready / INDEX).write_text('["../kept.pdf"]', "utf-8")
    ReadyFolder(ready).show([])
    assert (tmp_path / "kept.pdf").exists()


def test_a_list_that_is_none_and_a_folder_that_is_none_are_named(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("{", "utf-8")
    with pytest.raises(Permanent, match="no list of names"):
        ReadyFolder(tmp_path).show([])
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Permanent, match="cannot be laid ready in"):
        ReadyFolder(tmp_path / "file").add([pdf("PR-1")])


def test_papers_with_one_name_lie_beside_each_other(tmp_path: Path) -> None:
    ready = ReadyFolder(tmp_path)
    ready.show([pdf("PR-1"), pdf("PR-1", b"%PDF-1.7 other")])
    ready.add([pdf("PR-1", b"%PDF-1.7 copy"), pdf("PR-1", b"%PDF-1.7 copy")])
    assert names(tmp_path) == ["PR-1-2.pdf", "PR-1-3.pdf", "PR-1.pdf"]
    assert (tmp_path / "PR-1-3.pdf").read_bytes() == b"%PDF-1.7 copy"


@pytest.mark.parametrize("held", ["5", '{"a": 1}', "[1]", "[[]]"])
def test_a_list_of_other_things_than_names_is_refused(tmp_path: Path, held: str) -> None:
    (tmp_path / INDEX).write_text(held, "utf-8")
    with pytest.raises(Permanent, match="no list of names"):
        ReadyFolder(tmp_path).show([pdf("PR-1")])
