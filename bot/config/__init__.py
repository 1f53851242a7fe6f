"""The configuration: config.toml, environment and secrets directory as one frozen value.

Later sources win: the file, then the secrets directory (files such as `mailbox__password`, as
systemd's LoadCredential and Docker leave them), then the environment (`POBOT_MAILBOX__PORT`).
Every problem is reported at once, with its line, and no secret is ever printed.
"""

from bot.config.loading import example_config, load_config
from bot.config.secret import Secret
from bot.config.starting import init_folder
from bot.config.values import (
    AccountsConfig,
    BlanketsConfig,
    Config,
    Folders,
    GatesConfig,
    LogConfig,
    MailboxConfig,
    ReadersConfig,
    RemindersConfig,
    SmtpConfig,
)

__all__ = [
    "AccountsConfig",
    "BlanketsConfig",
    "Config",
    "Folders",
    "GatesConfig",
    "LogConfig",
    "MailboxConfig",
    "ReadersConfig",
    "RemindersConfig",
    "Secret",
    "SmtpConfig",
    "example_config",
    "init_folder",
    "load_config",
]
