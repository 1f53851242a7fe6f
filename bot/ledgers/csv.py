"""The ledger as a folder of CSV files, one per table, as people keep it in a spreadsheet.

Format: UTF-8, header row, ISO dates, decimal point, lists separated by semicolons; an empty cell
means unknown. See `tables` for the columns, `cells` for what they may hold, `sheet` for the file.

A bad row never blocks a good one, and is never dropped silently: each comes back as a problem with
its file, line and column. A row that refers to a rejected row is rejected too, and says why.
"""

import contextlib
import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.atomic import replace_file
from bot.domain.ledger import Snapshot
from bot.domain.purchase_order import canonical
from bot.errors import Permanent, Problem
from bot.ledgers import sheet
from bot.ledgers.tables import TABLES, Column, Table


class CsvLedger:
    """The port `Ledger` for a folder.

    Args:
        folder: holds clients.csv, contacts.csv ... payments.csv.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> tuple[Snapshot, tuple[Problem, ...]]:
        """Return the good rows, and a problem for every bad one."""
        if not self.folder.is_dir():
            return Snapshot(), (Problem(self.folder, 0, "there is no such folder"),)
        loading = _Loading(self.folder)
        for table in TABLES:
            loading.read(table)
        rows: dict[str, Any] = {table.name: loading.rows(table) for table in TABLES}
        rows["unallocated"] = tuple(p for p in rows["payments"] if not p.invoice_number)
        rows["payments"] = tuple(p for p in rows["payments"] if p.invoice_number)
        return Snapshot(**rows, unsaid=frozenset(loading.unsaid)), tuple(loading.problems)

    def save(self, snapshot: Snapshot) -> None:
        """Write every file, each by way of a temporary one, so that none is ever half written.

        Raises:
            Permanent: the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for table in TABLES:
                rows = getattr(snapshot, table.name)
                if table.name == "payments":
                    rows = (*rows, *snapshot.unallocated)
                replace_file(self.folder / table.file, _rendered(table, rows))
        except OSError as error:
            raise Permanent(f"{self.folder}: cannot be written: {error}") from error

    def fingerprint(self) -> str:
        """Return a digest of the files' content; "" where there is none of them."""
        digest, found = hashlib.sha256(), False
        for table in TABLES:
            with contextlib.suppress(OSError):
                content = (self.folder / table.file).read_bytes()
                digest.update(f"{table.name} {len(content)}\n".encode() + content)
                found = True
        return digest.hexdigest() if found else ""


