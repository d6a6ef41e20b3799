"""The index of evidence: one page of HTML that needs no other file, runs no script and can be printed.

When evidence is checked, the page may have no element or attribute but those that its template writes, whatever code
made it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from trailbook.audit.evidence.archive import safe_name
from trailbook.audit.evidence.contents import INDEX
from trailbook.audit.evidence.facts import DecisionFact, Facts
from trailbook.audit.evidence.signature_claims import without_agreement_by_signature
from trailbook.audit.evidence.source import Decisions
from trailbook.risk.register.coverage import Coverage
from trailbook.text.unseen import printable_lines
from trailbook.trail.authorship import byline
from trailbook.trail.changes.change import Effect
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import approval_source, reason_source
from trailbook.trail.gaps import TITLES, Gap, is_reasoned
from trailbook.trail.git.commits import utc_day
from trailbook.trail.proposals import is_agreed
from trailbook.trail.sentences import nouns, sentence

MAX_LINES = 150
"""How many lines of a diff the page shows. The whole diff is in its file."""

MAX_REASON = 4_000
"""How many characters of a reason the page shows."""


@dataclass(frozen=True)
class ShownDecision:
    """A decision as the page shows it: sentences with their effects, and the lines of its diff with their classes."""

    fact: DecisionFact
    decision: Decision
    title: str
    sentences: tuple[tuple[str, Effect], ...]
    lines: tuple[tuple[str, str], ...]
    is_cut: bool

    @property
    def weakens(self) -> bool:
        """Whether any of its changes weakens something."""
        return any(effect == "weakens" for _, effect in self.sentences)

    @property
    def strengthens(self) -> bool:
        """Whether any of its changes strengthens something."""
        return any(effect == "strengthens" for _, effect in self.sentences)


def index_page(
    facts: Facts, decisions: Decisions, gaps: Sequence[Gap], coverage: Coverage, diffs: Mapping[str, str]
) -> bytes:
    """The page. ``diffs`` are the texts of the diffs by the name of their file."""
    titles = {record.record: record.title for record in facts.records}
    shown = [
        _shown(fact, *decisions[fact.record, fact.commit], titles, diffs.get(fact.diff, "")) for fact in facts.decisions
    ]
    values = {
        "facts": facts,
        "shown": shown,
        "reasoned": sum(is_reasoned(entry.decision) for entry in shown),
        "agreed": sum(is_agreed(without_agreement_by_signature(entry.decision)) for entry in shown),
        "signed": sum(entry.decision.signature == "good" for entry in shown),
        "gaps": [(TITLES[kind], [gap for gap in gaps if gap.kind == kind]) for kind in TITLES],
        "numbers": {(fact.record, fact.commit): fact.number for fact in facts.decisions},
        "covered": coverage,
        "uncovered": [(name.replace("_", " "), found) for name, found in coverage.uncovered if found],
    }
    text = _environment().get_template("index.html.j2").render(**values)
    return "".join(f"{line}\n" for line in text.split("\n") if line.strip()).encode("utf-8", "replace")


def _shown(fact: DecisionFact, trail: Trail, decision: Decision, titles: Mapping[str, str], diff: str) -> ShownDecision:
    names = nouns(trail)
    sentences = tuple((sentence(change, names.get(change.item or "", "")), change.fact) for change in decision.changes)
    lines = diff.split("\n")[2:]
    return ShownDecision(
        fact,
        decision,
        titles.get(trail.record, trail.record),
        sentences,
        tuple((_line_class(line), line) for line in lines[:MAX_LINES] if line),
        len(lines) > MAX_LINES,
    )


def _line_class(line: str) -> str:
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
        approved=approval_source,
        byline=byline,
        reason_source=reason_source,
        agreed=is_agreed,
        proven=without_agreement_by_signature,
        reasoned=is_reasoned,
        utc_day=lambda moment: utc_day(moment).isoformat(),
        file=lambda path: quote(safe_name(path)),
        cut=lambda text: text if len(text) <= MAX_REASON else f"{text[:MAX_REASON]} …",
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


class _ForeignMarkup(HTMLParser):
    """Collects elements and attributes that the template does not write."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in _ELEMENTS:
            self.found.append(f"an element {tag!r}")
        for name, value in attrs:
            if name not in _ATTRIBUTES or (name == "href" and not _is_local(value or "")):
                self.found.append(f"an attribute {name!r} that leads out of the page or runs code")
            if name == "http-equiv" and (value or "").lower() != "content-security-policy":
                self.found.append(f"an attribute {name!r} that leads out of the page or runs code")


def _is_local(target: str) -> bool:
    """Whether a link leads to a place on the page or to a file of the archive."""
    return target.startswith(("#", "objects/", "records/", "diffs/")) or target == "README.md"


def page_faults(page: bytes) -> Iterator[str]:
    """Elements and attributes that no index of evidence has."""
    reader = _ForeignMarkup()
    reader.feed(page.decode("utf-8", "replace"))
    reader.close()
    yield from (f"{INDEX} has {markup}" for markup in dict.fromkeys(reader.found))
