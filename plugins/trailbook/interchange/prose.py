"""Titles out of texts, and texts with what has no field of its own added at their end."""

from collections.abc import Iterable


def heading(text: str, longest: int = 100) -> str:
    """The first sentence of a text, cut at a word if it is long."""
    first = text.partition("\n")[0].strip()
    sentence = first.partition(". ")[0]
    if len(sentence) <= longest:
        return sentence
    return sentence[:longest].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def with_remarks(text: str, remarks: Iterable[str]) -> str:
    """A text and a last paragraph of the remarks that are not empty."""
    last = "; ".join(remark for remark in remarks if remark)
    return "\n\n".join(part for part in (text, last[:1].upper() + last[1:]) if part)
