"""Stories as JSON objects, and as lines for a terminal."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.story import Step, Story

Json = dict[str, object]


def story_json(story: Story) -> Json:
    """Return what `pobot why --json` prints for one story."""
    return {
        "about": story.about.name.lower(),
        "name": story.name,
        "client_id": story.client_id or None,
        "client": story.client,
        "steps": [_step_json(step) for step in story.steps],
        "stands": list(story.stands),
    }


def story_lines(story: Story, zone: ZoneInfo) -> Iterator[str]:
    """Yield a story for a terminal, times in a zone; strangers' words are not made safe yet."""
    whose = f", {story.client}" if story.client else ", no known client"
    yield f"{'PO' if story.about.name == 'ORDER' else story.about.value} {story.name}{whose}"
    for step in story.steps:
        yield ""
        yield from _step_lines(step, zone)
    if story.stands:
        yield ""
        yield f"Now: {story.stands[0]}"
        yield from _indented(story.stands[1:], "     ")


def _step_json(step: Step) -> Json:
    mail = step.mail
    return {
        "at": step.at.date().isoformat() if step.only_day else step.at.isoformat(),
        "occasion": step.occasion,
        "by": step.by or None,
        "mail": {
            "from": mail.sender,
            "received_at": mail.received_at.isoformat(),
            "subject": mail.subject,
            "message_id": mail.message_id,
        }
        if mail
        else None,
        "quote": step.quote,
        "rule": step.rule,
        "reasons": list(step.reasons),
        "deeds": list(step.deeds),
    }


def _step_lines(step: Step, zone: ZoneInfo) -> Iterator[str]:
    when = f"{step.at:%Y-%m-%d}" if step.only_day else _moment(step.at, zone)
    who = f", {step.by}" if step.by else ""
    mail = step.mail
    if mail and step.occasion.startswith("review item"):
        yield f"{when}  {step.occasion}{who}: mail from {mail.sender}, {mail.subject}"
    elif mail:
        yield f"{when}  mail from {mail.sender}{who}: {mail.subject}"
        yield f"    received {_moment(mail.received_at, zone)}, {mail.message_id}"
    else:
        yield f"{when}  {step.occasion}{who}"
    if step.quote:
        yield f"    read: {step.quote}{f', rule {step.rule}' if step.rule else ''}"
    yield from _indented((f"because {reason}" for reason in step.reasons), "    ")
    yield from _indented((f"- {line}" for line in step.deeds), "    ")


def _indented(lines: Iterable[str], by: str) -> Iterator[str]:
    yield from (f"{by}{line}" for line in lines)


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
