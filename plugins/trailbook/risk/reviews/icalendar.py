"""Calendars after RFC 5545 (iCalendar, 2009) that hold only days on which something is due."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from trailbook.text.unseen import visible_lines

_OCTETS = 75
"""The longest line, not counting its end (section 3.1)."""


@dataclass(frozen=True)
class DueDay:
    """Something that is due on a day. ``name`` identifies it, and stays the same when the day moves."""

    name: str
    day: date
    summary: str
    description: str = ""
    category: str = ""
    address: str = ""


def calendar(name: str, days: Iterable[DueDay], stamp: datetime | None, say: Callable[[str], str] = str) -> bytes:
    """A calendar with an all-day event for each due day that blocks no time.

    ``stamp`` is when it was written, the time of the newest commit; without one it is the first second of 1970. ``say``
    puts each line of its texts into the language of its readers.

    Text is escaped after section 3.3.11 and lines are folded after section 3.1, never within a character.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trailbook//Reviews//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(say(name))}",  # RFC 7986, section 5.1
        f"X-WR-CALNAME:{escaped(say(name))}",
    ]
    written = stamp or datetime.fromtimestamp(0, UTC)
    events = (_event(_said(day, say), written) for day in days)
    return b"".join((*map(_folded, lines), *events, _folded("END:VCALENDAR")))


def _said(due: DueDay, say: Callable[[str], str]) -> DueDay:
    lines = "\n".join(map(say, due.description.split("\n")))
    return replace(due, summary=say(due.summary), description=lines, category=say(due.category))


@lru_cache(20_000)
def _event(due: DueDay, stamp: datetime) -> bytes:
    """The lines of a day: the same in the calendar of all and in that of its owner."""
    return b"".join(map(_folded, _lines(due, stamp)))


def _lines(due: DueDay, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, f'trailbook {due.name}')}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{due.day:%Y%m%d}"
    yield f"SUMMARY:{escaped(due.summary)}"
    if due.description:
        yield f"DESCRIPTION:{escaped(due.description)}"
    if due.category:
        yield f"CATEGORIES:{escaped(due.category)}"
    if due.address:
        yield f"URL:{quote(due.address, safe=_IN_ADDRESS)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


_IN_ADDRESS = ":/?#[]@!$&'()*+,;=-._~%"
"""What an address may hold as it is (RFC 3986, section 2)."""


def escaped(text: str) -> str:
    """A text as a value of type TEXT. Invisible characters, which could begin a line, are left out."""
    return re.sub(r"([\\;,])", r"\\\1", visible_lines(text)).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line with its end, in pieces of at most 75 octets; each piece after the first begins with a space."""
    if len(whole := line.encode()) <= _OCTETS:
        return whole + b"\r\n"
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
