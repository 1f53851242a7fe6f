"""The one currency of a page, looked for once however many orders stand on it."""

from bot.stages._amounts import only_currency
from bot.stages._remembered import remembered
from bot.stages._scan import Scan


@remembered
def page_currency(found: Scan) -> str:
    """Return the one currency (ISO 4217) that a text names, or ""."""
    return only_currency(found.words.text)
