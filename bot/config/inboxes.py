"""Further inboxes, `[inbox.NAME]`: what they do not say themselves, they take from `[mailbox]`."""

from collections.abc import Mapping
from typing import Any

SERVER = frozenset({"host", "port", "security", "ca_file", "timeout", "folders"})
"""Keys that are taken over one by one; a host of one's own brings its own port."""

OWN = frozenset(
    {
        "kind",
        "path",
        "folder",
        "more_folders",
        "poll_seconds",
        "idle",
        "size_limit",
        "day_limit",
        "answer_since",
        "copies_to_self",
    }
)
"""Keys of `[mailbox]` that say nothing of other inboxes."""


def with_inherited(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a configuration in which each inbox has all that it needs to log in.

    Args:
        table: the keys as found, file, secrets and environment laid over one another.
    """
    first, further = table.get("mailbox"), table.get("inbox")
    if not (isinstance(first, Mapping) and isinstance(further, Mapping)):
        return dict(table)
    made = {
        name: _completed(inbox, first) if isinstance(inbox, Mapping) else inbox
        for name, inbox in further.items()
    }
    return {**table, "inbox": made}


def _completed(inbox: Mapping[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    if inbox.get("kind", "imap") != first.get("kind", "imap"):
        return dict(inbox)
    taken = {key for key in SERVER if key in first}
    if "host" in inbox or "security" in inbox:
        taken.discard("port")
    login = first.keys() - SERVER - OWN
    if not (inbox.keys() & login - {"user"}):
        # The password of one user is not that of another; a way to get tokens may be.
        taken |= login - ({"password"} if "user" in inbox else set())
    made = {**{key: first[key] for key in taken}, **inbox}
    filing = (first.get("folders"), inbox.get("folders"))
    if all(isinstance(folders, Mapping) for folders in filing):
        made["folders"] = {**first["folders"], **inbox["folders"]}
    return made
