"""Opening files of a case folder: nothing outside the folder, nothing endless, nothing huge."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

CASE_FILE_BYTES_MAX = 1_000_000
PROFILE_BYTES_MAX = 50_000_000


class UnreadableError(Exception):
    """A file cannot be read; `reason` continues a sentence that begins with its name."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def inside(folder: Path, name: str) -> Path:
    """Path of a file of the case folder, symbolic links resolved.

    Raises UnreadableError for an absolute path, "..", or a link that leaves the folder.
    """
    absolute = PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor
    parts = PureWindowsPath(name).parts
    if absolute or ".." in parts or "\\" in name or not parts:
        raise UnreadableError(
            "is not a path inside the case folder",
            'Write a relative path with "/", without "..", such as "summer.csv".',
        )
    if not name.isprintable():
        raise UnreadableError(
            "holds a character that no file name should have",
            "Rename the file with letters, digits, _ and -.",
        )
    try:
        root = folder.resolve()
        path = (root / name).resolve()
    except (OSError, RuntimeError, ValueError):
        raise UnreadableError(
            "cannot be resolved to a file", "Check the path and its symbolic links."
        ) from None
    if not path.is_relative_to(root):
        raise UnreadableError(
            "is a symbolic link that leads out of the case folder",
            "Copy the file into the case folder.",
        )
    return path


def read_bytes(path: Path, limit: int) -> bytes:
    """Content of a regular file of at most `limit` bytes; raises UnreadableError."""
    # Not blocking, so that a pipe does not hang; not following, as the path was resolved before.
    wanted = ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY", "O_CLOEXEC")
    flags = sum((getattr(os, name, 0) for name in wanted), os.O_RDONLY)
    try:
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb", closefd=True) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableError("is not a regular file", "Put a plain file there.")
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise UnreadableError(
            "does not exist", "Add the file, or correct the name that points to it."
        ) from None
    except IsADirectoryError:
        raise UnreadableError("is a folder, not a file", "Name the file inside it.") from None
    except PermissionError:
        raise UnreadableError(
            "may not be read", "Give yourself the permission to read it."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableError(f"cannot be read ({reason})", "Check the disk.") from None
    if len(content) > limit:
        raise UnreadableError(
            f"is larger than {limit // 1_000_000} MB",
            "Shorten it, with coarser steps or fewer days.",
        )
    return content
