"""ZIP archives whose bytes follow from what is in them.

Files are stored without compression, in the order of their names, with one date and no comments. So the same files
give the same bytes on every machine and with every version of zlib, an archive never unpacks to more than its size,
and any change, even to a header that nobody reads, shows when the files are packed again.
"""

import io
import re
import zipfile
from collections.abc import Mapping

from trailbook.text.errors import TrailbookError
from trailbook.text.unseen import CONTROLS

MAX_BYTES = 1_000_000_000
"""The most bytes that all files of an archive may have together."""

MAX_FILES = 500_000

LARGEST = MAX_BYTES + 1_000 * MAX_FILES
"""The largest archive in bytes, including names and headers."""

_DATE = (1980, 1, 1, 0, 0, 0)
_PART = re.compile(rf"[^\\/:*?\"<>|{CONTROLS}\ud800-\udfff]+")
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\..*)?$", re.IGNORECASE | re.DOTALL
)
"""Names of devices on Windows, whatever extension they have."""
_SAFE = re.compile(r"[\w .+,()@=~-]", re.ASCII)


class ArchiveError(TrailbookError):
    """An archive can't be read, was altered, or would be too large. The message says which."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The archive of files, which are given by name. Raises ``ArchiveError`` if it would be too large."""
    size = sum(map(len, files.values()))
    if size > MAX_BYTES or len(files) > MAX_FILES:
        raise ArchiveError(
            f"the evidence would have {size:,} bytes in {len(files):,} files; the limit is {MAX_BYTES:,} bytes in "
            f"{MAX_FILES:,} files. Ask for a shorter period, or for single controls"
        )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 3  # Unix, on every system
            info.external_attr = 0o100644 << 16
            archive.writestr(info, files[name])
    return target.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files in an archive, by name. Raises ``ArchiveError`` unless these are the bytes that ``pack`` gives."""
    if len(data) > LARGEST:
        raise ArchiveError(f"the archive has {len(data):,} bytes; at most {LARGEST:,} are read")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _files(archive, len(data))
    except ArchiveError:
        raise
    except Exception as error:  # zipfile raises errors of many types for bytes that are no archive
        raise ArchiveError(f"the archive can't be read: {error or type(error).__name__}") from error
    if pack(files) != data:
        raise ArchiveError(
            "the archive holds bytes that belong to none of its files, or its headers were altered: packing the same "
            "files again gives other bytes"
        )
    return files


def _files(archive: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    listed = archive.infolist()
    if len(listed) > MAX_FILES:
        raise ArchiveError(f"the archive holds {len(listed):,} files; at most {MAX_FILES:,} are read")
    if sum(info.file_size for info in listed) > size:
        raise ArchiveError("the archive claims to hold more than it has bytes")
    files: dict[str, bytes] = {}
    for info in listed:
        if info.filename in files:
            raise ArchiveError(f"the archive holds {info.filename!r} twice")
        if info.compress_type != zipfile.ZIP_STORED:
            raise ArchiveError(f"{info.filename!r} is compressed; evidence is stored without compression")
        if not is_safe(info.filename):
            raise ArchiveError(f"{info.filename!r} is not a valid name for a file of evidence")
        files[info.filename] = archive.read(info)
    return files


def is_safe(name: str) -> bool:
    """Whether a file of this name lands below the folder that an archive is unpacked to, on every system."""
    return all(
        _PART.fullmatch(part) and part == part.rstrip(". ") and not _RESERVED.match(part) for part in name.split("/")
    )


def safe_name(path: str) -> str:
    """A path of the repository as a name in an archive: what any system forbids is written as %XX."""
    return "/".join(_safe_part(part) for part in path.split("/"))


def _safe_part(part: str) -> str:
    plain = "".join(c if c.isalnum() or _SAFE.match(c) else _escaped(c) for c in part)
    is_usable = plain and plain.strip(". ") == plain and not _RESERVED.match(plain)
    return plain if is_usable else "".join(map(_escaped, part)) or "%"


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))
