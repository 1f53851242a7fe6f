"""Rules and letters taken anew while the daemon works: all of them or none."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from bot.resources import locate
from bot.wiring.adapters import procedures, templates

if TYPE_CHECKING:
    from bot.app.round import Round
    from bot.wiring.parts import Parts


def renewal(work: "Round", parts: "Parts") -> Callable[[], None]:
    """Return what gives a round the rules and letters as they lie in the folders now.

    Everything is read and tried before anything is changed: each rule with its own examples, each
    letter with its samples. It raises BadInput where something is wrong; the round is as it was.
    Server connections, the ledger and what is known of the mails at hand stay.
    """

    def renew() -> None:
        from bot.resources.rules import load_rules

        config = parts.config
        rules = load_rules(config.rules or locate("rules"))
        letters = templates(config, trusted=False)
        procedures(config, letters)
        fresh = replace(parts, desk=replace(parts.desk, rules=rules), letters=letters)
        mailbox = work.intake.mailbox
        intake, outbox = fresh.intake(mailbox), fresh.outbox(mailbox)
        cases = {name: getattr(fresh, name) for name in _cases(work, parts)}
        for name in ("desk", "templates", "commands"):
            setattr(work.intake, name, getattr(intake, name))
        work.outbox.unasked = outbox.unasked
        for name, case in cases.items():
            setattr(work, name, case)

    return renew


def _cases(work: "Round", parts: "Parts") -> tuple[str, ...]:
    """Return the use cases that parts make without being told more, by their name in a round."""
    names = (field.name for field in fields(work))
    return tuple(name for name in names if isinstance(getattr(type(parts), name, None), property))
