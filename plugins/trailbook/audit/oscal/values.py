"""The values of OSCAL: text, tokens, moments, properties."""

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from trailbook.text.unseen import one_line
from trailbook.trail.git.commits import utc_text

Json = dict[str, Any]

VERSION = "1.2.1"
NIST = "http://csrc.nist.gov/ns/oscal"
OWN = "urn:trailbook:oscal"
"""The namespace of Trailbook's own properties."""

_MARKUP = re.compile(r"([\\`*<\[{])")


def line(text: str) -> str:
    """A text as one line of OSCAL's markup, which is Markdown. Nothing in it is read as markup."""
    return _MARKUP.sub(r"\\\1", one_line(text)) or "(nothing is stated)"


def prose(*paragraphs: str) -> str:
    """Paragraphs of OSCAL's markup, without those that are empty."""
    parts = (part for paragraph in paragraphs for part in re.split(r"\n\s*\n", paragraph))
    return "\n\n".join(line(part) for part in parts if part.strip()) or "(nothing is stated)"


def token(text: str) -> str:
    """A text as an OSCAL token: letters, digits, full stops, hyphens and underscores, beginning with a letter."""
    name = re.sub(r"[^\w.-]+", "-", one_line(text)).strip("-") or "unnamed"
    return name if name[0].isalpha() or name[0] == "_" else f"_{name}"


def timestamp(when: datetime | date) -> str:
    """A moment in UTC, as in ISO 8601; for a day, its first moment."""
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, tzinfo=UTC)
    return utc_text(when)


def prop(name: str, value: object, ns: str = OWN) -> Json:
    """A property of an OSCAL object."""
    return {"name": name, "ns": ns, "value": one_line(str(value)) or "none"}


def present(**values: Any) -> Json:
    """The values that are not empty, with hyphens in their names: OSCAL has no empty lists and no nulls."""
    return {name.replace("_", "-"): value for name, value in values.items() if value not in (None, "", [], {})}


def reference_of(path: str) -> str:
    """The relative URI of a file of the knowledge base."""
    return quote(path)
