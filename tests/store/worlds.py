"""A store of each kind, and the powers to open it again as another process would."""

from dataclasses import dataclass, field

from sqlalchemy import create_engine, text

from bot.ports import Store
from bot.store.database import parsed
from bot.store.engine import open_store
from bot.store.memory import MemoryStore


@dataclass
class World:
    """A store, and what a test may do to it from outside. `url` is "" for memory."""

    store: Store
    url: str = ""
    opened: list[Store] = field(default_factory=list)

    def again(self) -> Store:
        """Open the same database once more; memory has only the one."""
        if not self.url:
            return self.store
        self.opened.append(open_store(self.url))
        return self.opened[-1]

    def usurp(self, name: str) -> None:
        """Play another process that took the lease over while this one was stopped."""
        if isinstance(self.store, MemoryStore):
            self.store.usurp(name)
        else:
            self.run("UPDATE lease SET epoch = epoch + 1")

    def run(self, statement: str) -> None:
        """Change the database behind the store's back."""
        engine = create_engine(parsed(self.url))
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def close(self) -> None:
        for store in (*self.opened, self.store):
            store.close()


def world(url: str) -> World:
    return World(open_store(url), url) if url else World(MemoryStore())
