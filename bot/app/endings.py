"""How one mail ends, in the store's terms: its state, what waits for a person, and the evidence."""

from dataclasses import replace
from itertools import islice

from bot.app.judgement import Judgement
from bot.domain.decision import Decision, Reply, Verdict
from bot.ports import Evidence, MessageState, NewReviewItem, Settlement, StoredMessage


def state(decision: Decision) -> MessageState:
    """Return where a decided mail ends."""
    if decision.verdict is Verdict.REVIEW or decision.to_answer:
        return MessageState.SHOWN
    return MessageState.IGNORED if decision.verdict is Verdict.NONE else MessageState.DONE


def unanswered(decision: Decision) -> Decision:
    """Return the decision about a mail too old to be answered: a person sees the question."""
    verdict = Verdict.REVIEW if decision.verdict is Verdict.CLARIFY else decision.verdict
    reasons = (*decision.reasons, "older than mailbox.answer_since: booked or shown, not answered")
    return replace(decision, verdict=verdict, reply=Reply.NONE, letters=(), reasons=reasons)


def review(message: StoredMessage, decision: Decision, key: str = "") -> tuple[NewReviewItem, ...]:
    """Show what a person must decide or answer."""
    kinds = {Verdict.REVIEW: "mail", Verdict.CLARIFY: "question"}
    kind = kinds.get(decision.verdict, "to_answer" if decision.to_answer else "")
    if not kind:
        return ()
    subject = f"{message.sender}: {message.subject}"
    key = key or f"mail:{message.content_key}"
    return (NewReviewItem(kind, key, subject, decision.reasons),)


def shown(message: StoredMessage, decision: Decision) -> tuple[NewReviewItem, ...]:
    """Show what a booked order leaves undone, with the figures."""
    if not decision.shown:
        return ()
    subject = f"{message.sender}: {message.subject}"
    return (NewReviewItem("order", f"shown:{message.content_key}", subject, decision.shown),)


def differing(message: StoredMessage, judgement: Judgement) -> tuple[NewReviewItem, ...]:
    """Show terms that are not those agreed, where the mail itself waits for nobody."""
    if not judgement.differing:
        return ()
    subject = f"{message.sender}: {message.subject}"
    key = f"terms:{message.content_key}"
    return (NewReviewItem("terms", key, subject, judgement.differing),)


def evidence(message: StoredMessage, judgement: Judgement) -> Evidence:
    """Return why its changes are made: the words of the surest number."""
    given = (c for c in judgement.extraction.candidates if c.accepted)
    best = next(islice(given, 1), None)
    return Evidence(
        cause=message.rfc_message_id or f"mail {message.content_key}",
        quote=f"{best.text} ({best.origin}, {best.start}-{best.end})" if best else "",
        rule=best.rule if best else "",
        reasons=judgement.decision.reasons,
    )


def quarantine(message: StoredMessage, why: str, details: str = "") -> Settlement:
    """Return the end of a mail that nobody may open again before a person looked."""
    subject = f"{message.sender}: {message.subject}"
    item = NewReviewItem("quarantine", f"mail:{message.content_key}", subject, (why,))
    return Settlement(
        message=message,
        state=MessageState.QUARANTINED,
        verdict=Verdict.REVIEW.value,
        judgement="",
        evidence=Evidence(cause=message.rfc_message_id, reasons=(why,)),
        review=(item,),
        error=details or why,
    )
