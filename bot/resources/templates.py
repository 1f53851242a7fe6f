"""Loads the letters' templates once at start, and refuses bad ones, naming each.

A letter is `<name>.<language>.j2` with the blocks subject, text and html, and `<name>.toml` with
what it is about and a sample value for every variable it may use. The html block holds only what
is said: `_layout.html.j2` puts it on the page. Values are escaped in html and never taken for
template source; the sandbox and strict names hold for both.
"""

import tomllib
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta, nodes, pass_context
from jinja2.exceptions import TemplateError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.errors import BadInput, Problem
from bot.stages.compose import Rendered

BLOCKS = ("subject", "text", "html")
COMMON = frozenset({"company", "language"})
"""What every letter may use besides its own values."""

LAYOUT = "_layout.html.j2"
FALLBACK = "en"

_COMPANY = {
    "name": "Progressive Robot",
    "inbox": "billing@progressiverobot.com",
    "signature": "Accounts team",
}
_INVISIBLE = "\u00ad\u061c\u180e\ufeff"


@dataclass(frozen=True, slots=True)
class LetterSource:
    """One compiled letter: `plain` renders subject and text, `escaped` the html."""

    name: str
    language: str
    file: Path
    plain: Template
    escaped: Template


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
    """All letters, compiled, and their sheets by name."""

    letters: Mapping[tuple[str, str], LetterSource]
    layout: Template
    sheets: Mapping[str, Sheet]

    def render(self, name: str, language: str, values: Mapping[str, object]) -> Rendered:
        """Write a letter in a language, or in English where it is not there.

        Raises:
            KeyError: there is no such letter.
        """
        short = language.partition("-")[0].partition("_")[0].lower()
        letter = self.letters.get((name, short)) or self.letters[(name, FALLBACK)]
        known = {**values, "language": letter.language}
        body = Markup(_block(letter.escaped, "html", known))  # noqa: S704 - rendered with escaping
        page = self.layout.render({**known, "body": body, "signed": self.sheets[name].signed})
        return Rendered(
            subject=" ".join(_block(letter.plain, "subject", known).split()),
            text=f"{_block(letter.plain, 'text', known).strip()}\n",
            html=f"{page.strip()}\n",
        )

    def names(self) -> tuple[str, ...]:
        """Return the names of all letters, sorted."""
        return tuple(sorted({name for name, _ in self.letters}))

    def languages(self, name: str) -> tuple[str, ...]:
        """Return the languages a letter is written in, sorted."""
        return tuple(sorted(language for known, language in self.letters if known == name))

    def preview(self, name: str, language: str = FALLBACK) -> Rendered:
        """Write a letter with its sample values.

        Raises:
            KeyError: there is no such letter.
        """
        return self.render(name, language, {"company": _COMPANY, **self.sheets[name].values})


def load_templates(folder: Path, overrides: Sequence[Path] = ()) -> LoadedTemplates:
    """Load, compile and try every letter.

    Args:
        folder: the templates shipped with pobot.
        overrides: folders whose files stand in for shipped ones of the same name; later ones win.

    Raises:
        BadInput: with all problems of all templates, each with its file and line.
    """
    files = _files((folder, *overrides))
    problems: list[Problem] = []
    sheets = _sheets(files, problems)
    plain, escaped = _environment(autoescape=False), _environment(autoescape=True)
    letters: dict[tuple[str, str], LetterSource] = {}
    for file in files.values():
        name, _, language = file.name.removesuffix(".j2").rpartition(".")
        if file.suffix != ".j2" or file.name == LAYOUT:
            continue
        if letter := _letter(file, name, language, (plain, escaped), problems):
            problems += _undocumented(letter, plain, sheets)
            letters[(name, language)] = letter
    layout = _layout(files.get(LAYOUT), folder, escaped, problems)
    problems += _without_english(letters)
    if layout and not problems:
        loaded = LoadedTemplates(MappingProxyType(letters), layout, MappingProxyType(sheets))
        problems += _failing(loaded)
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


