"""The use cases, each put together from the store, the letters and the configuration."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from bot.config import Config
from bot.domain.vitals import INBOX, OUTBOX
from bot.wiring.adapters import csv_ledger, late_payment_rules, open_mailer, procedure_of

if TYPE_CHECKING:
    from datetime import date

    from bot.app.blankets import Blankets
    from bot.app.digest import Digest
    from bot.app.follow_ups import FollowUps
    from bot.app.gates import StartGates
    from bot.app.intake import Intake
    from bot.app.invoicing import Invoicing
    from bot.app.issuing import Issuing
    from bot.app.judgement import Desk
    from bot.app.missing_contacts import MissingContacts
    from bot.app.outbox import Outbox, OutboxSettings
    from bot.app.policy_questions import PolicyQuestions
    from bot.app.pulse import Pulse
    from bot.app.quiet import ReminderSettings
    from bot.app.reminders import Reminders
    from bot.app.retention import Retention
    from bot.app.top_ups import TopUps
    from bot.app.worklist import Worklist
    from bot.app.writeback import WriteBack
    from bot.domain.outgoing import Outgoing
    from bot.ports import Clock, Crew, Mailbox, Store
    from bot.resources.templates import LoadedTemplates
    from bot.store.sql import SqlStore

SECRET = "message_id_secret"  # noqa: S105 - the name of a note, not what it holds
"""Name of the note with the key that our Message-IDs are derived with."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What use cases are made of."""

    config: Config
    store: "SqlStore"
    desk: "Desk"
    letters: "LoadedTemplates"
    clock: "Clock"
    held: str
    stop: Callable[[], bool]
    pulse: "Pulse | None" = None

    @property
    def gates(self) -> "StartGates":
        """Return what watches whether work may start."""
        from bot.app.gates import GateSettings, StartGates

        config = self.config
        settings = GateSettings(
            config.accounts.timezone,
            _secret(self.store),
            days_before=config.gates.days,
            held_because=self.held,
        )
        return StartGates(self.store, self.letters, config.company, self.clock, settings)

    @property
    def invoicing(self) -> "Invoicing":
        """Return the invoice gate."""
        from bot.app.invoicing import Invoicing

        return Invoicing(self.store, self.clock, self.config.accounts.timezone)

    @property
    def issuing(self) -> "Issuing":
        """Return what sends invoices; in shadow mode they are laid ready instead."""
        from bot.app.issuing import Issuing, IssuingSettings
        from bot.documents.ready import ReadyFolder
        from bot.wiring.invoices import InvoicePrinter

        config, printer = self.config, InvoicePrinter(self.config)
        settings = IssuingSettings(
            sends=config.invoices.send and not self.held,
            makes=printer.makes,
            timezone=config.accounts.timezone,
            secret=_secret(self.store),
        )
        ready = ReadyFolder(config.invoices.folder)
        return Issuing(
            self.store, self.letters, config.company, self.clock, settings, printer, ready
        )

    @property
    def write_back(self) -> "WriteBack | None":
        """Return what writes the ledger back; None where no folder is configured."""
        from bot.app.writeback import WriteBack

        folder = self.config.write_back
        return WriteBack(self.store, csv_ledger(folder)) if folder else None

    @property
    def retention(self) -> "Retention":
        """Return what drops old raw mail."""
        from bot.app.retention import Retention

        config = self.config
        days, zone = config.retention.raw_mail_days, config.accounts.timezone
        return Retention(self.store, self.clock, days, zone)

    @property
    def top_ups(self) -> "TopUps":
        """Return what asks for top-ups."""
        from bot.app.top_ups import TopUps

        config = self.config
        return TopUps(self.store, self.letters, config.company, self.clock, self.reminder_settings)

    @property
    def blankets(self) -> "Blankets":
        """Return what warns of blanket orders."""
        from bot.app.blankets import Blankets
        from bot.domain.blanket_warnings import Thresholds

        config, settings = self.config, self.reminder_settings
        thresholds = Thresholds(config.blankets.percent, config.blankets.days)
        return Blankets(self.store, self.letters, config.company, self.clock, settings, thresholds)

    @property
    def policy_questions(self) -> "PolicyQuestions":
        """Return what asks whether clients use purchase orders."""
        from bot.app.policy_questions import PolicyQuestions

        company, settings = self.config.company, self.reminder_settings
        return PolicyQuestions(self.store, self.letters, company, self.clock, settings)

    @property
    def follow_ups(self) -> "FollowUps":
        """Return what asks once more what was not answered."""
        from bot.app.follow_ups import FollowUps

        return FollowUps(self.store, self.desk, self.letters, self.clock, self.reminder_settings)

    @property
    def missing_contacts(self) -> "MissingContacts":
        """Return what tells account managers of clients to whom no invoice can be sent."""
        from bot.app.missing_contacts import MissingContacts

        company, settings = self.config.company, self.reminder_settings
        return MissingContacts(self.store, self.letters, company, self.clock, settings)

    @property
    def reminder_settings(self) -> "ReminderSettings":
        """Return what ops decided about letters that nobody asked for."""
        from bot.app.quiet import ReminderSettings
        from bot.domain.ledger import ClientId

        config = self.config
        return ReminderSettings(
            procedure_of(config, self.letters),
            config.accounts.timezone,
            _secret(self.store),
            country=config.accounts.country,
            subdivision=config.accounts.subdivision,
            held_because=self.held,
            most_at_once=config.reminders.most_at_once,
            enabled=config.reminders.enabled,
            statements=tuple(ClientId(each) for each in config.reminders.statements),
        )

    @property
    def reminders(self) -> "Reminders":
        """Return reminders and chasers."""
        from bot.app.dunning_mails import LateFigures
        from bot.app.reminders import Reminders
        from bot.wiring.invoices import InvoicePrinter

        settings, printer = self.reminder_settings, InvoicePrinter(self.config)
        return Reminders(
            self.store,
            self.letters,
            self.config.company,
            self.clock,
            settings,
            LateFigures(late_payment_rules(self.config.rules)),
            printer if printer.makes else None,
        )

    @property
    def digest(self) -> "Digest":
        """Return the digest."""
        from bot.app.digest import Digest, DigestSettings
        from bot.documents.burn_chart import burn_chart, can_draw

        config = self.config
        settings = DigestSettings(
            config.accounts.digest_to,
            config.accounts.timezone,
            _secret(self.store),
            at=config.accounts.digest_time,
            country=config.accounts.country,
            subdivision=config.accounts.subdivision,
            held_because=self.held,
            managers=config.accounts.managers,
        )
        return Digest(
            self.store,
            self.letters,
            config.company,
            self.clock,
            settings,
            self.reminders,
            draw=burn_chart if can_draw() else None,
            offers=self.worklist.show,
            coming=self.coming,
        )

    def coming(self, day: "date") -> "tuple[Outgoing, ...]":
        """Return the letters, reminders aside, that would be queued on a day; none is queued."""
        from bot.app.simulation import Rehearsal, SetClock, play, zones_of

        clock, rehearsal = SetClock(self.clock.now()), Rehearsal(self.store, silent=True)
        acting = replace(self, store=cast("SqlStore", rehearsal), clock=clock)
        work = (
            acting.follow_ups.run,
            acting.top_ups.run,
            acting.blankets.run,
            acting.policy_questions.run,
        )
        zones = zones_of(self.store.snapshot(), self.reminder_settings)
        said = play(rehearsal, clock, work, day, 1, zones)
        return tuple(one.mail for one in said)

    @property
    def worklist(self) -> "Worklist":
        """Return what people decide on: what waits for them, and what they do about it."""
        from bot.app.worklist import Worklist, WorklistSettings

        config = self.config
        settings = WorklistSettings(
            answer_within=config.mailbox.answer_since,
            timezone=config.accounts.timezone,
            secret=_secret(self.store),
            held_because=self.held,
        )
        return Worklist(self.store, self.desk, self.letters, self.clock, settings)

    def intake(
        self,
        mailbox: "Mailbox",
        crew: "Crew | None" = None,
        inboxes: "Mapping[Mailbox, tuple[Mailbox, ...]] | None" = None,
    ) -> "Intake":
        """Return what reads the inbox; with a crew, other processes decide the mails.

        Args:
            mailbox: the first folder that is read.
            crew: who decides instead of this process.
            inboxes: every folder that is read, with those that its mails are filed to.
        """
        from bot.app.intake import Intake, IntakeSettings
        from bot.app.mail_commands import MailCommands

        config = self.config
        settings = IntakeSettings(
            size_limit=config.mailbox.size_limit,
            answer_within=config.mailbox.answer_since,
            timezone=config.accounts.timezone,
            secret=_secret(self.store),
            held_because=self.held,
            day_limit=config.mailbox.day_limit,
        )
        every = inboxes or {mailbox: ()}
        return Intake(
            mailbox,
            self.store,
            self.desk,
            self.letters,
            self.clock,
            settings,
            self._moves(INBOX),
            MailCommands(self.worklist, config.accounts.digest_to),
            crew,
            others=tuple(each for each in every if each is not mailbox),
            archives={each.name: archives for each, archives in every.items()},
        )

    def outbox(self, mailbox: "Mailbox") -> "Outbox":
        """Return what sends."""
        from bot.app.outbox import Outbox
        from bot.app.sent_before import SentBefore
        from bot.app.unasked import Unasked
        from bot.stages.compose import message_id_for

        secret, company = _secret(self.store), self.config.company
        sent_before = SentBefore(
            self.store, mailbox, lambda key: message_id_for(key, secret, company)
        )
        settings = outbox_settings(self.config, shadow=bool(self.held))
        mailer = open_mailer(self.config.smtp)
        return Outbox(
            self.store,
            mailer,
            mailbox,
            self.clock,
            settings,
            self._moves(OUTBOX),
            unasked=Unasked(self.store, self.reminder_settings),
            sent_before=sent_before,
        )

    def _moves(self, part: str) -> Callable[[], bool]:
        """Return what a part asks after each mail whether to stop: each time it has moved."""
        return self.pulse.moves(part, self.stop) if self.pulse else self.stop


def outbox_settings(config: Config, *, shadow: bool) -> "OutboxSettings":
    """Return what is configured about sending; in shadow nothing is sent, whatever it says."""
    from bot.app.outbox import OutboxSettings

    return OutboxSettings(
        send=config.send and not shadow,
        stop_file=config.stop_file,
        timezone=config.accounts.timezone,
        visible_after=config.smtp.visible_after,
    )


def _secret(store: "Store") -> bytes:
    """Return the key of our Message-IDs; made once, and kept with the data it belongs to."""
    known = store.note(SECRET)
    if not known:
        known = secrets.token_hex(32)
        store.put_note(SECRET, known)
    return bytes.fromhex(known)
