"""Values as OSCAL has them: tokens, text, moments, properties."""

import re
from datetime import UTC, date, datetime
from typing import Any

from trailbook.text.unseen import one_line

Json = dict[str, Any]

VERSION = "1.2.1"
NIST = "http://csrc.nist.gov/ns/oscal"
OWN = "urn:trailbook:oscal"
"""The namespace of properties that are Trailbook's own."""

_MARKUP = re.compile(r"([\\`*<\[{])")


def line(text: str) -> str:
    """A text as one line of OSCAL's markup, which is Markdown: nothing in it is taken as markup."""
    return _MARKUP.sub(r"\\\1", one_line(text)) or "(nothing is stated)"


def prose(*paragraphs: str) -> str:
    """Paragraphs of OSCAL's markup. Those that are empty are left out."""
    parts = (part for paragraph in paragraphs for part in re.split(r"\n\s*\n", paragraph))
    return "\n\n".join(line(part) for part in parts if part.strip()) or "(nothing is stated)"


def token(text: str) -> str:
    """A text as an OSCAL token: letters, digits, full stops, hyphens and underscores, beginning with a letter."""
    made = re.sub(r"[^\w.-]+", "-", one_line(text)).strip("-") or "unnamed"
    return made if made[0].isalpha() or made[0] == "_" else f"_{made}"


def stamp(when: datetime | date) -> str:
    """A moment in UTC; of a day its first."""
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, tzinfo=UTC)
    return f"{when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def prop(name: str, value: object, ns: str = OWN) -> Json:
    """A property."""
    return {"name": name, "ns": ns, "value": one_line(str(value)) or "none"}


def present(**values: Any) -> Json:
    """The values that are there, with hyphens in their names: OSCAL has no empty lists and no nulls."""
    return {name.replace("_", "-"): value for name, value in values.items() if value not in (None, "", [], {})}
