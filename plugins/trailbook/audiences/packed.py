"""What is packed or encoded within the bytes of a file: pictures, PDF files, office documents, archives."""

import bz2
import lzma
import re
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from itertools import islice

_PARTS, _BYTES = 2_000, 4_000_000
"""How many parts of a file are looked at, and how many bytes of each."""
_DEEP = 3
"""How many times over what is packed may be packed again, as an office document in an archive is."""
_MEMORY = 64_000_000
"""How much memory, in bytes, unpacking one part may take."""

_ZIP_ENTRY = b"PK\x03\x04"


def parts_of(data: bytes) -> Iterator[bytes]:
    """The bytes of a file, and those of each part that is packed or encoded in it."""
    return islice(_parts(data, _DEEP), _PARTS)


def _parts(data: bytes, deep: int) -> Iterator[bytes]:
    yield data
    if deep:
        for part in filter(None, _unpacked_parts(data)):
            yield from _parts(part, deep - 1)


def _unpacked_parts(data: bytes) -> Iterator[bytes]:
    for pattern, unpack in _FORMS:
        for match in pattern.finditer(data):
            yield _unpacked(unpack, data[match.start() :][:_BYTES])
    for match in _BASE64.finditer(data):
        decoded = _unpacked(b64decode, b"".join(match[0][:_BYTES].split()))
        yield decoded
        yield _unpacked(lambda part: _inflated(part, -15), decoded)  # as diagrams.net packs what it draws
    if data.startswith(b"%PDF-"):
        yield from (bytes.fromhex(match[1].decode()) for match in _HEX.finditer(data) if not len(match[1]) % 2)
    start = 0
    while (start := data.find(_ZIP_ENTRY, start)) >= 0:  # APPNOTE.TXT of PKWARE, section 4.3.7
        name, extra = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
        packed = data[start + 30 + name + extra :][:_BYTES]
        yield _unpacked(lambda part: _inflated(part, -15), packed)
        start += 4


def _inflated(data: bytes, bits: int) -> bytes:
    return zlib.decompressobj(bits).decompress(data, _BYTES)


_FORMS: tuple[tuple["re.Pattern[bytes]", Callable[[bytes], bytes]], ...] = (
    (re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08"), lambda data: _inflated(data, 47)),  # RFC 1950, RFC 1952
    (re.compile(rb"BZh[1-9]1AY&SY"), lambda data: bz2.BZ2Decompressor().decompress(data, _BYTES)),
    (re.compile(rb"\xfd7zXZ\0"), lambda data: lzma.LZMADecompressor(memlimit=_MEMORY).decompress(data, _BYTES)),
)
"""How data begins that is packed, and what unpacks it."""
_BASE64 = re.compile(rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/\r\n]{40,}={0,2}")
_HEX = re.compile(rb"<([0-9A-Fa-f]{8,})>")
"""A text of a PDF file in hexadecimal digits (ISO 32000-1, section 7.3.4.3)."""


def _unpacked(unpack: Callable[[bytes], bytes], data: bytes) -> bytes:
    try:
        return unpack(data)
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError):
        return b""
