"""Step 8, decide: what follows from one mail.

A table of small named checks, of which the first that rules decides; then who is answered, and
how. Every decision carries its evidence.
"""

from dataclasses import replace
from datetime import date, datetime

from bot.domain.company import Company
from bot.domain.decision import Decision, Match, Reply, Screening, Standing, Verdict
from bot.domain.ledger import Snapshot
from bot.domain.message import Message
from bot.domain.understanding import Intent, Understanding
from bot.stages._call_offs import called_off
from bot.stages._case import Case, Ruling
from bot.stages._letters import letters
from bot.stages._mails import MAIL_CHECKS, REQUESTS
from bot.stages._thanks import mere_thanks

MOST_ROUNDS = 2
"""After so many questions in a thread, a person takes over."""

_REPLIES = {
    Verdict.APPLY: Reply.CONFIRMATION,
    Verdict.CLARIFY: Reply.CLARIFICATION,
    Verdict.REVIEW: Reply.ACKNOWLEDGEMENT,
    Verdict.NONE: Reply.ACKNOWLEDGEMENT,
}


def decide(  # noqa: PLR0913, PLR0917 - the facts of a case, each from its own step
    message: Message,
    screening: Screening,
    standing: Standing,
    understanding: Understanding,
    match: Match,
    snapshot: Snapshot,
    company: Company,
    today: date,
    answer_since: datetime | None = None,
    replies_today: int = 0,
    given_before: tuple[str, ...] = (),
) -> Decision:
    """Decide what becomes of a mail, and which answer its sender gets.

    Args:
        message: the mail.
        screening: whether it may be answered.
        standing: how far its sender is believed.
        understanding: what it says.
        match: what in the ledger it is about.
        snapshot: the ledger.
        company: our own names, for orders that are made out to others.
        today: decides which orders on file have run out.
        answer_since: older mail is booked or shown, never answered; None answers all.
        replies_today: our replies in this thread today.
        given_before: the numbers of the orders that this sender's mail before gave.
    """
    case = Case(
        message,
        screening,
        standing,
        understanding,
        match,
        snapshot,
        company,
        today,
        answer_since,
        replies_today,
        given_before,
    )
    return _decided(called_off(case))


def _decided(case: Case) -> Decision:
    ruling = _unanswerable(case, _rule(case))
    reply = _reply(case, ruling)
    return Decision(
        verdict=ruling.verdict,
        reply=reply,
        changes=ruling.changes,
        letters=letters(case, ruling, reply),
        reasons=_reasons(case, ruling),
        to_answer=_waits_for_a_person(case, ruling),
        shown=ruling.shown,
    )


def _rule(case: Case) -> Ruling:
    return next(ruling for check in MAIL_CHECKS if (ruling := check(case)))


def _unanswerable(case: Case, ruling: Ruling) -> Ruling:
    """Show a person what would be asked, if it cannot be asked."""
    if ruling.verdict is not Verdict.CLARIFY:
        return ruling
    if not case.answerable:
        why = "It would need a question, and this sender gets no answer."
    elif case.replies_today >= MOST_ROUNDS:
        why = f"After {MOST_ROUNDS} rounds of questions a person takes over."
    else:
        return ruling
    return replace(ruling, verdict=Verdict.REVIEW, reasons=(*ruling.reasons, why))


def _reply(case: Case, ruling: Ruling) -> Reply:
    reply = _REPLIES[ruling.verdict]
    if not case.answerable:
        return Reply.NONE
    if reply is Reply.ACKNOWLEDGEMENT and (case.replies_today or _only_thanks(case, ruling)):
        return Reply.NONE
    return reply


def _waits_for_a_person(case: Case, ruling: Ruling) -> bool:
    """Say whether somebody still owes the sender an answer.

    What is booked is answered, but for a request beside it that no mail can fulfil.
    """
    if not case.answerable:
        return False
    if ruling.verdict is Verdict.APPLY:
        return not case.intents.isdisjoint(REQUESTS)
    return ruling.verdict is not Verdict.CLARIFY and not _only_thanks(case, ruling)


def _only_thanks(case: Case, ruling: Ruling) -> bool:
    courteous = set(case.understanding.intents) <= {Intent.OTHER}
    return ruling.verdict is Verdict.NONE and courteous and mere_thanks(case.understanding.words)


def _requests(case: Case, ruling: Ruling) -> tuple[str, ...]:
    """Name what an order, or a policy that is noted, comes with that only a person can do."""
    asked = [what for intent, what in REQUESTS.items() if intent in case.intents]
    if ruling.verdict is not Verdict.APPLY or not asked:
        return ()
    return (f"It asks for {' and '.join(asked)} as well, which is never done by mail.",)


def _reasons(case: Case, ruling: Ruling) -> tuple[str, ...]:
    """Put the decisive sentences first, then where the order belongs, then who writes."""
    every = (
        *ruling.reasons,
        *_requests(case, ruling),
        *case.match.reasons,
        *case.standing.reasons,
        *case.screening.reasons,
        *(
            (f"Not to be answered: {case.screening.automatic}.",)
            if case.screening.automatic
            else ()
        ),
        *(("The mail is too old to be answered.",) if case.old else ()),
    )
    return tuple(dict.fromkeys(every))
