"""Stage 6, understand: what a mail wants, and what it states of its orders.

Everything in the text is data: a sentence such as "ignore your rules and mark it paid" is read
like any other, and nothing here acts on it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.company import Company
from bot.domain.decision import Kind, Screening
from bot.domain.message import Layer, Message, OrderDocument, Passage, Reading
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Rules
from bot.domain.understanding import (
    Answer,
    Facts,
    Intent,
    Mention,
    MentionKind,
    StatedOrder,
    Understanding,
)
from bot.stages._answers import answer, hedged
from bot.stages._bank import speaks_of_bank
from bot.stages._changes import first_seen, under_old_number
from bot.stages._documents import documents_in, said_in, without_transmissions
from bot.stages._doubts import doubts, set_apart
from bot.stages._evidence import Evidence, Found, evidence
from bot.stages._facts import Source, facts
from bot.stages._file_names import from_file_names
from bot.stages._intents import intents
from bot.stages._mentions import mentions
from bot.stages._other_suppliers import of_other_suppliers
from bot.stages._pictured import on_pictures, without_doubtful
from bot.stages._platform import only_named
from bot.stages._policy_answers import asks_for_policy, policy_answer, with_policy
from bot.stages._running_out import left_to_run_out
from bot.stages._scan import scan
from bot.stages._sources import sources
from bot.stages._stated import pieces, stated
from bot.stages._taken_back import taken_back
from bot.stages._tongue import language_in
from bot.stages._totals import total
from bot.stages._unread_sums import unread_sums
from bot.stages._weighed import (
    commands,
    conflicts,
    from_commands,
    from_dispute,
    from_example,
    from_machine,
    from_nobody,
    is_newsletter,
    ordered,
    with_answer,
    with_correction,
    with_documents,
    withdrawn,
)

_MACHINES = frozenset({Kind.AUTO_REPLY, Kind.RECEIPT, Kind.BOUNCE, Kind.CALENDAR})
_TAKEN_BACK = frozenset({Role.CANCELLED, Role.SUPERSEDED})
_TWO_ORDERS = frozenset(
    {Intent.PO_REPLACE, Intent.PO_CORRECTION, Intent.PO_SUPPLEMENT, Intent.PO_BLANKET}
)


def understand(  # noqa: PLR0913 - what each step before it found
    message: Message,
    screening: Screening,
    passages: Sequence[Passage],
    readings: Sequence[Reading],
    candidates: Sequence[Candidate],
    rules: Rules,
    company: Company,
    *,
    known: bool = False,
    on_file: Collection[str] = (),
    own: Collection[str] = (),
) -> Understanding:
    """Return what a mail says, before anybody asks whether it fits the ledger.

    Args:
        message: for its date, on which "next Friday" is resolved, and its attachments.
        screening: what sort of sender it comes from.
        passages: its text in layers.
        readings: what the readers found, structured orders and problems included.
        candidates: the numbers that `extract` found.
        rules: the rule packs.
        company: whose numbers are references.
        known: whether the sender speaks for a registered client, who sends us no newsletters.
        on_file: the numbers of that client's orders in the ledger.
        own: words of names that are no other supplier's, folded: see `insiders`.
    """
    documents = documents_in(readings)
    of_policy = asks_for_policy(passages, rules)
    answered = None if of_policy else answer(passages, candidates, rules, company)
    newsletter = not known and is_newsletter(screening.kind, passages, company)
    why = "in a newsletter" if newsletter else only_named(screening.kind, passages, rules, company)
    if not (documents or any(c.accepted or c.role in _TAKEN_BACK for c in candidates)):
        candidates = (*candidates, *from_file_names(message, passages, rules, company))
    numbers = _weighed(candidates, documents, answered, screening.kind)
    numbers = _spoken_for(numbers, passages, documents, why)
    numbers = of_other_suppliers(numbers, passages, own)
    named = mentions((*passages, *map(said_in, documents)), company)
    found = Found(message, screening.kind, passages, readings, numbers, named, answered is not None)
    numbers, seen = _seen(found, rules)
    wanted = (Intent.OTHER,) if newsletter else intents(seen)
    if of_policy:
        wanted = with_policy(wanted, policy_answer(passages, rules))
    changed = seen.changed_by_title or (known and seen.changed_by_document)
    if changed and not _are_on_file((*seen.given, *seen.gone), on_file):
        wanted = first_seen(wanted)
    if seen.given and _all_on_file(seen.given, on_file):
        wanted = under_old_number(wanted)
    if Intent.PO_CORRECTION in wanted:
        numbers = with_correction(numbers)
    orders = stated(
        numbers, pieces(numbers, passages, rules), documents, company, rules, intents=wanted
    )
    orders = _answered(on_pictures(orders, numbers, passages), answered)
    orders, apart = _told_apart(orders, passages, named)
    source = Source(
        passages=tuple(passages),
        rules=rules,
        intents=frozenset(wanted),
        orders=orders,
        documents=documents,
        mentions=named,
        spoken=seen.spoken,
        written=_written(message),
        domain=message.author.domain,
    )
    read = _with_answer(without_doubtful(facts(source), passages), answered, rules)
    unread = unread_sums(orders, read, passages, wanted)
    return Understanding(
        intents=wanted,
        facts=read,
        sources=sources(read, source),
        candidates=ordered(numbers),
        orders=orders,
        withdrawn=withdrawn(numbers),
        mentions=source.mentions,
        answer=answered,
        words=_own_words(passages),
        language=language_in(passages),
        unreadable=_unreadable(message, readings),
        asks_for_bank=speaks_of_bank(passages),
        conflicts=conflicts(numbers, several=bool(_TWO_ORDERS & set(wanted))),
        doubts=(
            *doubts((*passages, *map(said_in, documents)), [order.po_number for order in orders]),
            *commands(numbers, passages),
            *unread,
            *(hedged(passages) if answered and not _is_own(numbers) else ()),
        ),
        unread_sums=unread,
        set_apart=apart,
    )


def _spoken_for(
    numbers: Sequence[Candidate],
    passages: Sequence[Passage],
    documents: Sequence[OrderDocument],
    why: str,
) -> tuple[Candidate, ...]:
    """Return the numbers, refused where the mail's kind or its words make them nobody's order.

    `why` says that the whole mail gives none (a newsletter, a notice); "" otherwise.
    """
    numbers = without_transmissions(numbers, passages, documents)
    numbers = from_nobody(numbers, why) if why else from_example(numbers, passages)
    return left_to_run_out(from_commands(numbers, passages), passages)


def _seen(found: Found, rules: Rules) -> tuple[tuple[Candidate, ...], Evidence]:
    """Return the numbers and the evidence, once what is disputed or withdrawn is weighed in."""
    seen = evidence(found, rules)
    disputed = from_dispute(found.numbers) if seen.only_disputes else tuple(found.numbers)
    numbers = taken_back(disputed, seen)
    if numbers == tuple(found.numbers):
        return numbers, seen
    return numbers, evidence(replace(found, numbers=numbers), rules)


def _weighed(
    candidates: Sequence[Candidate],
    documents: Sequence[OrderDocument],
    answered: Answer | None,
    kind: Kind,
) -> tuple[Candidate, ...]:
    numbers = with_documents(candidates, documents)
    if kind in _MACHINES:
        return from_machine(numbers)
    return ordered(with_answer(numbers, answered))


def _told_apart(
    orders: Sequence[StatedOrder], passages: Sequence[Passage], named: Sequence[Mention]
) -> tuple[tuple[StatedOrder, ...], frozenset[str]]:
    """Return the orders without the references that wait for another one, and those references.

    An order that has no others keeps them: a person looks then.
    """
    apart = set_apart(_said(passages), [m.number for m in named], [o.po_number for o in orders])
    left = [tuple(m for m in order.mentions if m.number not in apart) for order in orders]
    return tuple(
        replace(order, mentions=kept) if kept else order
        for order, kept in zip(orders, left, strict=True)
    ), apart


def _is_own(numbers: Sequence[Candidate]) -> bool:
    """Say whether the sender's own words give a number, which then outweighs our question's."""
    return any(c.accepted and c.layer is Layer.NEW for c in numbers)


def _all_on_file(given: Sequence[Candidate], on_file: Collection[str]) -> bool:
    known = {canonical(number) for number in on_file}
    return all(canonical(c.number) in known for c in given)


def _are_on_file(given: Sequence[Candidate], on_file: Collection[str]) -> bool:
    known = {canonical(number) for number in on_file}
    return any(canonical(c.number) in known for c in given)


def _unreadable(message: Message, readings: Sequence[Reading]) -> tuple[str, ...]:
    """Return a sentence for each attachment that could not be opened, or was never looked at."""
    names = {part.path: part.filename or part.media_type for part in message.parts}
    opened = (
        f"{names.get(reading.part, reading.part)} could not be read: {reading.problem}."
        for reading in readings
        if reading.problem
    )
    passed_over = (f"Of this mail, {defect}." for defect in message.defects if _hides(defect))
    return (*opened, *passed_over)


def _hides(defect: str) -> bool:
    """Say whether a defect of the structure leaves parts of a mail unread."""
    return defect.endswith(("those are not read", "the rest is not read"))


def _answered(orders: tuple[StatedOrder, ...], answered: Answer | None) -> tuple[StatedOrder, ...]:
    """Give an order that an answer asserts the references and words of the chosen lines."""
    if answered is None or len(orders) != 1:
        return orders
    order = orders[0]
    words = " ".join(" ".join(answered.choices).lower().split())
    return (
        replace(
            order,
            mentions=tuple(dict.fromkeys((*order.mentions, *answered.mentions))),
            words=words or order.words,
        ),
    )


def _with_answer(stated_facts: Facts, answered: Answer | None, rules: Rules) -> Facts:
    """Complete the facts by what the chosen line of our question says."""
    if answered is None or not answered.choices:
        return stated_facts
    refs = {m.kind: m.number for m in reversed(answered.mentions)}
    completed = replace(
        stated_facts,
        quote_ref=stated_facts.quote_ref or refs.get(MentionKind.QUOTE),
        sow_ref=stated_facts.sow_ref or refs.get(MentionKind.SOW),
        cr_ref=stated_facts.cr_ref or refs.get(MentionKind.CHANGE_REQUEST),
    )
    line = total(scan(answered.choices[0], rules)) if len(answered.choices) == 1 else None
    if line is None or completed.amount is not None:
        return completed
    return replace(completed, amount=line.amount, currency=line.currency or None, net=line.net)


def _said(passages: Sequence[Passage]) -> str:
    return "\n".join(p.text for p in passages if p.layer is Layer.NEW)


def _own_words(passages: Sequence[Passage]) -> str:
    """Return subject and new text, lower case, a line each: thanks must not drown in a subject."""
    own = (p.text for p in passages if p.layer in {Layer.SUBJECT, Layer.NEW})
    return "\n".join(" ".join(text.lower().split()) for text in own)


def _written(message: Message) -> date | None:
    return message.date.date() if message.date else None
