"""Loads the letters' templates once at start, and refuses bad ones, naming each.

A letter is `<name>.<language>.j2` and `<name>.toml` with what it is about and a sample value for
every variable it may use. It has the block subject, and either the block letter, written once for
text and page (`_pages`), or the blocks text and html. `_layout.html.j2` puts the page together.
`clients/<client id>/<name>.<language>.j2` is a letter for one client. Values are escaped in html
and never taken for template source; the sandbox and strict names hold for both.
"""

import tomllib
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from jinja2 import Template, meta, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.domain.company import SIGNATURE
from bot.errors import BadInput, Problem
from bot.resources._compiling import Key, Shelf, compiled, compiled_letter, environment
from bot.resources._filters import FALLBACK, locale_of
from bot.resources._references import unbroken
from bot.resources._writing import LETTER, LetterSource, block, bodies
from bot.resources.words import PREFIX, load_words
from bot.stages.compose import Rendered

COMMON = frozenset({"company", "language"})
"""What every letter may use besides its own values."""

LAYOUT = "_layout.html.j2"
CLIENTS = "clients"
"""A folder of this name holds a folder for each client that gets letters of its own."""

ALIASES = {"no": "nb", "nn": "nb"}
"""Languages whose readers get another's letters."""

_COMPANY = {
    "name": "Progressive Robot",
    "inbox": "billing@progressiverobot.com",
    "signature": SIGNATURE,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the TOML file beside a letter says of it.

    Attributes:
        about: what the letter is for.
        values: a sample of every value it may use.
        signed: whether the page ends with our greeting; reports to our own people do not.
    """

    about: str
    values: Mapping[str, object]
    signed: bool = True


@dataclass(frozen=True, slots=True)
class LoadedTemplates:
    """All letters by client, name and language; their sheets by name; shared words."""

    letters: Mapping[Key, LetterSource]
    layout: Template
    sheets: Mapping[str, Sheet]
    words: Mapping[str, Mapping[str, str]]

    def render(
        self, name: str, language: str, values: Mapping[str, object], client_id: str = ""
    ) -> Rendered:
        """Write a letter in a language, or in English where it is not there.

        Args:
            name: of the letter.
            language: ISO 639-1, with or without a country: "de", "de-AT".
            values: what it is written from.
            client_id: who gets it; a letter of that client's own goes before all others.

        Raises:
            KeyError: there is no such letter.
        """
        letter = self._letter(name, language, client_id)
        words = self.words.get(letter.language) or self.words.get(FALLBACK, {})
        locale = locale_of(language, letter.language)
        known = {
            **values,
            "company": _signing(values.get("company", {}), words),
            "language": letter.language,
            "locale": locale,
            "words": words,
        }
        text, body = bodies(letter, known, signed=self.sheets[name].signed)
        page = {**known, "body": Markup(unbroken(body)), "signed": self.sheets[name].signed}  # noqa: S704 - rendered with escaping
        return Rendered(
            subject=" ".join(block(letter.plain, "subject", known).split()),
            text=f"{text.strip()}\n",
            html=f"{self.layout.render({**page, 'closing': words.get('closing', '')}).strip()}\n",
        )

    def names(self) -> tuple[str, ...]:
        """Return the names of all letters, sorted."""
        return tuple(sorted({name for _, name, _ in self.letters}))

    def languages(self, name: str) -> tuple[str, ...]:
        """Return the languages a letter is written in, sorted."""
        return tuple(sorted({language for _, known, language in self.letters if known == name}))

    def preview(self, name: str, language: str = FALLBACK, client_id: str = "") -> Rendered:
        """Write a letter with its sample values.

        Raises:
            KeyError: there is no such letter.
        """
        values = {"company": _COMPANY, **self.sheets[name].values}
        return self.render(name, language, values, client_id)

    def _letter(self, name: str, language: str, client_id: str) -> LetterSource:
        short = language.partition("-")[0].partition("_")[0].lower()
        wanted = ALIASES.get(short, short)
        keys = [(who, name, tongue) for tongue in (wanted, FALLBACK) for who in (client_id, "")]
        return self.letters[next((key for key in keys if key in self.letters), keys[-1])]


def _signing(company: object, words: Mapping[str, str]) -> object:
    """Return our own side, its signature in words of the language where it is the usual one."""
    if not isinstance(company, Mapping) or company.get("signature") != SIGNATURE:
        return company
    return {**company, "signature": words.get("team", SIGNATURE)}


def load_templates(
    folder: Path, overrides: Sequence[Path] = (), *, trusted: bool = False
) -> LoadedTemplates:
    """Load, compile and try the letters.

    Args:
        folder: the templates shipped with pobot.
        overrides: folders whose files stand in for shipped ones of the same name; later ones win.
        trusted: whether what is shipped is in order, as its tests say: each of these letters is
            then compiled when it is first written, and only those are tried that overrides touch.

    Raises:
        BadInput: with all problems of all templates, each with its file and line.
    """
    folders = (folder, *overrides)
    files = _files(folders)
    problems: list[Problem] = []
    sheets, words = _sheets(files, problems), load_words(files, problems)
    environments = environment(autoescape=False), environment(autoescape=True)
    shelf = Shelf({}, {}, environments)
    waiting: dict[Key, Path] = {}
    for client_id, file in _letter_files(folders, files):
        if trusted and _untouched(file, folder, files):
            waiting[("", *_called(file))] = file
        elif letter := compiled_letter(client_id, file, environments, problems):
            problems += _undocumented(letter, environments[0], sheets)
            problems += _wordless(letter, words)
            shelf.compiled[letter.key] = letter
    layout = _layout(files.get(LAYOUT), folder, environments[1], problems)
    letters = replace(shelf, waiting=waiting)
    problems += _without_english(letters)
    if layout and not problems:
        loaded = LoadedTemplates(letters, layout, MappingProxyType(sheets), words)
        problems += _failing(loaded, tuple(shelf.compiled))
    if problems or layout is None:
        raise BadInput(tuple(problems))
    return loaded


def preview(name: str, folder: Path, language: str = FALLBACK) -> Rendered:
    """Write a letter of a folder with its sample values, for `pobot templates preview NAME`."""
    return load_templates(folder).preview(name, language)


def _files(folders: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if file.suffix in {".j2", ".toml"}:
                found[file.name] = file
    return found


def _letter_files(folders: Iterable[Path], files: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    """Yield the letters for everybody, then those of single clients with the client's id."""
    for file in files.values():
        if file.suffix == ".j2" and file.name != LAYOUT:
            yield "", file
    for folder in folders:
        for file in sorted((folder / CLIENTS).glob("*/*.j2")):
            yield file.parent.name, file


def _called(file: Path) -> tuple[str, str]:
    """Return name and language of a letter."""
    name, _, language = file.name.removesuffix(".j2").rpartition(".")
    return name, language


def _untouched(file: Path, folder: Path, files: Mapping[str, Path]) -> bool:
    """Say whether a letter and all that it is written with stand in this folder."""
    name, language = _called(file)
    beside = (f"{name}.toml", f"{PREFIX}{language}.toml", LAYOUT)
    return all(one.parent == folder for one in (file, *(files.get(b, file) for b in beside)))


def _sheets(files: Mapping[str, Path], problems: list[Problem]) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    for file in files.values():
        if file.suffix != ".toml" or file.name.startswith(PREFIX):
            continue
        try:
            data = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
        except (ValueError, OSError) as error:
            problems.append(Problem(file, _toml_line(str(error)), f"no valid TOML: {error}"))
            continue
        about, signed = str(data.get("about", "")), data.get("signed", True) is not False
        sheets[file.stem] = Sheet(about, data.get("values", {}), signed)
        if not about:
            problems.append(Problem(file, 0, "says nothing of the letter", column="about"))
    return sheets


def _toml_line(error: str) -> int:
    _, _, tail = error.partition("line ")
    digits = tail.partition(",")[0]
    return int(digits) if digits.isdigit() else 0


def _undocumented(
    letter: LetterSource,
    environment: ImmutableSandboxedEnvironment,
    sheets: Mapping[str, Sheet],
) -> list[Problem]:
    """Return a problem for each variable that the letter's TOML file gives no sample of."""
    if letter.name not in sheets:
        return [Problem(letter.file, 0, f"has no sample values: {letter.name}.toml is missing")]
    known = COMMON | set(sheets[letter.name].values)
    tree = environment.parse(letter.file.read_text("utf-8"))
    unknown = meta.find_undeclared_variables(tree) - known
    lines = {node.name: node.lineno for node in reversed(list(tree.find_all(nodes.Name)))}
    return [
        Problem(
            letter.file,
            lines.get(name, 0),
            f"uses {name!r}, of which {letter.name}.toml gives no sample",
        )
        for name in sorted(unknown)
    ]


def _wordless(letter: LetterSource, words: Mapping[str, object]) -> list[Problem]:
    """Return a problem where a letter needs the shared words of a language that has none."""
    if LETTER not in letter.plain.blocks or letter.language in words:
        return []
    return [Problem(letter.file, 0, f"needs {PREFIX}{letter.language}.toml, which is missing")]


def _layout(
    file: Path | None,
    folder: Path,
    environment: ImmutableSandboxedEnvironment,
    problems: list[Problem],
) -> Template | None:
    if file is None:
        problems.append(Problem(folder / LAYOUT, 0, "is missing: no letter has a page without it"))
        return None
    return compiled(file, environment, problems)


def _without_english(letters: Mapping[Key, LetterSource]) -> list[Problem]:
    return [
        Problem(letters[key].file, 0, f"has no {FALLBACK} version to fall back on")
        for key in letters
        if ("", key[1], FALLBACK) not in letters
    ]


def _failing(loaded: LoadedTemplates, keys: Iterable[Key]) -> list[Problem]:
    """Return a problem for each of these letters that its own sample values break."""
    problems: list[Problem] = []
    for client_id, name, language in keys:
        letter = loaded.letters[(client_id, name, language)]
        try:
            written = loaded.preview(name, language, client_id)
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            problems.append(Problem(*_place(error, letter.file), f"does not render: {error}"))
            continue
        if not written.subject or not written.text.strip():
            problems.append(Problem(letter.file, 0, "renders an empty subject or text"))
    return problems


def _place(error: Exception, file: Path) -> tuple[Path, int]:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [(Path(f.filename), f.lineno or 0) for f in frames if f.filename.endswith(".j2")]
    return lines[-1] if lines else (file, 0)
