"""Looks into OLE compound files (MS-CFB), in which Office before 2007 kept its documents.

Their first bytes say nothing of what they are: a Word document, a workbook, an Outlook message and
an encrypted Office file begin alike, and senders' types and names mix them up.
"""

from io import BytesIO

import olefile

from bot.readers import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_STREAM = 50_000_000


class Compound:
    """A compound file.

    Attributes:
        names: its streams' names, those inside storages with the storage's name before a slash.

    Raises:
        Unreadable: "corrupt", or "password-protected" for Office's encrypted files.
    """

    def __init__(self, payload: bytes) -> None:
        try:
            self._file = olefile.OleFileIO(BytesIO(payload))
            self.names = frozenset("/".join(path) for path in self._file.listdir())
        except Exception as error:  # olefile raises whatever the damage leads to.
            raise Unreadable("corrupt") from error
        if "EncryptedPackage" in self.names:
            # An encrypted Office file of 2007 and later (MS-OFFCRYPTO 2.3).
            raise Unreadable("password-protected")

    def read(self, name: str) -> bytes:
        """Return a stream's bytes; raises Unreadable("corrupt") where they cannot be had."""
        try:
            with self._file.openstream(name) as stream:
                return bytes(stream.read(MAX_STREAM))
        except Exception as error:
            raise Unreadable("corrupt") from error
