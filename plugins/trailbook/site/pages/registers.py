"""The registers: for each kind, the columns of its table, their order, and what the page says about it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from trailbook.records.kinds import KINDS
from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.playbook import PlaybookUse
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import Record, next_review
from trailbook.records.ratings import Rating
from trailbook.records.states import is_over, is_pending, shown_vetting
from trailbook.site.rendering.filters import number
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import translated


def _unit(indicator: Any) -> str:
    """The unit of an indicator, and which way is worse."""
    said = translated("{0}, {1} is worse")
    return said.replace("{0}", translated(indicator.unit)).replace("{1}", translated(indicator.worse))


def _limits(indicator: Any) -> str:
    """From, or down to, which values an indicator is amber and red."""
    rising, falling = translated("amber from {0}, red from {1}"), translated("amber up to {0}, red up to {1}")
    said = rising if indicator.worse == "higher" else falling
    return said.replace("{0}", number(indicator.thresholds.amber)).replace("{1}", number(indicator.thresholds.red))


@dataclass(frozen=True)
class Column:
    """A column. ``value`` takes the value from a record, and ``form`` is how the template writes it.

    A ``level`` shows the highest of several ratings. On a phone there is room for the columns with ``is_key``.
    ``empty`` is what a cell without a value says. A long table is narrowed by the values of columns with a ``facet``,
    which is the name of it in the address. A register begins with how many records have each value of the column that
    is ``counted``, and with the first day of the one that ``falls_due``.
    """

    title: str
    value: Callable[[Any], Any]
    form: Literal[
        "text", "number", "badge", "level", "date", "roles", "titles", "observed", "kept", "learned", "answer"
    ] = "text"
    is_key: bool = False
    empty: str = ""
    facet: str = ""
    counted: bool = False
    falls_due: bool = False


@dataclass(frozen=True)
class Register:
    """The table of a kind, below a sentence that says what the kind is for.

    Its records are in the order of what ``grouped_by`` gives and of their titles, or with ``newest_by`` in that of what
    this gives, the latest first, or with ``rated_by`` in that of the highest of the ratings that this gives. ``below``
    gives the line below the title of each, which may be empty. Its page is called ``title``, or else as its kind.
    """

    about: str
    columns: tuple[Column, ...]
    newest_by: Callable[[Any], Any] | None = None
    grouped_by: Callable[[Any], int] = lambda _: 0
    rated_by: Callable[[Any], Iterable[Rating]] | None = None
    below: Callable[[Any], str] = lambda _: ""
    title: str = ""
    names: str = "Title"
    """What the column of titles is called."""


def _residual(model: ThreatModel) -> tuple[Rating, ...]:
    return tuple(threat.residual for threat in model.threats)


def _review(record: Any) -> Any:
    return next_review(record.review) if record.review else None


def _summary(record: Any) -> str:
    return str(record.summary)


def _open_actions(record: Postmortem | Exercise) -> int:
    return sum(1 for action in record.actions if is_pending(action))


OWNER = Column("Owner", lambda record: record.owner, is_key=True, facet="owner")
REVIEW = Column("Next review", _review, "date")

REGISTERS: dict[str, Register] = {
    "threat-model": Register(
        "What can go wrong, application by application: what it is made of, where its data flows, who would gain from "
        "an abuse, and what is done about it.",
        (
            Column("Platform", lambda r: r.application.platform),
            Column("Threats", lambda r: len(r.threats), "number"),
            Column("Highest risk left", _residual, "level", is_key=True),
            OWNER,
            REVIEW,
        ),
        rated_by=_residual,
    ),
    "policy": Register(
        "What is allowed. Each policy is a list of controls with an id of its own, so that a step, a mitigation or an "
        "auditor can point at exactly one sentence.",
        (
            Column("What it says", lambda r: r.summary.partition(". ")[0], is_key=True),
            Column("Binds", lambda r: r.roles, "roles"),
            Column("Controls", lambda r: len(r.controls), "number"),
            Column("Exceptions", lambda r: sum(not is_over(one) for one in r.exceptions), "number"),
            OWNER,
            REVIEW,
        ),
    ),
    "postmortem": Register(
        "What went wrong, without blame, and what came of it.",
        (
            Column("Began", lambda r: r.began, "date", is_key=True),
            Column("Severity", lambda r: r.severity, "badge", is_key=True, facet="severity"),
            Column("Organisations", lambda r: ", ".join(r.organisations)),
            Column("What came of it", lambda r: r.id, "learned", is_key=True),
            Column("Open actions", _open_actions, "number", is_key=True),
        ),
        newest_by=lambda r: r.began,
    ),
    "playbook": Register(
        "What to do, step by step, in plain language. Every step says why it is there.",
        (
            Column("Purpose", lambda r: r.use, "badge", facet="purpose"),
            Column("For", lambda r: r.roles, "roles", is_key=True),
            Column("When to use it", lambda r: r.trigger, is_key=True),
            Column("Steps", lambda r: len(r.steps), "number"),
        ),
        grouped_by=lambda r: get_args(PlaybookUse).index(r.use),
        title="All playbooks",
    ),
    "connector": Register(
        "The connectors and third-party services that may carry data, on which terms, and until when that holds. What "
        "is not listed here is not allowed.",
        (
            Column("Allowed", lambda r: r.id, "answer", is_key=True),
            Column("Vetting", shown_vetting, "badge", facet="vetting", counted=True),
            Column("Data group", lambda r: r.group, "badge"),
            Column("Data up to", lambda r: r.data_up_to or "none", "badge", is_key=True),
            Column("Certify by", lambda r: r.vetting.next, "date", is_key=True, falls_due=True),
            OWNER,
        ),
        below=lambda r: ", ".join(r.also),
        names="Service",
    ),
    "checklist": Register(
        "Playbooks as somebody followed them: which steps were done, which were not, and what was found.",
        (
            Column("Follows", lambda r: (r.follows,), "titles"),
            Column("About", lambda r: r.about or None, is_key=True),
            Column("Filled in", lambda r: r.filled_on, "date", is_key=True),
            Column("By", lambda r: r.filled_by),
            Column("Not done", lambda r: sum(1 for tick in r.ticks if tick.state != "done"), "number"),
        ),
        newest_by=lambda r: r.filled_on,
    ),
    "indicator": Register(
        "Numbers that show whether a control works or a threat grows. A red value asks for a review.",
        (
            Column("Last observed", lambda r: r, "observed", is_key=True),
            Column("Unit", _unit),
            Column("Limits", _limits),
            Column("Measured", lambda r: r.frequency),
            OWNER,
        ),
    ),
    "exercise": Register(
        "Incidents rehearsed at a table, before they happen.",
        (
            Column("Who takes part", lambda r: r.roles, "roles"),
            Column("Minutes", lambda r: r.minutes, "number", is_key=True),
            Column("Open actions", _open_actions, "number"),
        ),
        below=_summary,
    ),
    "training": Register(
        "Short modules: a working day, a decision, and why one answer is better than another.",
        (
            Column("For", lambda r: r.roles, "roles"),
            Column("Minutes", lambda r: r.minutes, "number", is_key=True),
            Column("Questions", lambda r: len(r.questions), "number"),
        ),
        below=_summary,
    ),
    "template": Register(
        "What the settings of a platform have to be, in a form that a program can check. Controls name the checks that "
        "show whether they are kept.",
        (
            Column("Checks", lambda r: len(r.checks), "number", is_key=True),
            Column("As required", lambda r: r.id, "kept", is_key=True),
            Column(
                "For",
                lambda r: tuple(dict.fromkeys(e.application for e in r.applies_to if e.application)),
                "titles",
                empty="every application",
            ),
            OWNER,
            REVIEW,
        ),
    ),
}


LONG = 15
"""A table with more rows than this is narrowed by facets."""


def facets(register: Register, records: Sequence[Record]) -> list[tuple[Column, list[str]]]:
    """The columns by whose values a long table is narrowed, each with its values, the most frequent first."""
    columns = [column for column in register.columns if column.facet] if len(records) > LONG else []
    counted = ((column, Counter(column.value(record) for record in records)) for column in columns)
    return [(column, [value for value, _ in found.most_common()]) for column, found in counted if len(found) > 1]


def filled(register: Register, records: Sequence[Record]) -> list[Column]:
    """The columns in which any of the records has something to say."""
    return [one for one in register.columns if one.empty or any(one.value(r) not in (None, ()) for r in records)]


def counted(register: Register, records: Sequence[Record]) -> list[tuple[str, int]]:
    """The values of the column that is counted, each with how many records have it, the most frequent first."""
    return Counter(
        column.value(record) for column in register.columns if column.counted for record in records
    ).most_common()


def promised(records: Sequence[Record]) -> tuple[int, int]:
    """How many actions of postmortems or exercises are open, and how many there are."""
    found = [action for record in records if isinstance(record, Postmortem | Exercise) for action in record.actions]
    return sum(map(is_pending, found)), len(found)


def first_due(register: Register, records: Sequence[Record]) -> tuple[Column, Record] | None:
    """The column whose days fall due, and the record whose day is the first; None without one."""
    for column in register.columns:
        dated = [record for record in records if column.falls_due and column.value(record)]
        if dated:
            return column, min(dated, key=column.value)
    return None


def listed(sitemap: Sitemap, kind: str) -> list[Record]:
    """The published records of a kind in the order of its register."""
    register, order = REGISTERS[kind], sitemap.scheme.order
    newest_by, rated_by = register.newest_by, register.rated_by
    found = sorted(
        sitemap.published(KINDS[kind]), key=lambda record: (register.grouped_by(record), record.title.casefold())
    )
    if rated_by:
        return sorted(found, key=lambda record: max(map(order, rated_by(record)), default=0), reverse=True)
    return sorted(found, key=newest_by, reverse=True) if newest_by else found


def reading_order(sitemap: Sitemap) -> list[str]:
    """The Markdown paths of the records of all kinds, each kind in the order of its register."""
    return [sitemap.paths[record.id] for kind in REGISTERS for record in listed(sitemap, kind)]
