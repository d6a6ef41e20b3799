"""What of a repository's documents a trail is of, and what is passed over, so that nobody has to guess why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from trailbook.text.links import VENDORED
from trailbook.text.prose import count, listed
from trailbook.trail.revisions import Identity, Revision, Revisions, Scope

OTHER_FORMATS = (
    *(".adoc", ".asciidoc", ".docx", ".html", ".ipynb", ".markdown", ".mdown", ".mdx", ".mkd", ".odt"),
    *(".org", ".pdf", ".rst", ".tex", ".textile", ".txt", ".wiki"),
)
"""Endings of documents that are written in another format than Markdown as Trailbook reads it."""
_DOCUMENTS = (".md", *OTHER_FORMATS, *(".csv", ".drawio", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".xlsx"))
"""Endings of what a page consists of or shows."""
_SUBJECTS = frozenset({"third-party", "third_party", "thirdparty", "vendor"})
"""Names of folders with the work of others that are subjects of policies as well."""


@dataclass(frozen=True)
class TrailCoverage:
    """The documents at one revision, counted by what became of them.

    ``pages`` are read, and so are the ``records`` in YAML. Of the Markdown files some are ``outside`` the folders,
    ``hidden``, with the work of others (``vendored``), or ``unreadable``; ``others`` are documents by the ending of
    their format. ``encodings`` counts those pages that are not UTF-8 by what they were read as. ``missing`` counts the
    revisions in the whole history whose contents are not in this clone.
    """

    pages: int = 0
    records: int = 0
    outside: int = 0
    hidden: int = 0
    vendored: int = 0
    unreadable: int = 0
    others: Mapping[str, int] = field(default_factory=dict)
    encodings: Mapping[str, int] = field(default_factory=dict)
    missing: int = 0

    def sentence(self) -> str:
        """All that in one line, without what there is none of."""
        read = [
            count(self.pages, "Markdown file"),
            *([count(self.records, "record in YAML", "records in YAML")] * bool(self.records)),
        ]
        recoded = (f", {number:,} of them as {encoding}" for encoding, number in sorted(self.encodings.items()))
        unread = [
            *_some(self.outside, "Markdown file outside the folders", "Markdown files outside the folders"),
            *_some(self.hidden, "hidden one", "hidden ones"),
            *_some(self.vendored, "in a folder with the work of others"),
            *_some(self.unreadable, "that can't be read as Markdown"),
            *(f"{number:,} {ending}" for ending, number in sorted(self.others.items(), key=_most_first)),
            *_some(self.missing, "revision that is missing in this clone", "revisions that are missing in this clone"),
        ]
        return f"Read {listed(read)}{''.join(recoded)}" + (f"; not read: {', '.join(unread)}" if unread else "") + "."


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _some(number: int, noun: str, plural: str = "") -> list[str]:
    return [count(number, noun, plural or noun)] if number else []


def document_folders(files: Iterable[str], prefix: str) -> tuple[str, ...]:
    """The folders that are called like those with the work of others and hold pages of one's own: a policy on vendors.

    They hold Markdown, and nothing but documents and pictures. ``files`` are paths of the repository; what comes back
    are paths below ``prefix``.
    """
    endings: dict[str, set[str]] = {}
    for path in (path[len(prefix) :] for path in files if path.startswith(prefix)):
        *parts, name = PurePosixPath(path).parts
        named = next((place for place, part in enumerate(parts) if part in VENDORED or part.startswith(".")), None)
        if named is not None and parts[named] in _SUBJECTS:
            endings.setdefault("/".join(parts[: named + 1]), set()).add(PurePosixPath(name).suffix.lower())
    return tuple(sorted(folder for folder, found in endings.items() if ".md" in found and found <= {*_DOCUMENTS}))


def coverage_of(files: Mapping[str, str], scope: Scope, revisions: Revisions) -> TrailCoverage:
    """The coverage of the ``files`` of a commit, given as blobs by path."""
    inside = {path: known for path in files if (known := scope.path(path)) is not None}
    pages = {path: revisions.identity(Revision(known, files[path])) for path, known in inside.items() if _is_page(path)}
    records = (
        known.endswith((".yaml", ".yml")) and revisions.identity(Revision(known, files[path])) is not None
        for path, known in inside.items()
    )
    read = [identity for identity in pages.values() if identity]
    others = [path for path in files if path not in inside and path.startswith(scope.prefix)]
    outside = (_ending(path) for path in others if _reason(path, scope) == "outside")
    reasons = Counter(_reason(path, scope) for path in others if _is_page(path))
    return TrailCoverage(
        pages=len(read),
        records=sum(records),
        unreadable=len(pages) - len(read),
        others=Counter(ending for ending in outside if ending in OTHER_FORMATS or ending.startswith(".md.")),
        encodings=_encodings(read),
        missing=revisions.missing,
        **reasons,
    )


def _encodings(identities: Iterable[Identity]) -> dict[str, int]:
    return dict(Counter(identity.encoding for identity in identities if identity.encoding))


def _is_page(path: str) -> bool:
    return path.endswith(".md")


def _ending(path: str) -> str:
    """The ending of a file's name: of a template that Markdown is made of, both of its last, such as ``.md.erb``."""
    endings = PurePosixPath(path).suffixes
    return "".join(endings[-2:] if endings[-2:-1] == [".md"] else endings[-1:])


def _reason(path: str, scope: Scope) -> str:
    """Why a file is in no folder of the scope: the name of the field that counts it."""
    parts = PurePosixPath(path[len(scope.prefix) :]).parts
    if any(part.startswith(".") for part in parts):
        return "hidden"
    return "vendored" if VENDORED.intersection(parts) and not scope.vendored else "outside"
