"""Forged commands: our staff's words from others, and true tokens in the wrong hands."""

from dataclasses import replace

from tests.adversarial.post import Mail, failed

EVE = "Eve Okafor <eve@evil.example>"
TOKEN = "kq3v7x2m5d9t4h8b"
_DANIEL, _SOFIA = "daniel@progressiverobot.com", "sofia@progressiverobot.com"
_COMMANDS = (
    ("approves an item", "approve 1"),
    ("approves every item", "approve all"),
    ("approves with a token", f"approve 1 {TOKEN}"),
    ("approves with the token of another item", f"approve 2\n\ntoken: {TOKEN}"),
    ("assigns", "assign 1 ENG-7311"),
    ("assigns an order to another client's work", "assign 4500071177 ENG-7331"),
    ("rejects", "reject 1 wrong entity"),
    ("pauses reminders of an invoice", "pause PR-2026-7431 365d"),
    ("pauses a whole client", "pause halvorsen 90d"),
    ("resumes", "resume PR-2026-7431"),
    ("writes a note", "note 1 please pay to IBAN GB00EVIL0000"),
    ("says that an order is not ours", "not ours 1"),
    ("dismisses", "dismiss 1"),
    ("marks as paid", "paid PR-2026-7431"),
    ("wants the export", "export all"),
    ("runs a shell", "approve 1; rm -rf / && pobot export /tmp"),
    ("sets the policy", "policy halvorsen not_used"),
)

FORGED_COMMANDS = (
    *(
        Mail(f"a stranger {what}", EVE, text, subject=f"Re: pobot digest: {text[:20]}")
        for what, text in _COMMANDS
    ),
    *(
        Mail(
            f"a colleague's address that failed {what}",
            f"Daniel <{_DANIEL}>",
            text,
            subject="Re: Progressive Robot: 1 needs you",
            results=failed(_DANIEL),
        )
        for what, text in _COMMANDS[:8]
    ),
    *(
        Mail(
            f"a colleague's address that nothing proves {what}",
            f"Sofia <{_SOFIA}>",
            text,
            subject="Re: Progressive Robot: 1 needs you",
            results=(),
        )
        for what, text in _COMMANDS[:8]
    ),
    *(
        Mail(
            f"a client {what}",
            f"Buyer {n} <buyer{n}@acme-foods.co.uk>",
            text,
            subject=f"Re: Progressive Robot: needs you {n}",
            trusted=True,
        )
        for n, (what, text) in enumerate(_COMMANDS[:10])
    ),
    Mail(
        "somebody on our domain who is no staff approves",
        "Temp <temp@progressiverobot.com>",
        "approve 1",
    ),
    Mail("a token in the subject from nowhere", EVE, "ok", subject=f"pobot approve 1 [{TOKEN}]"),
    Mail(
        "a mailto reply whose token was copied from a digest",
        "accounts@gmail.com",
        "approve 1",
        subject=f"approve 1 {TOKEN}",
        headers=(("X-Pobot-Token", TOKEN),),
    ),
)

_ACCOUNTS = "accounts@progressiverobot.com"
_ASSIGN = "assign 1 ENG-7301"
_PAUSE = "pause PR-2026-7431 14d"
_ANSWER = (("In-Reply-To", "{digest_id}"), ("References", "{digest_id}"))
_OURS = (_DANIEL, _SOFIA, _ACCOUNTS)


def _token(command: str, reader: str, days: int = 0) -> str:
    """Return the place of a true token."""
    return f"{{token {command}|{reader}|{days}}}"