@dataclass
class _Loading:
    """A load under way: what was taken, what was refused and why."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    taken: dict[str, dict[tuple[object, ...], tuple[int, Any]]] = field(default_factory=dict)
    refused: dict[str, dict[str, int]] = field(default_factory=dict)
    unsaid: set[tuple[object, str]] = field(default_factory=set)

    def rows(self, table: Table) -> tuple[Any, ...]:
        """Return the rows taken of a table, in the file's order."""
        return tuple(row for _, row in self.taken[table.name].values())

    def read(self, table: Table) -> None:
        """Take a file's good rows."""
        self.taken[table.name], self.refused[table.name] = {}, {}
        path = self.folder / table.file
        found = sheet.read(path)
        self.problems += found.problems
        if found.header and self._header_fits(table, path, found.header):
            for row in found.rows:
                problems = tuple(self._take(table, path, found.header, row))
                self.problems += problems
            self._follow_own_references(table, path)

    def _header_fits(self, table: Table, path: Path, header: tuple[str, ...]) -> bool:
        known = {column.name: column for column in table.columns}
        for name in dict.fromkeys(header):
            if name not in known:
                what = "there is no such column; it is not read" if name else "a column has no name"
                self.problems.append(Problem(path, 1, what, name))
            if header.count(name) > 1:
                self.problems.append(Problem(path, 1, "this column is there twice", name))
        missing = [c for c in table.columns if c.name not in header and not c.optional]
        for column in missing:
            what = "the column is missing" + ("" if column.required else "; taken as empty")
            self.problems.append(Problem(path, 1, what, column.name))
        twice = any(header.count(name) > 1 for name in known)
        return not twice and not any(column.required for column in missing)

    def _take(
        self, table: Table, path: Path, header: tuple[str, ...], row: sheet.Row
    ) -> Iterator[Problem]:
        """Take a row if it is good; yield what is wrong with it."""
        cells = dict(zip(header, row.cells, strict=False))
        problems = []
        if any(row.cells[len(header) :]):
            what = f"{len(row.cells)} cells under {len(header)} columns: a comma needs quotes"
            problems.append(Problem(path, row.line, what))
        values: dict[str, Any] = {}
        for column in table.columns:
            try:
                self._read_cell(column, cells.get(column.name, ""), values)
            except ValueError as wrong:
                problems.append(Problem(path, row.line, str(wrong), column.name))
        if not problems:
            problems += [Problem(path, row.line, w, c) for c, w in self._amiss(table, values)]
        if problems:
            self.refused[table.name][cells.get(table.id_column, "")] = row.line
            yield from problems
        else:
            good = table.row(**values)
            self.taken[table.name][table.key(values)] = row.line, good
            self.unsaid |= {(good, c.name) for c in table.columns if c.name not in values}

    def _read_cell(self, column: Column, cell: str, values: dict[str, Any]) -> None:
        if cell:
            values[column.name] = value = column.parse(cell)
            if column.refers and column.name != "credits_invoice":
                for name in value if isinstance(value, tuple) else (value,):
                    self._find(column.refers, str(name))
        elif column.required:
            raise ValueError("must not be empty")

    def _find(self, table: str, name: str) -> None:
        """Raise ValueError where nothing of that name was taken."""
        if (name,) in self.taken[table]:
            return
        line = self.refused[table].get(name)
        raise ValueError(
            f"'{name}' was rejected, see {table}.csv:{line}"
            if line
            else f"'{name}' is not in {table}.csv"
        )

    def _amiss(self, table: Table, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield column and sentence for what does not fit together."""
        other = self.taken[table.name].get(table.key(values))
        if other:
            what = f"line {other[0]} has the same {' and '.join(table.unique)}"
            yield table.unique[-1], what
        for check in table.checks:
            if wrong := check(values):
                yield wrong
        yield from self._strangers(table, values)

    def _strangers(self, table: Table, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield references to what belongs to somebody else."""
        if table.name == "purchase_orders":
            for name in values.get("engagement_ids", ()):
                owner = self.taken["engagements"][(name,)][1].client_id
                if owner != values["client_id"]:
                    yield "engagement_ids", f"'{name}' is an engagement of client {owner}"
        if table.name == "invoices" and "change_request_id" in values:
            request = self.taken["change_requests"][(values["change_request_id"],)][1]
            if request.engagement_id != values["engagement_id"]:
                what = f"'{request.change_request_id}' belongs to {request.engagement_id}"
                yield "change_request_id", what

    def _follow_own_references(self, table: Table, path: Path) -> None:
        """Reject rows whose parent order or credited invoice is not there, and theirs in turn."""
        column = {"purchase_orders": "parent_po", "invoices": "credits_invoice"}.get(table.name)
        while column:
            orphans = [key for key in self.taken[table.name] if self._is_orphan(table, key, column)]
            for key in orphans:
                line, row = self.taken[table.name].pop(key)
                self.refused[table.name][str(getattr(row, table.id_column))] = line
                what = f"'{getattr(row, column)}' is not in {table.file}, or was rejected"
                self.problems.append(Problem(path, line, what, column))
            if not orphans:
                return

    def _is_orphan(self, table: Table, key: tuple[object, ...], column: str) -> bool:
        row = self.taken[table.name][key][1]
        name = getattr(row, column)
        parent = (canonical(name), row.client_id) if column == "parent_po" and name else (name,)
        return bool(name) and parent not in self.taken[table.name]


def _rendered(table: Table, rows: Iterable[Any]) -> bytes:
    """Return the file's bytes; optional columns only where a row has something in them."""
    rows = tuple(rows)
    columns = [
        column.name
        for column in table.columns
        if not column.optional or any(_cell(getattr(row, column.name)) for row in rows)
    ]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, name)) for name in columns] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: object) -> str:
    """Return a value as it stands in a cell. Sums and dates can be no formula, text can."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case tuple():
            return sheet.guarded(";".join(value))
        case _:
            return sheet.guarded(str(value))
