"""What commands look at and check, put together from the same adapters as the daemon."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.config import Config, MailboxConfig
from bot.errors import BadInput, PobotError, Problem
from bot.resources import locate
from bot.wiring import (
    SystemClock,
    csv_ledger,
    open_desk,
    open_mailbox,
    open_mailer,
    opened_store,
    outbox_settings,
    procedures,
    read_config,
    templates,
)
from bot.wiring.adapters import late_payment_rules
from bot.wiring.duty import check_edges
from bot.wiring.oauth import inspect_tokens, try_tokens

if TYPE_CHECKING:
    from bot.app.judgement import Desk, ReadMail
    from bot.app.simulation import Said
    from bot.app.status import Status
    from bot.app.story import Story
    from bot.domain.alerts import Trouble
    from bot.domain.ledger import Snapshot
    from bot.domain.message import RawMessage
    from bot.stages.compose import Rendered
    from bot.store.retention import Forgotten
    from bot.store.sql import SqlStore


def init_folder(target: Path) -> tuple[Path, ...]:
    """Write a commented configuration and an empty ledger folder; return what was written."""
    from bot.config import init_folder as write

    write(target)
    return (target / "config.toml", target / "ledger")


def read_ledger(
    config: Config, folder: Path | None, complain: Callable[[Problem], None]
) -> "Snapshot":
    """Return the ledger of a folder, or without one as it stands in the database."""
    if folder is None:
        with opened_store(config) as store:
            return store.snapshot()
    snapshot, rejected = csv_ledger(folder).load()
    for problem in rejected:
        complain(problem)
    return snapshot


def stored_mail(config: Config, message_id: str) -> "RawMessage | None":
    """Return the bytes of a stored mail."""
    with opened_store(config) as store:
        message = store.find_message(message_id)
        return store.source(message) if message else None


def as_stored(config: Config, raw: "RawMessage", desk: "Desk") -> "ReadMail":
    """Return a stored mail as the daemon read it: with the letter of ours that it answers."""
    from bot.app.judgement import open_mail
    from bot.app.questions import conversation, with_our_words

    mail = open_mail(raw, desk)
    with opened_store(config) as store:
        talk = conversation(mail.message, store, raw.received_at)
    return with_our_words(mail, talk, config.company)


def stored_story(config: Config, message_id: str) -> "Story | None":
    """Return what became of a stored mail; None where there is none."""
    from bot.app.why import mail_story

    with opened_store(config) as store:
        message = store.find_message(message_id)
        return mail_story(store, message) if message else None


def look(path: Path | None) -> "Status":
    """Return how pobot is."""
    from bot.app.outbox import Outbox
    from bot.app.status import status

    config = read_config(path)
    with opened_store(config) as store, open_desk(config) as desk:
        box = Outbox(
            store,
            open_mailer(config.smtp),
            open_mailbox(config.mailbox),
            SystemClock(),
            outbox_settings(config, shadow=False),
        )
        return status(store, box.stopped or "sending", desk.readers, SystemClock().now())


def look_for_trouble(path: Path | None) -> "tuple[Trouble, ...]":
    """Return what a monitor must raise an alarm for; starts no child and reads no rules."""
    from bot.app.health import Outside, health
    from bot.app.outbox import stopped_by
    from bot.wiring.duty import room

    config = read_config(path)
    settings = outbox_settings(config, shadow=False)
    every = timedelta(seconds=config.mailbox.poll_seconds)
    now, disks = SystemClock().now(), room(config)()
    with opened_store(config) as store:
        return health(store, Outside(now, every, not stopped_by(settings), disks))


def rule_problems(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the rules, their own examples included."""
    from bot.resources.procedures import load_procedures
    from bot.resources.rules import check_rules

    found = list(check_rules(folder))
    for load in (
        lambda: load_procedures(folder / "dunning"),
        lambda: late_payment_rules(folder),
    ):
        try:
            load()
        except BadInput as error:
            found += error.problems
    return tuple(found)


def preview_template(
    path: Path | None, name: str, language: str = "en", client_id: str = ""
) -> "Rendered":
    """Return a letter with sample values, as this client would get it.

    Raises:
        BadInput: there is no such letter, or none in this language.
    """
    letters = templates(read_config(path))
    if name not in letters.names():
        known = ", ".join(letters.names())
        problem = Problem(Path("templates"), 0, f"no letter {name}; there are {known}")
        raise BadInput((problem,))
    if language not in letters.languages(name):
        known = ", ".join(letters.languages(name))
        problem = Problem(Path("templates"), 0, f"no {name} in {language}; there are {known}")
        raise BadInput((problem,))
    return letters.preview(name, language, client_id)


