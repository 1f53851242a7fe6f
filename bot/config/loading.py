"""Loads a configuration: finds its sources, lays them over one another, reports what is wrong."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import bot
from bot.config import oauth, operation, values
from bot.config.inboxes import with_inherited
from bot.config.lines import line_of, lines_of
from bot.config.secret import Secret
from bot.domain.company import Company
from bot.domain.invoice_document import BankAccount, PostalAddress, Seller, electronic_address
from bot.errors import BadInput, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from bot.config.operation_sections import AlertsSection
    from bot.config.schema import InboxSection, Schema, ServerSection
    from bot.config.section import Section
    from bot.config.seller import SellerSection

T = TypeVar("T")

PREFIX = "POBOT_"
NOT_SETTINGS = frozenset({"POBOT_CONFIG", "POBOT_CRASH"})
"""Variables of that prefix that are no key of the file."""

PORTS = {
    "imap": {"tls": 993, "starttls": 143, "none": 143},
    "smtp": {"tls": 465, "starttls": 587, "none": 25},
}
"""RFC 8314: implicit TLS on 993 and 465; RFC 6409: submission on 587."""


def load_config(path: Path | None, environ: Mapping[str, str]) -> values.Config:
    """Return the configuration.

    Args:
        path: of config.toml; None takes POBOT_CONFIG, and without that the values of
            config.example.toml.
        environ: the environment; `POBOT_SECTION__KEY` wins over the file.

    Raises:
        BadInput: with every problem, each with its file and line.
    """
    path = path or (Path(environ["POBOT_CONFIG"]) if environ.get("POBOT_CONFIG") else None)
    sources = _sources(path.absolute() if path else None, environ)
    return _config(sources, _validated(sources))


def example_config() -> values.Config:
    """Return the values of config.example.toml, for use without a configuration."""
    return load_config(None, {})


def shipped_example() -> Path:
    """Return the place of config.example.toml: in the wheel, or at the top of the project."""
    package = Path(bot.__file__).parent
    bundled = package / "_bundled" / "config.example.toml"
    return bundled if bundled.exists() else package.parent / "config.example.toml"


@dataclass(frozen=True, slots=True)
class _Sources:
    """What was found, and where. `path` is None for the example."""

    path: Path | None
    file: Path
    source: str
    merged: Mapping[str, Any]
    from_secrets: Mapping[str, Any]
    from_environment: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def folder(self) -> Path:
        return self.path.parent if self.path else Path.cwd()


def _sources(path: Path | None, environ: Mapping[str, str]) -> _Sources:
    from bot.config.overlays import environment, secrets

    file = path or shipped_example()
    source = _text(file)
    table = _table(file, source)
    variables, bad_variables = environment(environ, PREFIX, NOT_SETTINGS)
    folder = environ.get("POBOT_SECRETS_DIR") or table.get("secrets_dir")
    places = [Path(file.parent, str(folder))] if folder and path else []
    if credentials := environ.get("CREDENTIALS_DIRECTORY"):
        places.append(Path(credentials))
    hidden, bad_secrets = secrets(places)
    merged = with_inherited(_laid_over(_laid_over(table, hidden), variables))
    return _Sources(path, file, source, merged, hidden, variables, bad_variables + bad_secrets)


def _laid_over(table: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(table)
    for key, value in upper.items():
        below = merged.get(key)
        nested = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = _laid_over(below, value) if nested and below else value
    return merged


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        what = "there is no such file; `pobot init` writes one"
    except UnicodeDecodeError:
        what = "not UTF-8"
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
    raise BadInput((Problem(file, 0, what),))


def _table(file: Path, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        # Only what was expected: the message may go on with the text, which may be a password.
        what = f"not TOML: {str(error).partition('(at ')[0].strip()}"
        raise BadInput((Problem(file, int(line[1]) if line else 0, what),)) from None


def _validated(sources: _Sources) -> "Schema":
    from pydantic import ValidationError

    from bot.config.schema import Schema

    problems = list(sources.problems)
    if sources.merged.get("send") is True and not (sources.merged.get("smtp") or {}).get("host"):
        problems.append(_problem(sources, ("smtp", "host"), "missing, but send is true"))
    try:
        schema = Schema.model_validate(sources.merged, context={"folder": sources.folder})
    except ValidationError as wrong:
        problems += _explained(
            sources, Schema, wrong.errors(include_url=False, include_input=False)
        )
        raise BadInput(tuple(problems)) from None
    if problems:
        raise BadInput(tuple(problems))
    return schema


def _explained(
    sources: _Sources, schema: "type[BaseModel]", errors: "Sequence[ErrorDetails]"
) -> Iterator[Problem]:
    for error in errors:
        keys = tuple(str(key) for key in error["loc"])
        context = error.get("ctx", {})
        message = error["msg"].removeprefix("Value error, ")
        if error["type"] == "extra_forbidden":
            message = f"there is no such key{_suggestion(schema, keys)}"
        elif error["type"] == "missing":
            message = "missing"
        elif error["type"] == "section":
            keys = (*keys, *str(context["key"]).split("."))
        yield _problem(sources, keys, message)


def _suggestion(schema: "type[BaseModel]", keys: tuple[str, ...]) -> str:
    """Return "; did you mean ...?" for a key that is spelt almost like one there is."""
    from pydantic import BaseModel

    for key in keys[:-1]:
        section = schema.model_fields[key].annotation if key in schema.model_fields else None
        if not (isinstance(section, type) and issubclass(section, BaseModel)):
            return ""
        schema = section
    close = get_close_matches(keys[-1], schema.model_fields, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _problem(sources: _Sources, keys: tuple[str, ...], message: str) -> Problem:
    """Return the problem at the place that the value came from."""
    name = ".".join(keys)
    if _holds(sources.from_environment, keys):
        return Problem(Path("environment"), 0, message, PREFIX + "__".join(keys).upper())
    if _holds(sources.from_secrets, keys):
        return Problem(Path("secrets"), 0, message, "__".join(keys))
    return Problem(sources.file, line_of(lines_of(sources.source), keys), message, name)


def _holds(table: object, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(table, Mapping):
            return True
        if key not in table:
            return False
        table = table[key]
    return True


def _config(sources: _Sources, schema: "Schema") -> values.Config:
    smtp, company = schema.smtp, schema.company
    return values.Config(
        path=sources.path,
        database=schema.database,
        ledger=schema.ledger,
        write_back=schema.write_back,
        send=schema.send,
        workers=schema.workers,
        stop_file=schema.stop_file,
        rules=schema.rules,
        templates=schema.templates,
        company=_as(
            Company,
            company,
            series=tuple(company.series.model_dump().items()),
            require_authentication=schema.trust.require_authentication,
        ),
        seller=_seller(schema.seller),
        mailbox=_inbox(schema, schema.mailbox),
        inboxes=tuple((name, _inbox(schema, box)) for name, box in schema.inbox.items()),
        smtp=_as(
            values.SmtpConfig,
            smtp,
            port=smtp.port or PORTS["smtp"][smtp.security],
            password=Secret(smtp.password.get_secret_value()),
            oauth=_oauth(schema, smtp),
        ),
        accounts=_as(values.AccountsConfig, schema.accounts),
        readers=_as(values.ReadersConfig, schema.readers),
        reminders=_as(values.RemindersConfig, schema.reminders),
        gates=_as(values.GatesConfig, schema.gates),
        invoices=_as(values.InvoicesConfig, schema.invoices),
        blankets=_as(values.BlanketsConfig, schema.blankets),
        alerts=_alerts(schema.alerts),
        metrics=_as(operation.MetricsConfig, schema.metrics),
        retention=_as(operation.RetentionConfig, schema.retention),
        log=_as(values.LogConfig, schema.log),
    )


def _seller(section: "SellerSection") -> Seller:
    place = (section.address, section.city, section.post_code, section.country)
    return _as(
        Seller,
        section,
        address=PostalAddress(*place),
        electronic_address=electronic_address(section.electronic_address),
        bank=_as(BankAccount, section.bank, name=section.bank.account_name),
    )


def _inbox(schema: "Schema", box: "InboxSection") -> values.MailboxConfig:
    """Return one inbox; what holds for every inbox stands in the section of the first."""
    every = ("poll_seconds", "size_limit", "day_limit", "answer_since", "idle")
    return _as(
        values.MailboxConfig,
        box,
        port=box.port or PORTS["imap"][box.security],
        password=Secret(box.password.get_secret_value()),
        oauth=_oauth(schema, box),
        folders=_as(values.Folders, box.folders),
        copies_to_self=box is schema.mailbox and schema.mailbox.copies_to_self,
        **{name: getattr(schema.mailbox, name) for name in every},
    )


def _oauth(schema: "Schema", server: "ServerSection") -> oauth.OAuthConfig | None:
    """Return where tokens for a server come from; None where it takes none of ours."""
    if server.auth == "password":
        return None
    if server.auth == "microsoft365":
        app = schema.microsoft365
        return _as(
            oauth.Microsoft365Config,
            app,
            client_secret=Secret(app.client_secret.get_secret_value()),
            certificate_passphrase=Secret(app.certificate_passphrase.get_secret_value()),
        )
    google = schema.google
    alone = server.auth == "google_refresh_token"
    return _as(
        oauth.GoogleConfig,
        google,
        user=server.user,
        service_account_file=None if alone else google.service_account_file,
        client_secret=Secret(google.client_secret.get_secret_value()),
        refresh_token=Secret(google.refresh_token.get_secret_value()),
    )


def _alerts(section: "AlertsSection") -> operation.AlertsConfig:
    mail = section.mail
    return _as(
        operation.AlertsConfig,
        section,
        webhook=Secret(section.webhook.get_secret_value()),
        heartbeat=Secret(section.heartbeat.get_secret_value()),
        mail=_as(
            operation.AlertMailConfig,
            mail,
            port=mail.port or PORTS["smtp"][mail.security],
            password=Secret(mail.password.get_secret_value()),
        ),
    )


def _as(kind: type[T], section: "Section", **own: object) -> T:
    """Return a value whose fields are the section's, but for those given."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # all are dataclasses
    return kind(**{name: own.get(name, getattr(section, name, None)) for name in names})
