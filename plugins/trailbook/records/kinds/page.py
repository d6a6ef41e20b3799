"""A Markdown page with no metadata: a record all the same. Its path is its id."""

from typing import ClassVar, Literal

from trailbook.records.model import Record


class Page(Record):
    """Any Markdown page that declares no ``kind``."""

    plural: ClassVar[str] = "Pages"
    folder: ClassVar[str] = ""

    kind: Literal["page"] = "page"