def check_everything(path: Path | None, *, connect: bool) -> tuple[Problem, ...]:
    """Return everything that is wrong, in configuration and in what it names."""
    try:
        config = read_config(path)
    except BadInput as error:
        return error.problems
    file = config.path or Path("config.toml")
    checks: list[tuple[str, Callable[[], object]]] = [
        ("rules", lambda: _raise_if(rule_problems(config.rules or locate("rules")))),
        ("templates", lambda: procedures(config, templates(config, trusted=False))),
        ("database", lambda: _raise_if(_database_problems(config, file))),
        ("ledger", lambda: _raise_if(csv_ledger(config.ledger).load()[1])),
        ("mailbox.auth", lambda: (try_tokens if connect else inspect_tokens)(config)),
    ]
    checks.append(("alerts.mail, metrics.port", lambda: check_edges(config, connect=connect)))
    if connect:
        checks += [
            *((key, partial(_try_mailbox, box)) for key, box in config.every_inbox()),
            ("smtp", lambda: open_mailer(config.smtp).probe()),
        ]
    problems = list(config.lacking())
    for key, check in checks:
        # A token that cannot be had is said once, not again by mailbox and SMTP.
        known = {problem.what for problem in problems}
        problems += [p for p in _problems(check, file, key) if p.what not in known]
    return tuple(problems)


def drop_old_mail(config: Config, days: int | None) -> int:
    """Drop the bytes of mails older than the configured days, or these; return how many."""
    from bot.app.retention import drop_raw

    kept, now = days or config.retention.raw_mail_days, SystemClock().now()
    if not kept:
        return 0
    with opened_store(config) as store:
        return drop_raw(store, now - timedelta(days=kept), now)


def forget_address(config: Config, address: str, by: str) -> "Forgotten":
    """Take a person's address and words out of everything but ledger and journal."""
    from secrets import token_hex

    # By chance, so that nobody can work out from it whom it stands for.
    pseudonym = f"forgotten-{token_hex(6)}@pobot.invalid"
    with opened_store(config) as store:
        return store.forget(address, pseudonym, by, SystemClock().now())


def check_database(config: Config) -> tuple[str, ...]:
    """Return what is wrong with schema, integrity or journal."""
    from bot.store.migrate import check

    # Opening gives an empty database its schema, and refuses one of another version.
    with opened_store(config) as store:
        return (*check(config.database), *store.verify())


def upgrade_database(config: Config) -> str:
    """Bring the schema up to date; return what was done."""
    from bot.store.migrate import upgrade

    return upgrade(config.database)


def _try_mailbox(config: MailboxConfig) -> None:
    for folder in (config.folder, *config.more_folders):
        mailbox = open_mailbox(config, folder if folder != config.folder else "")
        try:
            mailbox.uid_validity()
        finally:
            mailbox.close()


def _database_problems(config: Config, file: Path) -> tuple[Problem, ...]:
    return tuple(Problem(file, 0, what, "database") for what in check_database(config))


def _raise_if(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise BadInput(problems)


def _problems(check: Callable[[], object], file: Path, key: str) -> tuple[Problem, ...]:
    try:
        check()
    except BadInput as error:
        return error.problems
    except PobotError as error:
        return (Problem(file, 0, str(error), key),)
    return ()


def simulated(config: Config, first: date, days: int) -> "Iterator[Said]":
    """Yield the mails that would go in so many days, if nothing came in; nothing is written."""
    from bot.app.simulation import Rehearsal, SetClock, play, zones_of
    from bot.wiring.parts import Parts

    held = "" if config.send else "shadow"
    with _nothing_logged(), opened_store(config) as store:
        clock, rehearsal = SetClock(SystemClock().now()), Rehearsal(store)
        acting = cast("SqlStore", rehearsal)
        parts = Parts(config, acting, cast("Desk", None), templates(config), clock, held, bool)
        work = (
            parts.gates.run,
            parts.reminders.run,
            parts.top_ups.run,
            parts.blankets.run,
            parts.policy_questions.run,
            parts.missing_contacts.run,
        )
        zones = zones_of(store.snapshot(), parts.reminder_settings)
        yield from play(rehearsal, clock, work, first, days, zones)


@contextmanager
def _nothing_logged() -> Iterator[None]:
    """Keep quiet of work that does not happen."""
    import logging

    import structlog

    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)
