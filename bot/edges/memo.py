"""A small file that outlives the process, for what must be remembered when the database is away.

Lies in $RUNTIME_DIRECTORY (systemd's, in memory, gone with the machine), else beside the
configuration. Fails: never; what cannot be read is forgotten, what cannot be written is not kept.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class Memo:
    """One text."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        # systemd separates several by colons; the first is ours.
        runtime = environ.get("RUNTIME_DIRECTORY", "").partition(":")[0]
        self._file = (Path(runtime) if runtime else folder) / ".pobot-alerts.json"

    def read(self) -> str:
        """Return the text; empty where there is none."""
        try:
            return self._file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def write(self, text: str) -> None:
        """Keep the text; an empty one takes the file away."""
        with suppress(OSError):
            if text:
                self._file.write_text(text, "utf-8")
            else:
                self._file.unlink(missing_ok=True)
