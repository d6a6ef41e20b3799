"""Results that workers on several machines share, by what they were made from.

A store is a folder of any kind that ``fsspec`` can reach: on a disk, in S3, in memory. Below ``objects`` is each result
under its own SHA-256, below ``made`` the SHA-256 of a result under the key of what it was made from. What was cut off
while it was written, or fails in any way, is as good as absent, and so is what is not what its name says: the work is
done again then. Whoever may write to a store says what is in it.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from re import fullmatch
from typing import Any

from trailbook.text.errors import TrailbookError, install_with
from trailbook.text.unseen import printable


class StoreError(TrailbookError):
    """No store can be used at an address. The message says why."""


@dataclass(frozen=True)
class Store:
    """The store at an address as ``fsspec`` has it, such as ``/srv/store`` or ``s3://bucket/store``."""

    address: str

    @cached_property
    def _place(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - few have it

        system, path = url_to_fs(self.address)
        return system, str(path).rstrip("/")

    def check(self) -> None:
        """Write something and read it. Raises ``StoreError``."""
        try:
            self._write("objects", sha256(b"").hexdigest(), b"")
            self._read("objects", sha256(b"").hexdigest())
        except ModuleNotFoundError as error:
            what = f"it needs fsspec; {install_with('dask')}" if error.name == "fsspec" else str(error)
            raise StoreError(printable(what)) from error
        except Exception as error:  # each kind of place has errors of its own
            raise StoreError(printable(f"{type(error).__name__}: {error}"[:300])) from error

    def get(self, key: bytes) -> bytes | None:
        """The result that was made from what a key stands for; None if there is none, or it can't be had whole."""
        try:
            named = self._read("made", key.hex()).decode("ascii", "replace")
            found = self._read("objects", named) if fullmatch(r"[0-9a-f]{64}", named) else b""
        except Exception:  # as in check
            return None
        return found if sha256(found).hexdigest() == named else None

    def put(self, key: bytes, result: bytes) -> None:
        """Keep a result. Where that fails, it is not kept."""
        try:
            named = sha256(result).hexdigest()
            self._write("objects", named, result)
            self._write("made", key.hex(), named.encode())
        except Exception:  # as in check
            return

    def _read(self, folder: str, name: str) -> bytes:
        system, path = self._place
        found: bytes = system.cat_file(f"{path}/{folder}/{name[:2]}/{name}")
        return found

    def _write(self, folder: str, name: str, data: bytes) -> None:
        system, path = self._place
        system.makedirs(f"{path}/{folder}/{name[:2]}", exist_ok=True)
        system.pipe_file(f"{path}/{folder}/{name[:2]}/{name}", data)
