"""What every table of config.toml has in common."""

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """A table of the file: a key that is not known is a typing error, and said to be one."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)


def wrong(key: str, message: str) -> PydanticCustomError:
    """Return an error that names one key of the section."""
    return PydanticCustomError("section", "{message}", {"key": key, "message": message})
