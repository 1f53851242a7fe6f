"""The schema's history, one module a step; run by `bot.store.migrate`."""
