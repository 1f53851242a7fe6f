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
    from bot.mail.smtp import SmtpMailer
    from bot.ports import Mailbox
    from bot.resources.templates import LoadedTemplates


def csv_ledger(folder: Path) -> "CsvLedger":
    """Return the ledger folder."""
    from bot.ledgers.csv import CsvLedger

    return CsvLedger(folder)


def open_mailbox(config: MailboxConfig) -> "Mailbox":
    """Return the configured mailbox, not connected yet."""
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
        return MaildirMailbox("inbox", config.path, filing=filing, sent_folder=folders.sent)
    from bot.mail.imap import ImapMailbox

    return ImapMailbox(
        f"{config.user}/{config.folder}",
        _endpoint(config),
        _credentials(config),
        folder=config.folder,
        filing=filing,
        sent_folder=folders.sent,
        copies_to_self=config.copies_to_self,
    )


def open_mailer(config: SmtpConfig) -> "SmtpMailer":
    """Return the configured SMTP server, not connected yet."""
    from bot.mail.smtp import SmtpMailer

    return SmtpMailer(_endpoint(config), _credentials(config) if config.user else None)


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
    from bot.resources.procedures import load_procedures

    folder = (config.rules or locate("rules")) / "dunning"
    found = load_procedures(folder, letters.names())
    if config.reminders.procedure not in found:
        what = f"there is no procedure {config.reminders.procedure}; there are {', '.join(found)}"
        file = config.path or Path("config.toml")
        raise BadInput((Problem(file, 0, what, "reminders.procedure"),))
    return found


def late_payment_rules(rules: Path | None) -> "LatePaymentRules":
    """Return rates and laws: those in a folder of rules that has its own, else the shipped ones."""
    from bot.resources.late_payment import load_late_payment

    own = rules / "late_payment" if rules else None
    return load_late_payment(own if own and own.is_dir() else locate("rules") / "late_payment")


def _endpoint(config: MailboxConfig | SmtpConfig) -> "Endpoint":
    from bot.mail.security import Endpoint, Security

    return Endpoint(
        config.host,
        config.port,
        Security(config.security),
        config.ca_file,
        read_timeout=config.timeout,
    )


def _credentials(config: MailboxConfig | SmtpConfig) -> "Credentials":
    from bot.mail.security import Credentials, TokenCommand, TokenFile

    token: TokenCommand | TokenFile | None = None
    if config.token_command:
        token = TokenCommand(config.token_command)
    elif config.token_file:
        token = TokenFile(config.token_file)
    return Credentials(config.user, config.password.reveal(), token)
