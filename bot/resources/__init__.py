"""Finds and loads rules/ and templates/ once at start; refuses bad ones, naming each."""

from pathlib import Path

import bot


def locate(name: str) -> Path:
    """Return a folder or file that is shipped with pobot, such as "rules".

    In a wheel it lies inside the package, in an editable install at the top of the project.
    """
    package = Path(bot.__file__).parent
    bundled = package / "_bundled" / name
    return bundled if bundled.exists() else package.parent / name
