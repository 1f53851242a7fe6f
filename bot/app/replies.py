"""The replies that a judgement calls for, as the exact mails that would be sent."""

from datetime import datetime

from bot.app.judgement import Judgement
from bot.domain.company import Company
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.stages.compose import Templates, compose


def replies(
    judgement: Judgement, templates: Templates, company: Company, secret: bytes, now: datetime
) -> tuple[Outgoing, ...]:
    """Step 9: compose the letters of a decision, in the thread of the mail they answer."""
    return tuple(
        compose(letter, templates, company, secret, now, OutgoingClass.REPLY, judgement.message)
        for letter in judgement.decision.letters
    )
