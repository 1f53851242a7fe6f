"""Single adapters, as the configuration asks for them; nothing is connected yet."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config, MailboxConfig, SmtpConfig
from bot.errors import BadInput, Problem
from bot.resources import locate

if TYPE_CHECKING:
    from bot.domain.late_payment_rates import LatePaymentRules
    from bot.domain.procedure import Procedure
    from bot.ledgers.csv import CsvLedger
    from bot.mail.security import Credentials, Endpoint
    from bot.mail.smtp_lanes import SmtpLanes
    from bot.ports import Mailbox
    from bot.resources.templates import LoadedTemplates


def csv_ledger(folder: Path) -> "CsvLedger":
    """Return the ledger folder."""
    from bot.ledgers.csv import CsvLedger

    return CsvLedger(folder)


def open_mailbox(config: MailboxConfig, folder: str = "", name: str = "inbox") -> "Mailbox":
    """Return a configured mailbox, not connected yet.

    Args:
        config: the account.
        folder: of it; without, the one that mail arrives in.
        name: of a Maildir, which has no user.
    """
    from bot.ports import Filing

    folders = config.folders
    filing = {
        Filing.PROCESSED: folders.processed,
        Filing.REVIEW: folders.review,
        Filing.IGNORED: folders.ignored,
    }
    if config.kind == "maildir":
        from bot.mail.maildir import MaildirMailbox

        assert config.path is not None  # noqa: S101 - the schema checked it
        sent = folders.sent
        return MaildirMailbox(name, config.path, folder=folder, filing=filing, sent_folder=sent)
    from bot.mail.imap import ImapMailbox

    folder = folder or config.folder
    return ImapMailbox(
        f"{config.user}/{folder}",
        endpoint_of(config),
        credentials_of(config),
        folder=folder,
        filing=filing,
        sent_folder=folders.sent,
        copies_to_self=config.copies_to_self,
    )


def open_inboxes(config: Config) -> "dict[Mailbox, tuple[Mailbox, ...]]":
    """Return every folder that is read, the first one first, and the folders it is filed to.

    A name that two servers share is told apart by the server; names are kept in the database.
    """
    opened: dict[Mailbox, tuple[Mailbox, ...]] = {}
    names: set[str] = set()
    for key, account in config.every_inbox():
        name = "inbox" if key == "mailbox" else key
        folders = account.folders
        filing = dict.fromkeys((folders.processed, folders.review, folders.ignored))
        archives = tuple(open_mailbox(account, each, name) for each in filing)
        for folder in (account.folder, *account.more_folders):
            mailbox = open_mailbox(account, "" if folder == account.folder else folder, name)
            if mailbox.name in names:
                mailbox.name = f"{mailbox.name}@{account.host}:{account.port}"
            names.add(mailbox.name)
            opened[mailbox] = archives
    return opened


def open_mailer(config: SmtpConfig) -> "SmtpLanes":
    """Return the configured SMTP server, not connected yet."""
    from bot.mail.smtp import SmtpMailer
    from bot.mail.smtp_lanes import SmtpLanes

    endpoint, who = endpoint_of(config), credentials_of(config) if config.user else None
    return SmtpLanes(lambda: SmtpMailer(endpoint, who))


def templates(config: Config, *, trusted: bool = True) -> "LoadedTemplates":
    """Return the letters, those of the configured folder in place of the shipped ones.

    Args:
        config: names the folder.
        trusted: whether the shipped letters are in order; else each of them is tried too.
    """
    from bot.resources.templates import load_templates

    own = [config.templates] if config.templates else []
    return load_templates(locate("templates"), own, trusted=trusted)


def procedures(config: Config, letters: "LoadedTemplates") -> "Mapping[str, Procedure]":
    """Return the dunning procedures by name; each letter that they name must be there."""
    from bot.domain.procedure import NO_LETTERS, no_letters
    from bot.resources.procedures import load_procedures

    folder = (config.rules or locate("rules")) / "dunning"
    found = {**load_procedures(folder, letters.names()), NO_LETTERS: no_letters()}
    named = {"procedure": config.reminders.procedure}
    named |= {f"instead.{key}": name for key, name in config.reminders.instead.items()}
    known, file = ", ".join(found), config.path or Path("config.toml")
    problems = tuple(
        Problem(file, 0, f"there is no procedure {name}; there are {known}", f"reminders.{key}")
        for key, name in named.items()
        if name not in found
    )
    if problems:
        raise BadInput(problems)
    return found


def procedure_of(config: Config, letters: "LoadedTemplates") -> "Procedure":
    """Return the configured dunning procedure, with those that apply instead of it to some."""
    from dataclasses import replace

    found, reminders = procedures(config, letters), config.reminders
    instead = {key: found[name] for key, name in reminders.instead.items()}
    return replace(found[reminders.procedure], instead=instead)


def late_payment_rules(rules: Path | None) -> "LatePaymentRules":
    """Return rates and laws: those in a folder of rules that has its own, else the shipped ones."""
    from bot.resources.late_payment import load_late_payment

    own = rules / "late_payment" if rules else None
    return load_late_payment(own if own and own.is_dir() else locate("rules") / "late_payment")


def endpoint_of(config: MailboxConfig | SmtpConfig) -> "Endpoint":
    """Return where a server is, and how it is spoken to."""
    from bot.mail.security import Endpoint, Security

    return Endpoint(
        config.host,
        config.port,
        Security(config.security),
        config.ca_file,
        read_timeout=config.timeout,
    )


def credentials_of(config: MailboxConfig | SmtpConfig) -> "Credentials":
    """Return who we are to a server."""
    from bot.mail.security import Credentials, TokenCommand, TokenFile, TokenSource

    token: TokenSource | None = None
    if config.oauth is not None:
        from bot.wiring.oauth import token_source

        token = token_source(config.oauth)
    elif config.token_command:
        token = TokenCommand(config.token_command)
    elif config.token_file:
        token = TokenFile(config.token_file)
    return Credentials(config.user, config.password.reveal(), token)
