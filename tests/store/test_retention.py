"""A person forgotten: gone from everything but ledger and journal, also from the file's pages."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from bot.domain.outgoing import OutgoingState
from bot.errors import Permanent
from bot.ports import Evidence, MessageState, NewReviewItem, Settlement
from bot.store.database import parsed
from bot.store.engine import open_store
from bot.store.schema import metadata
from bot.store.sql import SqlStore
from tests.store.samples import NOW, ledger, outgoing, registration

LATER = NOW + timedelta(days=1)
ANN = "Ann@acme.example"
SECRET_WORDS = "WORDS-THAT-ANN-WROTE" * 500
WHO = "forgotten-1@pobot.invalid"
JUDGEMENT = json.dumps(
    {
        "verdict": "apply",
        "po_numbers": ["PO-45001"],
        "reasons": ["Ann wrote it"],
        "candidates": [{"text": "WORDS"}],
    }
)


def wrote(store: SqlStore, uid: int = 1, *review: NewReviewItem) -> None:
    source = f"From: {ANN}\r\n\r\n{SECRET_WORDS}".encode()
    (message,) = store.register([registration(uid, source=source)], None, NOW)
    end = Settlement(
        message,
        MessageState.DONE,
        "apply",
        JUDGEMENT,
        evidence=Evidence("a mail", quote="WORDS"),
        review=review,
    )
    store.settle(end, NOW)


def was_written_to(store: SqlStore) -> None:
    store.queue((outgoing("a"),), NOW)
    (row,) = store.claim(1, NOW)
    store.advance(row, OutgoingState.ACCEPTED, NOW)


def everything(url: str, *tables: str) -> str:
    engine = create_engine(parsed(url))
    with engine.connect() as connection:
        rows = [tuple(connection.execute(select(metadata.tables[t]))) for t in tables]
    engine.dispose()
    return repr(rows).lower()


def test_a_person_is_gone_from_mails_letters_and_items_and_the_chain_is_whole(url: str) -> None:
    store = open_store(url)
    wrote(store, 1, NewReviewItem("mail", "mail:1", f"{ANN}: Our PO", ("Ann wrote it",)))
    was_written_to(store)
    (item,) = store.review_items()
    store.close_review(item.item_id, "kim", NOW)
    tables = ("message", "outbox", "review_item", "effect", "hold", "note")
    assert "ann@acme.example" in everything(url, *tables)

    done = store.forget(ANN, WHO, "kim", LATER)

    assert (done.messages, done.outgoing, done.items) == (1, 1, 1)
    left = everything(url, *tables)
    assert "ann" not in left
    assert "words" not in left
    assert WHO in left
    assert store.verify() == ()
    entry = store.journal()[-1]
    assert (entry.kind, entry.subject, entry.data["by"]) == ("forgotten", WHO, "kim")
    store.close()


def test_what_was_decided_is_kept_without_the_words(url: str) -> None:
    store = open_store(url)
    wrote(store)
    store.forget(ANN, WHO, "kim", LATER)
    (message,) = store.messages_since(NOW - timedelta(days=1))
    assert json.loads(message.judgement) == {"verdict": "apply", "po_numbers": ["PO-45001"]}
    assert message.content_key
    store.close()


def test_the_journal_and_the_ledger_that_still_name_the_person_are_told(url: str) -> None:
    store = open_store(url)
    store.import_ledger(ledger(), (), NOW)
    was_written_to(store)
    done = store.forget(ANN, WHO, "kim", LATER)
    assert done.journal >= 1
    assert done.contact_of == "acme"
    assert store.snapshot().contacts == ledger().contacts
    store.close()


def test_what_is_not_finished_is_refused_with_what_to_finish(url: str) -> None:
    store = open_store(url)
    wrote(store, 1, NewReviewItem("mail", "mail:1", "Our PO", ()))
    store.queue((outgoing("a"),), NOW)
    store.register([registration(2)], None, NOW)
    before = everything(url, "message", "outbox", "review_item", "journal")

    with pytest.raises(Permanent) as refused:
        store.forget(ANN, WHO, "kim", LATER)

    assert "1 mails of this address are not decided yet" in str(refused.value)
    assert "1 mails to it are not done" in str(refused.value)
    assert "review items wait: 1" in str(refused.value)
    assert everything(url, "message", "outbox", "review_item", "journal") == before
    store.close()


def test_an_address_that_nobody_knows_changes_nothing_but_the_journal(url: str) -> None:
    store = open_store(url)
    wrote(store)
    before = everything(url, "message")
    done = store.forget("nobody@acme.example", WHO, "kim", LATER)
    assert (done.messages, done.outgoing, done.items, done.journal) == (0, 0, 0, 0)
    assert everything(url, "message") == before
    store.close()


@pytest.mark.parametrize("way", ["forget", "drop_raw"])
def test_no_page_of_the_file_holds_what_was_dropped(
    sqlite_url: str, tmp_path: Path, way: str
) -> None:
    store = open_store(sqlite_url)
    wrote(store)
    if way == "forget":
        store.forget(ANN, WHO, "kim", LATER)
    else:
        store.drop_raw(LATER, LATER, 10)
    store.close()
    files = list(tmp_path.glob("pobot.db*"))
    assert files
    assert all(b"WORDS-THAT-ANN-WROTE" not in file.read_bytes() for file in files)