def _sheets(files: Mapping[str, Path], problems: list[Problem]) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    for file in files.values():
        if file.suffix != ".toml":
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


def _environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    environment.filters |= {"money": _money, "day": _day, "listed": _listed, "said": _said}
    return environment


def _letter(
    file: Path,
    name: str,
    language: str,
    environments: tuple[ImmutableSandboxedEnvironment, ImmutableSandboxedEnvironment],
    problems: list[Problem],
) -> LetterSource | None:
    if not name or not language:
        problems.append(Problem(file, 0, "is to be named <letter>.<language>.j2"))
        return None
    templates = [_compile(file, environment, problems) for environment in environments]
    plain, escaped = templates
    if plain is None or escaped is None:
        return None
    missing = [block for block in BLOCKS if block not in plain.blocks]
    if missing:
        problems.append(Problem(file, 0, f"lacks the block {', '.join(missing)}"))
        return None
    return LetterSource(name, language, file, plain, escaped)


def _compile(
    file: Path, environment: ImmutableSandboxedEnvironment, problems: list[Problem]
) -> Template | None:
    try:
        code = environment.compile(file.read_text("utf-8"), name=file.name, filename=str(file))
    except TemplateSyntaxError as error:
        problem = Problem(file, error.lineno, error.message or "is no template")
        if problem not in problems:
            problems.append(problem)
        return None
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


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


def _layout(
    file: Path | None,
    folder: Path,
    environment: ImmutableSandboxedEnvironment,
    problems: list[Problem],
) -> Template | None:
    if file is None:
        problems.append(Problem(folder / LAYOUT, 0, "is missing: no letter has a page without it"))
        return None
    return _compile(file, environment, problems)


def _without_english(letters: Mapping[tuple[str, str], LetterSource]) -> list[Problem]:
    return [
        Problem(letter.file, 0, f"has no {FALLBACK} version to fall back on")
        for (name, _), letter in letters.items()
        if (name, FALLBACK) not in letters
    ]


def _failing(loaded: LoadedTemplates) -> list[Problem]:
    """Return a problem for each letter that its own sample values break."""
    problems: list[Problem] = []
    for (name, language), letter in loaded.letters.items():
        try:
            written = loaded.preview(name, language)
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


def _block(template: Template, name: str, values: Mapping[str, object]) -> str:
    context = template.new_context(dict(values))
    try:
        return "".join(template.blocks[name](context))
    except Exception:  # noqa: BLE001 - raised again, with the template's own lines in its traceback
        template.environment.handle_exception()


def _visible(value: Any) -> Any:
    """Show control, bidi and zero-width characters in values as U+XXXX: none may act."""
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    shown = "".join(_shown(character) for character in value)
    return Markup(shown) if isinstance(value, Markup) else shown  # noqa: S704 - was Markup before


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    hidden = not character.isprintable() and not character.isspace()
    if hidden or character in _INVISIBLE or character in "\r\x0b\x0c\x85\u2028\u2029":
        return f"U+{ord(character):04X}"
    return character


@pass_context
def _money(context: Context, amount: Decimal, currency: str = "") -> str:
    """Print a sum as the letter's language does; without a currency, as a plain number."""
    locale = _locale(context)
    if currency:
        return format_currency(amount, currency, locale=locale)
    return format_decimal(amount, "#,##0.00", locale=locale)


@pass_context
def _day(context: Context, day: date) -> str:
    """Print a date in words, which reads the same on both sides of the Atlantic."""
    return format_date(day, "long", locale=_locale(context))


@pass_context
def _listed(context: Context, values: Iterable[object]) -> str:
    """Print a list as one does in a sentence: "A, B and C"."""
    return format_list([str(value) for value in values], locale=_locale(context))


def _said(text: str) -> str:
    """Quote a client's words: links are made harmless, and long ones cut."""
    harmless = text.replace("://", "[:]//").replace("www.", "www[.]")
    return harmless if len(harmless) <= 500 else f"{harmless[:499]}…"


def _locale(context: Context) -> str:
    language = str(context.get("language", FALLBACK))
    return "en_GB" if language == FALLBACK else language
