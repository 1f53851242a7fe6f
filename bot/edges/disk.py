"""Room on disks, as the system counts it for users that are not root."""

import shutil
from pathlib import Path

from bot.domain.vitals import Disk


def disks(places: tuple[Path, ...], least: int) -> tuple[Disk, ...]:
    """Return the room where these folders lie; one that cannot be looked at is left out.

    Args:
        places: folders.
        least: octets that must be left.
    """
    found = []
    for place in places:
        try:
            free = shutil.disk_usage(place).free
        except OSError:
            continue  # What cannot be looked at cannot be written either, and that is told.
        found.append(Disk(str(place), free, least))
    return tuple(found)
