"""The index of the evidence: one page of HTML that needs no other file, runs no script and prints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from trailbook.audit.evidence.archive import safe_name
from trailbook.audit.evidence.contents import INDEX
from trailbook.audit.evidence.facts import DecisionFact, Facts
from trailbook.audit.evidence.source import Told
from trailbook.risk.register.coverage import Coverage
from trailbook.text.unseen import printable_lines
from trailbook.trail.changes.change import Effect
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import APPROVED, SOURCES
from trailbook.trail.gaps import TITLES, Gap, is_agreed, is_reasoned
from trailbook.trail.sentences import nouns, sentence

LONGEST = 150
"""How many lines of a diff the page shows. A longer one is in its file."""

LONGEST_TEXT = 4_000
"""How many characters of one reason are shown."""


@dataclass(frozen=True)
class Shown:
    """A decision as the page shows it: its sentences with their effects, and the lines of its diff."""

    fact: DecisionFact
    decision: Decision
    title: str
    sentences: tuple[tuple[str, Effect], ...]
    lines: tuple[tuple[str, str], ...]
    is_cut: bool

    @property
    def weakens(self) -> bool:
        """Whether something in it weakens."""
        return any(effect == "weakens" for _, effect in self.sentences)

    @property
    def strengthens(self) -> bool:
        """Whether something in it strengthens."""
        return any(effect == "strengthens" for _, effect in self.sentences)


def index_page(
    facts: Facts, told: Mapping[tuple[str, str], Told], gaps: Sequence[Gap], covered: Coverage, diffs: Mapping[str, str]
) -> bytes:
    """The page."""
    titles = {one.record: one.title for one in facts.records}
    shown = [
        _shown(fact, *told[fact.record, fact.commit], titles, diffs.get(fact.diff, "")) for fact in facts.decisions
    ]
    decisions = [one.decision for one in shown]
    numbers = {(one.fact.record, one.fact.commit): one.fact.number for one in shown}
    values = {
        "facts": facts,
        "shown": shown,
        "reasoned": sum(map(is_reasoned, decisions)),
        "agreed": sum(map(is_agreed, decisions)),
        "signed": sum(decision.signature == "good" for decision in decisions),
        "gaps": [(TITLES[kind], [gap for gap in gaps if gap.kind == kind]) for kind in TITLES],
        "numbers": numbers,
        "covered": covered,
        "uncovered": [(name.replace("_", " "), found) for name, found in covered.uncovered if found],
    }
    text = _environment().get_template("index.html.j2").render(**values)
    return "".join(f"{line}\n" for line in text.split("\n") if line.strip()).encode("utf-8", "replace")


def _shown(fact: DecisionFact, trail: Trail, decision: Decision, titles: Mapping[str, str], diff: str) -> Shown:
    names = nouns(trail)
    said = tuple((sentence(change, names.get(change.item or "", "")), change.effect) for change in decision.changes)
    lines = diff.split("\n")[2:]
    return Shown(
        fact,
        decision,
        titles.get(trail.record, trail.record),
        said,
        tuple((_class(line), line) for line in lines[:LONGEST] if line),
        len(lines) > LONGEST,
    )


def _class(line: str) -> str:
    return {"+": "added", "-": "removed", "@": "place"}.get(line[:1], "same")


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("trailbook.audit.evidence"),
        autoescape=True,
        finalize=lambda value: printable_lines(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        approved=APPROVED.__getitem__,
        reason_source=SOURCES.__getitem__,
        agreed=is_agreed,
        reasoned=is_reasoned,
        file=lambda path: quote(safe_name(path)),
        cut=lambda text: text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} …",
        number="{:,}".format,
    )
    return env


_ELEMENTS = frozenset(
    {
        *("html", "head", "meta", "title", "style", "body", "div", "header", "p", "h1", "h2", "h3", "nav", "ul", "li"),
        *("a", "main", "dl", "dt", "dd", "small", "code", "br", "time", "table", "thead", "tbody", "tr", "th", "td"),
        *("span", "article", "details", "summary", "pre", "footer"),
    }
)


_ATTRIBUTES = frozenset(
    {
        *("lang", "charset", "http-equiv", "content", "name", "class", "aria-label", "href", "id", "role"),
        *("tabindex", "scope", "datetime", "open"),
    }
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in _ELEMENTS:
            self.found.append(f"an element {tag!r}")
        for name, value in attrs:
            if name not in _ATTRIBUTES or (name == "href" and not _stays(value or "")):
                self.found.append(f"an attribute {name!r} that leads out of it or acts")
            if name == "http-equiv" and (value or "").lower() != "content-security-policy":
                self.found.append(f"an attribute {name!r} that leads out of it or acts")


def _stays(target: str) -> bool:
    """Whether a link leads to a place of the page or a file beside it."""
    return target.startswith(("#", "objects/", "records/", "diffs/")) or target == "README.md"


def page_faults(page: bytes) -> Iterator[str]:
    """Elements and attributes that no index of evidence has."""
    reader = _Reader()
    reader.feed(page.decode("utf-8", "replace"))
    reader.close()
    yield from (f"{INDEX} has {one}" for one in dict.fromkeys(reader.found))
