"""Texts for readers who do not know the ids: each reference is replaced by the title of what it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from trailbook.records.references import REFERENCE
from trailbook.site.rendering.markup import inline_html
from trailbook.site.rendering.view import View
from trailbook.text.unseen import one_line

_BARE = re.compile(r"(?<![\w./-])[A-Z]{1,3}\d{1,3}(?![\w-])")
"""The id of an item without that of its record, such as T4."""
_QUOTED = re.compile(r'(`[^`]+`|"[^"]*(?:"|$))')
"""Code, and a quotation, up to the end where a text was cut within it. Sentences of ours quote a record by “ and ”."""


@dataclass(frozen=True)
class InWords:
    """How a page words a text: references are titles in quotation marks.

    With the ``record`` that a text belongs to, bare ids of its items are replaced as well. Code, and what a commit
    message quotes, stay as they were written.
    """

    view: View

    def line(self, text: str, record: str = "") -> Markup:
        """A text as inline HTML in which references are quoted titles, as links."""
        found = []
        for part, is_quoted in by_quotation(text):
            said, link = (part, self.view.ref) if is_quoted else (self._in_full(part, record), self._link)
            found.append(f"{' ' * part[0].isspace()}{inline_html(said, link)}{' ' * part[-1].isspace()}")
        return Markup("".join(found).strip())  # noqa: S704 - every part is markup, and blanks

    def plain(self, text: str, record: str = "") -> str:
        """A text on one line in which references are quoted titles, for use inside a link."""
        parts = (part if is_quoted else self._titled(part, record) for part, is_quoted in by_quotation(text))
        return one_line("".join(parts))

    def _titled(self, text: str, record: str) -> str:
        return REFERENCE.sub(lambda match: f"“{self.view.name(match[0])}”", self._in_full(text, record))

    def _in_full(self, text: str, record: str) -> str:
        items = self.view.knowledge.items

        def full(match: re.Match[str]) -> str:
            return reference if (reference := f"{record}.{match[0]}") in items else match[0]

        return _BARE.sub(full, text) if record else text

    def _link(self, reference: str) -> Markup:
        if not self.view.knowledge.has(self.view.full(reference)):
            return self.view.ref(reference)
        return Markup("“{}”").format(self.view.named(reference, self.view.name(reference)))


def by_quotation(text: str) -> Iterator[tuple[str, bool]]:
    """A text in parts, each with whether it is a quotation or code."""
    return ((part, bool(index % 2)) for index, part in enumerate(_QUOTED.split(text)) if part)
