import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from trailbook.risk.reviews.icalendar import DueDay, calendar
from trailbook.text.unseen import visible_lines

STAMP = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ONE = DueDay("review POL-A", date(2026, 2, 28), "Review", "Line 1\nLine 2", "policy", "https://kb.example/a b/")


def parsed(data: bytes) -> list[tuple[str, str, str]]:
    """The content lines as name, parameters and value. Strict: every rule of RFC 5545, sections 3.1 and 3.3.11."""
    assert data.endswith(b"\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in physical)
    lines: list[str] = []
    for line in physical:
        text = line.decode("utf-8")  # each piece by itself: no character is parted
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text)
        if text.startswith(" "):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    found = []
    for content in lines:
        match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^;:,\"]+)*):(.*)", content)
        assert match, content
        name, parameters, value = match.groups()
        if name in ("SUMMARY", "DESCRIPTION", "CATEGORIES", "NAME", "X-WR-CALNAME"):
            assert re.fullmatch(r"(?:[^\\;,\n]|\\[\\;,n])*", value), value
        found.append((name, parameters, value))
    return found


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)


def test_a_day_is_an_event_of_the_whole_day_with_every_property_that_is_required() -> None:
    lines = parsed(calendar("KB", [ONE], STAMP))
    assert lines[:4] == [
        ("BEGIN", "", "VCALENDAR"),
        ("VERSION", "", "2.0"),
        ("PRODID", "", "-//Trailbook//Reviews//EN"),
        ("CALSCALE", "", "GREGORIAN"),
    ]
    assert lines[6:] == [
        ("BEGIN", "", "VEVENT"),
        ("UID", "", lines[7][2]),
        ("DTSTAMP", "", "20260102T030405Z"),
        ("DTSTART", ";VALUE=DATE", "20260228"),
        ("SUMMARY", "", "Review"),
        ("DESCRIPTION", "", "Line 1\\nLine 2"),
        ("CATEGORIES", "", "policy"),
        ("URL", "", "https://kb.example/a%20b/"),
        ("TRANSP", "", "TRANSPARENT"),
        ("END", "", "VEVENT"),
        ("END", "", "VCALENDAR"),
    ]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lines[7][2])


def test_an_event_keeps_its_identity_when_its_day_or_its_title_changes() -> None:
    def uid(due: DueDay) -> str:
        return next(value for name, _, value in parsed(calendar("KB", [due], STAMP)) if name == "UID")

    assert uid(ONE) == uid(DueDay(ONE.name, date(2030, 1, 1), "Other"))
    assert uid(ONE) != uid(DueDay("review POL-B", ONE.day, ONE.summary))


def test_no_text_ends_a_line_or_begins_a_component() -> None:
    hostile = "a\r\nEND:VEVENT\nBEGIN:VALARM\rATTACH:x\x00\x1b\x85\u2028\\;,\u202e"
    lines = parsed(calendar(hostile, [DueDay("x", ONE.day, hostile, hostile, hostile, "https://e/\r\nX:1")], STAMP))
    assert [name for name, _, _ in lines].count("END") == 2
    assert not any(name in ("ATTACH", "X") for name, _, _ in lines)


@given(st.text())
def test_every_text_comes_back_as_it_was_but_for_what_nobody_sees(text: str) -> None:
    lines = parsed(calendar("KB", [DueDay("x", ONE.day, text)], STAMP))
    shown = next(value for name, _, value in lines if name == "SUMMARY")
    assert unescaped(shown) == visible_lines(text)


def test_a_calendar_without_days_is_one_all_the_same() -> None:
    assert [name for name, _, _ in parsed(calendar("KB", [], STAMP))].count("BEGIN") == 1
