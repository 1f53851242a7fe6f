"""What `pobot init` writes: a commented configuration and an empty ledger folder."""

import csv
import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

from bot.config.loading import shipped_example
from bot.domain.ledger import DERIVED, Snapshot
from bot.errors import BadInput, Problem


def init_folder(target: Path) -> tuple[Path, ...]:
    """Write config.toml and ledger/ with header rows only; return what was written.

    Raises:
        BadInput: one of the files is there already; nothing was written then.
    """
    contents = {target / "config.toml": shipped_example().read_text("utf-8")}
    contents |= {target / "ledger" / name: header for name, header in _headers()}
    there = [path for path in contents if path.exists()]
    if there:
        raise BadInput(tuple(Problem(path, 0, "is there already; not changed") for path in there))
    try:
        (target / "ledger").mkdir(parents=True, exist_ok=True)
        for path, content in contents.items():
            path.write_text(content, "utf-8")
        # It is where somebody will write a password, whatever the comments say.
        (target / "config.toml").chmod(0o600)
    except OSError as error:
        raise BadInput((Problem(target, 0, f"cannot be written: {error.strerror}"),)) from error
    return tuple(contents)


def _headers() -> Iterator[tuple[str, str]]:
    """Yield file name and header row of each table: the fields of its rows are its columns."""
    for table, hint in get_type_hints(Snapshot).items():
        row, *_ = (*get_args(hint), None)
        if is_dataclass(row) and table not in DERIVED:
            line = io.StringIO()
            csv.writer(line, lineterminator="\n").writerow(f.name for f in fields(row))
            yield f"{table}.csv", line.getvalue()
