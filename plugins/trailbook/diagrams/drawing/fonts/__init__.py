"""How wide a text is, in IBM Plex Sans, read from the font files that stand in this folder.

A picture's layout follows from the width of its labels. Measured with the fonts of the machine, the
same record gives another picture on each machine; measured with a font of ours, and without the help
of any system library, it gives the same one everywhere. A site serves the same fonts as WOFF2, so what was
measured is what the reader sees: IBM's own Latin-1 files, and the whole fonts packed anew. They are unmodified, under
the licence in ``OFL.txt``.
"""

import struct
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

FAMILY = '"IBM Plex Sans", system-ui, "Segoe UI", Roboto, Arial, sans-serif'
"""The ``font-family`` to show the measured text with; near relatives follow for where the font is missing."""
REGULAR, SEMIBOLD = "IBMPlexSans-Regular.woff", "IBMPlexSans-SemiBold.woff"


@dataclass(frozen=True)
class Metrics:
    """Advance widths by character, in units of which ``em`` make one font size."""

    em: int
    advances: dict[str, int]


@lru_cache(maxsize=8192)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide one line of text is at a font size. Kerning is left out: it takes away a little, never adds much."""
    metrics = _metrics(SEMIBOLD if bold else REGULAR)
    return sum(metrics.advances.get(c) or _stranger(c, metrics.em) for c in text) * size / metrics.em


def _stranger(character: str, em: int) -> int:
    """The width to keep free for a character that the font lacks: a reader's other fonts will show it."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return em if unicodedata.east_asian_width(character) in "WF" else em * 7 // 10


def unpacked(name: str) -> bytes:
    """A shipped font as an OpenType file (OpenType 1.9, "Table directory"), for programs that read no WOFF."""
    woff = files(__name__).joinpath(name).read_bytes()
    tables = _tables(woff)
    power = 1 << (len(tables).bit_length() - 1)
    head = [woff[4:8], struct.pack(">4H", len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16)]
    body, start = [], 12 + 16 * len(tables)
    for number, (tag, data) in enumerate(tables.items()):
        (checksum,) = struct.unpack_from(">L", woff, 44 + 20 * number + 16)
        head.append(struct.pack(">4sLLL", tag.encode("ascii"), checksum, start, len(data)))
        body.append(data + bytes(-len(data) % 4))
        start += len(body[-1])
    return b"".join((*head, *body))


@cache
def _metrics(name: str) -> Metrics:
    tables = _tables(files(__name__).joinpath(name).read_bytes())
    (em,) = struct.unpack_from(">H", tables["head"], 18)
    (measured,) = struct.unpack_from(">H", tables["hhea"], 34)
    advances = [struct.unpack_from(">H", tables["hmtx"], 4 * glyph)[0] for glyph in range(measured)]
    characters = _characters(tables["cmap"])
    return Metrics(em, {c: advances[min(glyph, measured - 1)] for c, glyph in characters.items()})


def _tables(woff: bytes) -> dict[str, bytes]:
    """The tables of a font in the Web Open Font Format 1.0 (W3C, 2012): OpenType, each table compressed by zlib."""
    (count,) = struct.unpack_from(">H", woff, 12)
    tables: dict[str, bytes] = {}
    for index in range(count):
        tag, start, packed, full = struct.unpack_from(">4sLLL", woff, 44 + 20 * index)
        data = woff[start : start + packed]
        tables[tag.decode("ascii")] = zlib.decompress(data) if packed < full else data
    return tables


def _characters(cmap: bytes) -> dict[str, int]:
    """Glyphs by character: the subtable for the Basic Multilingual Plane (OpenType 1.9, ``cmap`` format 4)."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    starts = [struct.unpack_from(">L", cmap, 8 + 8 * index)[0] for index in range(count)]
    start = next(start for start in starts if struct.unpack_from(">H", cmap, start)[0] == 4)
    (doubled,) = struct.unpack_from(">H", cmap, start + 6)
    ends_at, starts_at, deltas_at, ranges_at = (start + 14 + n * doubled + (2 if n else 0) for n in range(4))
    glyphs: dict[str, int] = {}
    for offset in range(0, doubled, 2):
        (last,), (first,) = (
            struct.unpack_from(">H", cmap, ends_at + offset),
            struct.unpack_from(">H", cmap, starts_at + offset),
        )
        (delta,), (span,) = (
            struct.unpack_from(">H", cmap, deltas_at + offset),
            struct.unpack_from(">H", cmap, ranges_at + offset),
        )
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if span:
                (glyph,) = struct.unpack_from(">H", cmap, ranges_at + offset + span + 2 * (code - first))
            if span == 0 or glyph:
                glyphs[chr(code)] = (glyph + delta) & 0xFFFF
    return glyphs