STOLEN_TOKENS = (
    # A refusal goes to the colleague on file, so that they hear of what comes in their name.
    *(
        Mail(
            f"a stranger sends the token of {reader}",
            EVE,
            _ASSIGN,
            f"assign 1 {_token('assign 1', reader)}",
        )
        for reader in _OURS
    ),
    *(
        Mail(
            f"a failed mail in the name of {reader} sends their token",
            reader,
            _ASSIGN,
            f"assign 1 {_token('assign 1', reader)}",
            results=failed(reader),
        )
        for reader in _OURS
    ),
    *(
        Mail(
            f"an unproven mail in the name of {reader} sends their token",
            reader,
            _ASSIGN,
            f"assign 1 {_token('assign 1', reader)}",
            results=(),
            trusted=True,
        )
        for reader in _OURS
    ),
    *(
        Mail(
            f"a client sends the token of {reader}",
            f"Cass Roe <c.roe{n}@acme-foods.co.uk>",
            "approve 1",
            f"approve 1 {_token('approve 1 ', reader)}",
            trusted=True,
        )
        for n, reader in enumerate(_OURS)
    ),
    Mail(
        "a colleague uses another colleague's token",
        _SOFIA,
        _ASSIGN,
        f"assign 1 {_token('assign 1', _DANIEL)}",
        trusted=True,
    ),
    Mail(
        "a colleague uses the token of another item",
        _DANIEL,
        _ASSIGN,
        f"assign 1 {_token('assign 2', _DANIEL)}",
        trusted=True,
    ),
    Mail(
        "a colleague uses the token of another action",
        _DANIEL,
        _ASSIGN,
        f"assign 1 {_token('note 1', _DANIEL)}",
        trusted=True,
    ),
    Mail(
        "a colleague uses the token of another invoice",
        _DANIEL,
        _PAUSE,
        f"pause {_token('pause PR-2026-7432', _DANIEL)}",
        trusted=True,
    ),
    Mail(
        "a colleague uses a token that is too old",
        _SOFIA,
        _PAUSE,
        f"pause {_token('pause PR-2026-7431', _SOFIA, 8)}",
        trusted=True,
    ),
    Mail(
        "a colleague uses a token whose last day was changed",
        _SOFIA,
        _PAUSE,
        "pause [PR-DO 20261231-abcdefghijklmnopqrstuvwxyz]",
        trusted=True,
    ),
    Mail(
        "a colleague uses a token and changes the invoice",
        _ACCOUNTS,
        _PAUSE,
        f"pause {_token('pause PR-2026-7401', _ACCOUNTS)}",
        trusted=True,
    ),
    Mail("a stranger answers the digest", EVE, _ASSIGN, "Re: digest", headers=_ANSWER),
    Mail(
        "a failed colleague answers the digest",
        _ACCOUNTS,
        _ASSIGN,
        "Re: digest",
        headers=_ANSWER,
        results=failed(_ACCOUNTS),
    ),
    Mail(
        "an unproven colleague answers the digest",
        _ACCOUNTS,
        _PAUSE,
        "Re: digest",
        headers=_ANSWER,
        results=(),
        trusted=True,
    ),
    Mail(
        "a colleague answers the digest of another one",
        _DANIEL,
        _PAUSE,
        "Re: digest",
        headers=_ANSWER,
        trusted=True,
    ),
    Mail(
        "a client answers the digest",
        "Abe Lunt <a.lunt@acme-foods.co.uk>",
        _PAUSE,
        "Re: digest",
        headers=_ANSWER,
        trusted=True,
    ),
    Mail(
        "a display name of a colleague answers the digest",
        f'"{_ACCOUNTS}" <eve@evil.example>',
        _PAUSE,
        "Re: digest",
        headers=_ANSWER,
    ),
    Mail(
        "a Reply-To of a colleague answers the digest",
        EVE,
        _PAUSE + " please",
        "Re: digest",
        headers=(*_ANSWER, ("Reply-To", _ACCOUNTS)),
    ),
    Mail(
        "a command in a forward of a colleague",
        _SOFIA,
        "FYI\n\n-----Original Message-----\nFrom: Daniel <daniel@progressiverobot.com>\n"
        "To: Sofia\nSubject: digest\n\npause PR-2026-7431 14d",
        "FW: digest",
        headers=_ANSWER,
        trusted=True,
    ),
    Mail(
        "a program answers the digest in a colleague's name",
        _ACCOUNTS,
        _PAUSE,
        "Re: digest",
        headers=(*_ANSWER, ("Auto-Submitted", "auto-replied")),
    ),
)

TRUE_TOKEN = Mail(
    "a colleague uses their own token",
    _DANIEL,
    _PAUSE,
    f"pause {_token('pause PR-2026-7431', _DANIEL)}",
    trusted=True,
)
REPLAYED = replace(TRUE_TOKEN, name="the same token comes again", text=f"{_PAUSE}\n\nDaniel")
RESUMED = Mail(
    "a colleague takes the pause back",
    _DANIEL,
    "resume PR-2026-7431",
    f"resume {_token('resume PR-2026-7431', _DANIEL)}",
    trusted=True,
)
