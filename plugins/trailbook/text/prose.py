"""Small pieces of English: a count with its noun, a list, an article, a day."""

from collections.abc import Sequence
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


LONGEST_WORD = 40
"""In characters: a longer run without a space is cut within."""


def beginning(text: str, longest: int) -> str:
    """At most ``longest`` characters from the beginning of a text, ended between two words where it has any there."""
    if len(text) <= longest or text[longest].isspace():
        return text[:longest].rstrip()
    cut = text[:longest]
    whole = cut.rpartition(" ")[0].rstrip()
    return whole if whole and len(cut) - len(whole) <= LONGEST_WORD else cut.rstrip()


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, whose plural ends in "s" unless it is given: "1 problem", "1,200 problems"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def listed(parts: Sequence[str]) -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"; empty if there are none."""
    return " and ".join([*([", ".join(parts[:-1])] if parts[1:] else []), *parts[-1:]])


def with_article(noun: str) -> str:
    """A kind or noun of a record with its indefinite article: "an indicator", "a threat model"."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun.replace('-', ' ')}"


def in_prose(day: date) -> str:
    """A day in a sentence: "23 Nov 2026". Fields and tables have the ISO form."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
