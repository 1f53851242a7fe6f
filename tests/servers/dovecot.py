"""A private Dovecot in a temporary directory, on a loopback port.

Works as root and as anybody else. Mail lies in Maildir under `mail/`, owned by an unprivileged
user when run as root, since Dovecot refuses to read mail as root.
"""

import grp
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.servers.certificate import Certificate

_CONFIG = """\
base_dir = {sockets}
state_dir = {dir}/state
log_path = {dir}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
login_trusted_networks =
mail_location = maildir:{dir}/mail
mail_max_userip_connections = 1000
{tls}
namespace inbox {{
  inbox = yes
  separator = /
}}
{token_passdb}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {dir}/users
}}
userdb {{
  driver = passwd-file
  args = {dir}/users
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = {has_tls}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
{extra}
"""


class Dovecot:
    """A running server while used as a context; skips the test where Dovecot is absent."""

    user = "billing"
    password = "s3cret"

    def __init__(
        self,
        directory: Path,
        *,
        certificate: Certificate | None = None,
        capabilities: str = "",
        tokeninfo_url: str = "",
        mechanisms: str = "",
    ) -> None:
        """Prepare.

        Args:
            directory: for everything it writes; must be reachable for other users.
            certificate: enables TLS on `tls_port` and STARTTLS on `port`.
            capabilities: announced instead of its own, to hide MOVE or UIDPLUS.
            tokeninfo_url: where it looks up access tokens; "" takes passwords only.
            mechanisms: of SASL, in place of all that fit.
        """
        self.directory = directory
        self.certificate = certificate
        self.capabilities = capabilities
        self.tokeninfo_url = tokeninfo_url
        self.mechanisms = mechanisms or ("xoauth2 oauthbearer" if tokeninfo_url else "plain login")
        self.port = _free_port()
        self.tls_port = _free_port() if certificate else 0
        self.maildir = directory / "mail"
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets = Path()
        self._delivered = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start and wait until it answers."""
        program = shutil.which("dovecot") or shutil.which("/usr/sbin/dovecot")
        if program is None:
            pytest.skip("dovecot is not installed (Debian: dovecot-imapd)")
        # Paths of Unix sockets must be short, and a test's own directory may be deep.
        self._sockets = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._sockets.chmod(0o755)
        self._write_files()
        command = [program, "-F", "-c", str(self.directory / "dovecot.conf")]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        _wait_until_open(self.port, self.directory / "dovecot.log")

    def stop(self) -> None:
        """Stop, and wait until it is gone."""
        process, self._process = self._process, None
        if process is not None:
            # The whole group: the master alone would wait a second for its children.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            shutil.rmtree(self._sockets, ignore_errors=True)

    def restart(self) -> None:
        """Stop and start on the same port with the same mail."""
        self.stop()
        self.start()

    def deliver(
        self, source: bytes, folder: str = "INBOX", *, flags: str = "", when: float | None = None
    ) -> Path:
        """Put a mail into a folder as a delivery agent does; `flags` such as "S" for seen."""
        self._delivered += 1
        box = self._box(folder)
        name = f"{time.time_ns()}.{os.getpid()}_{self._delivered}.test"
        draft = box / "tmp" / name
        draft.write_bytes(source)
        if when is not None:
            os.utime(draft, (when, when))
        self._give(draft)
        place = box / (f"cur/{name}:2,{flags}" if flags else f"new/{name}")
        draft.rename(place)
        return place

    def files(self, folder: str = "INBOX") -> tuple[Path, ...]:
        """Return the files in a folder, oldest first."""
        box = self._path(folder)
        found = [*box.glob("cur/*"), *box.glob("new/*")]
        return tuple(sorted(found, key=lambda path: path.name))

    def mails(self, folder: str = "INBOX") -> tuple[bytes, ...]:
        """Return the mails in a folder, oldest first."""
        return tuple(path.read_bytes() for path in self.files(folder))

    def flags(self, folder: str = "INBOX") -> tuple[str, ...]:
        """Return the Maildir flags of the mails in a folder, oldest first."""
        return tuple(path.name.partition(":2,")[2] for path in self.files(folder))

    def remove(self, source: bytes) -> None:
        """Delete a mail from the inbox, behind Dovecot's back."""
        next(path for path in self.files() if path.read_bytes() == source).unlink()

    def renumber(self) -> None:
        """Forget all UIDs: the next SELECT shows another UIDVALIDITY."""
        self.stop()
        time.sleep(1.1)  # UIDVALIDITY is the time in seconds
        for path in self.maildir.glob("dovecot*"):
            path.unlink()
        self.start()

    def log(self) -> str:
        """Return what it logged."""
        return (self.directory / "dovecot.log").read_text()

    def _write_files(self) -> None:
        directory, me = self.directory, pwd.getpwuid(os.geteuid())
        root = me.pw_uid == 0
        owner = pwd.getpwnam("nobody") if root else me
        login, internal = ("dovenull", "dovecot") if root else (me.pw_name, me.pw_name)
        directory.mkdir(parents=True, exist_ok=True)
        for ancestor in [directory, *directory.parents]:
            with suppress(PermissionError):
                if ancestor.stat().st_uid == me.pw_uid:
                    ancestor.chmod(ancestor.stat().st_mode | 0o011)
        self.maildir.mkdir(exist_ok=True)
        self._give(self.maildir)
        account = f"{self.user}:{self.password}:{owner.pw_uid}:{owner.pw_gid}::{directory}::"
        (directory / "users").write_text(f"{account}\n")
        (directory / "users").chmod(0o644)
        extra = (
            f"protocol imap {{\n  imap_capability = {self.capabilities}\n}}"
            if self.capabilities
            else ""
        )
        config = _CONFIG.format(
            dir=directory,
            sockets=self._sockets,
            login_user=login,
            internal_user=internal,
            internal_group="dovecot" if root else _group_of(me),
            tls=self._tls_settings(),
            mechanisms=self.mechanisms,
            token_passdb=self._token_settings(),
            has_tls="yes" if self.certificate else "no",
            port=self.port,
            tls_port=self.tls_port,
            extra=extra,
        )
        (directory / "dovecot.conf").write_text(config)

    def _tls_settings(self) -> str:
        if self.certificate is None:
            return "ssl = no"
        cert, key = self.certificate.cert, self.certificate.key
        return f"ssl = yes\nssl_cert = <{cert}\nssl_key = <{key}"

    def _token_settings(self) -> str:
        if not self.tokeninfo_url:
            return ""
        file = self.directory / "oauth2.conf"
        file.write_text(f"tokeninfo_url = {self.tokeninfo_url}\nusername_attribute = username\n")
        methods = "mechanisms = xoauth2 oauthbearer"
        return f"passdb {{\n  driver = oauth2\n  {methods}\n  args = {file}\n}}"

    def _path(self, folder: str) -> Path:
        return self.maildir if folder == "INBOX" else self.maildir / f".{folder.replace('/', '.')}"

    def _box(self, folder: str) -> Path:
        box = self._path(folder)
        for part in (box, box / "cur", box / "new", box / "tmp"):
            if not part.exists():
                part.mkdir(parents=True)
                self._give(part)
        return box

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _group_of(user: pwd.struct_passwd) -> str:
    return grp.getgrgid(user.pw_gid).gr_name


def _free_port() -> int:
    """Return a port below those that the system gives to clients, so that it is free later too."""
    while True:
        port = random.randint(10_000, 30_000)  # noqa: S311 - no secret
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _wait_until_open(port: int, log: Path) -> None:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as probe:
            probe.settimeout(5)
            if probe.recv(4) == b"* OK":
                return
        time.sleep(0.02)
    raise AssertionError(f"Dovecot did not start: {log.read_text() if log.exists() else 'no log'}")
