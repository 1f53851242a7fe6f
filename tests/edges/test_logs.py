"""The log: its form, what never gets into it, and that it names the mail it is about."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.edges.logs import start_logging
from bot.errors import ServerGone


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the logging of other tests as it was."""
    root = logging.getLogger()
    handlers, level, settings = list(root.handlers), root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**settings)
    for name in ("imapclient", "apscheduler", "procrastinate", "alembic"):
        logging.getLogger(name).setLevel(logging.NOTSET)


Stream = pytest.CaptureFixture[str]


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_is_one_json_object_with_level_and_time(capsys: Stream) -> None:
    start_logging("info", "json")
    structlog.get_logger().info("mail settled", verdict="apply")
    logging.getLogger("somelibrary").warning("odd: %s", "thing")
    ours, theirs = lines(capsys.readouterr().err)
    assert (ours["event"], ours["level"], ours["verdict"]) == ("mail settled", "info", "apply")
    assert (theirs["event"], theirs["level"]) == ("odd: thing", "warning")
    assert theirs["logger"] == "somelibrary"
    assert all("timestamp" in line for line in (ours, theirs))


def test_what_is_logged_about_a_mail_names_it_also_in_a_librarys_lines(capsys: Stream) -> None:
    start_logging("info", "json")
    with structlog.contextvars.bound_contextvars(message_id="<1@client.example>"):
        structlog.get_logger().info("mail settled")
        logging.getLogger("somelibrary").warning("odd")
    structlog.get_logger().info("elsewhere")
    names = [line.get("message_id") for line in lines(capsys.readouterr().err)]
    assert names == ["<1@client.example>", "<1@client.example>", None]


def test_an_exception_is_told_by_kind_and_place_and_never_by_its_words(capsys: Stream) -> None:
    start_logging("info", "json")
    try:
        try:
            int("PO 4500 for the merger")
        except ValueError as error:
            raise KeyError("the merger") from error
    except KeyError:
        structlog.get_logger().exception("a bug costs this mail")
        logging.getLogger("somelibrary").exception("it broke")
    text = capsys.readouterr().err
    assert "merger" not in text
    for line in lines(text):
        assert line["exception"].startswith("KeyError (")
        assert "<- ValueError (" in line["exception"]
        assert "test_logs.py:" in line["exception"]


def test_our_own_errors_keep_their_words(capsys: Stream) -> None:
    start_logging("info", "json")
    error = ServerGone("imap.example.com: connection refused")
    structlog.get_logger().error("does not work", exc_info=error)
    assert (
        "ServerGone: imap.example.com: connection refused (not raised)"
        in lines(capsys.readouterr().err)[0]["exception"]
    )


@pytest.mark.parametrize("form", ["json", "text"])
def test_secrets_are_struck_out_wherever_they_turn_up(capsys: Stream, form: str) -> None:
    start_logging("info", form, ["hunter2-hunter2", "https://hooks.example.com/T0/B0/xyz"])
    log = structlog.get_logger()
    log.info("login hunter2-hunter2", reply="no: hunter2-hunter2", why=("a hunter2-hunter2",))
    logging.getLogger("somelibrary").warning("POST %s", "https://hooks.example.com/T0/B0/xyz")
    text = capsys.readouterr().err
    assert "hunter2" not in text
    assert "B0/xyz" not in text
    assert text.count("***") == 4


def test_the_level_counts_and_libraries_that_print_mails_are_held_back(
    capsys: Stream,
) -> None:
    start_logging("debug", "text")
    structlog.get_logger().debug("fine detail")
    logging.getLogger("imapclient").debug("BODY[] PO 4500")
    logging.getLogger("apscheduler.executors").error("traceback with words")
    text = capsys.readouterr().err
    assert "fine detail" in text
    assert "PO 4500" not in text
    assert "traceback" not in text
