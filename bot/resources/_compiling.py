"""Templates compiled: each letter twice, for its text and for its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import BadInput, Problem
from bot.resources._filters import FILTERS, visible
from bot.resources._pages import html_filters, text_filters
from bot.resources._writing import LETTER, LetterSource

Key = tuple[str, str, str]
"""What a letter is found by: client id or "", name, language."""

Environments = tuple[ImmutableSandboxedEnvironment, ImmutableSandboxedEnvironment]
"""For the text, and for the page."""


@dataclass(frozen=True, slots=True)
class Shelf(Mapping[Key, LetterSource]):
    """The letters: those that were compiled, and those that are when they are first asked for.

    Raises:
        BadInput: by looking one up that waits and is no template.
    """

    compiled: dict[Key, LetterSource]
    waiting: Mapping[Key, Path]
    environments: Environments

    def __getitem__(self, key: Key) -> LetterSource:
        """Return a letter, compiled."""
        if key not in self.compiled:
            problems: list[Problem] = []
            letter = compiled_letter(key[0], self.waiting[key], self.environments, problems)
            if letter is None:
                raise BadInput(tuple(problems))
            self.compiled[key] = letter
        return self.compiled[key]

    def __iter__(self) -> Iterator[Key]:
        """Yield what each letter is found by."""
        yield from {**self.compiled, **self.waiting}

    def __len__(self) -> int:
        """Return how many letters there are."""
        return len({**self.compiled, **self.waiting})

    def __contains__(self, key: object) -> bool:
        """Say whether there is such a letter, without compiling it."""
        return key in self.compiled or key in self.waiting


def environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """Return where templates are compiled: sandboxed, with strict names."""
    made = ImmutableSandboxedEnvironment(
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=visible,
    )
    made.filters |= FILTERS
    made.filters |= html_filters() if autoescape else text_filters()
    return made


def compiled_letter(
    client_id: str,
    file: Path,
    environments: Environments,
    problems: list[Problem],
) -> LetterSource | None:
    """Return a letter for everybody ("") or for one client; None, with what is wrong with it."""
    name, _, language = file.name.removesuffix(".j2").rpartition(".")
    if not name or not language:
        problems.append(Problem(file, 0, "is to be named <letter>.<language>.j2"))
        return None
    plain, escaped = (compiled(file, environment, problems) for environment in environments)
    if plain is None or escaped is None:
        return None
    wanted = ("subject",) if LETTER in plain.blocks else ("subject", "text", "html")
    missing = [block for block in wanted if block not in plain.blocks]
    if missing:
        problems.append(Problem(file, 0, f"lacks the block {', '.join(missing)}"))
        return None
    return LetterSource(name, language, file, plain, escaped, client_id)


def compiled(
    file: Path, environment: ImmutableSandboxedEnvironment, problems: list[Problem]
) -> Template | None:
    """Return a template; None, with what is wrong with it."""
    try:
        code = environment.compile(file.read_text("utf-8"), name=file.name, filename=str(file))
    except TemplateSyntaxError as error:
        problem = Problem(file, error.lineno, error.message or "is no template")
        if problem not in problems:
            problems.append(problem)
        return None
    return environment.template_class.from_code(environment, code, environment.make_globals(None))
