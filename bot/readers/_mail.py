"""A mail found inside a container, as parts: what `bot.stages.parse` makes of an attached mail."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from bot.domain.message import Part
from bot.readers._pages import Pages

MAX_NAME = 120
MAX_HEAD = 16_384
ANY = "application/octet-stream"
"""What a file is declared as whose name and first bytes say it better."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(slots=True)
class Parts:
    """Collects what is inside a container.

    Args:
        folder: the container's name, which the names of its files start with; "" where it has
            none that a person would know ("winmail.dat").
    """

    folder: str
    found: list[Part] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)

    def within(self, folder: str) -> "Parts":
        """Return a collector into the same parts, for what is in one of them."""
        return replace(self, folder=folder)

    def mail(self, name: str, head: bytes, inside: str = "") -> str:
        """Add an attached mail by its header block; return the path that its parts are inside."""
        return self._add("message/rfc822", name, head, inside, attachment=True)

    def text(self, media_type: str, payload: bytes, inside: str, charset: str, flow: str) -> None:
        """Add a mail's own text, or half of it: plain and HTML stand beside each other."""
        self._add(media_type, "", payload, inside, charset=charset, flow=flow)

    def file(
        self, name: str, payload: bytes, inside: str, media_type: str = ANY, charset: str = ""
    ) -> None:
        """Add an attachment, or a file of an archive."""
        named = self.named(name)
        self._add(media_type, named, payload, inside, charset=charset, attachment=True)

    def named(self, name: str) -> str:
        """Return the whole name of a file, which no other has."""
        name = name or f"part-{len(self.found) + 1}"
        whole = f"{self.folder}/{name}" if self.folder else name
        count = self.names[whole] = self.names.get(whole, 0) + 1
        if count == 1:
            return whole
        stem, dot, suffix = whole.rpartition(".")
        return f"{stem} ({count}).{suffix}" if dot else f"{whole} ({count})"

    def pages(self) -> Pages:
        """Return what was collected, for the registry to read."""
        return Pages(inside=tuple(self.found), refused=tuple(self.refused))

    def _add(
        self,
        media_type: str,
        name: str,
        payload: bytes,
        inside: str,
        *,
        charset: str = "",
        attachment: bool = False,
        flow: str = "",
    ) -> str:
        path = str(len(self.found) + 1)
        part = Part(path, media_type, name, payload, charset, attachment, inside, flow)
        self.found.append(part)
        return path


def folder_of(part: Part) -> str:
    """Return the folder that a container itself is in, for one whose name means nothing."""
    return part.filename.rpartition("/")[0]


def head(sender: str, address: str, subject: str, date: str = "") -> bytes:
    """Return a header block with what is known of a mail, in UTF-8 (RFC 6532)."""
    name = _one_line(sender).replace('"', "").replace("\\", "")
    fields = {
        "From": f'"{name}" <{_one_line(address)}>' if name else _one_line(address),
        "Subject": _one_line(subject),
        "Date": _one_line(date),
    }
    lines = [f"{key}: {value}" for key, value in fields.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")[:MAX_HEAD]


def file_name(name: str) -> str:
    """Return a file's name, fit to be shown: one line, no folders, no tricks."""
    last = re.split(r"[/\\]", _visible(name))[-1]
    return _shortened(" ".join(last.split()).strip(". "))


def path_name(name: str) -> str:
    """Return the name of a file in an archive, with its folders, of which none leads upwards."""
    steps = (" ".join(step.split()) for step in re.split(r"[/\\]", _visible(name)))
    kept = [step for step in steps if step.strip(". ") and not re.fullmatch(r"[A-Za-z]:", step)]
    return "/".join(map(_shortened, kept[-3:]))


def _visible(name: str) -> str:
    return "".join(c for c in name if unicodedata.category(c) not in _INVISIBLE)


def _shortened(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    if len(name) > MAX_NAME and dot and len(suffix) <= 8:
        return f"{stem[: MAX_NAME - len(suffix) - 1]}.{suffix}"
    return name[:MAX_NAME]


def _one_line(value: str) -> str:
    return " ".join(value.replace("\0", "").split())
