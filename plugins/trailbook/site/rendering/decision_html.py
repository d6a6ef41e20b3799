"""Small pieces of HTML about decisions, of which pages have thousands. Equal pieces are rendered once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from trailbook.site.rendering.sentences import in_language
from trailbook.site.rendering.translation import day_in_words, spoken, translated
from trailbook.text.prose import in_prose
from trailbook.trail import authorship
from trailbook.trail.changes.blame import DecisionStep, Why
from trailbook.trail.changes.change import EFFECTS
from trailbook.trail.decisions import Approval, Decision, Hold, KnownRequest
from trailbook.trail.export import APPROVED, reason_source
from trailbook.trail.git.commits import Person, utc_day, utc_text
from trailbook.trail.published_text import person
from trailbook.trail.why import kind_words

if TYPE_CHECKING:
    from trailbook.site.rendering.trail_site import Entry

Period = Literal["month", "day"]

_KEPT = 8_192

_TIME = Markup('<time datetime="{}">{}</time>')
_WRITTEN = Markup(' <span class="tb-muted">({})</span>')
_NOBODY = Markup('<p class="tb-approvals"><span class="tb-weak">{}</span></p>')
_APPROVALS = Markup('<p class="tb-approvals">{}</p>')
_NO_AGREEMENT = Markup('<span class="tb-weak">{}</span>')
_REQUEST = Markup('<a href="{}" rel="noopener noreferrer">{}</a>')
_BADGE = Markup(' <span class="tb-badge tb-badge--{}">{}</span>')


def on_day(date: datetime) -> Markup:
    """The day of a moment in UTC, such as "23 Nov 2026", as a ``time`` element that is exact to the second."""
    return _on_day(date, spoken())


@lru_cache(_KEPT)
def _on_day(date: datetime, language: str) -> Markup:
    return _TIME.format(moment(date), day_in_words(utc_day(date)))


def byline(decision: Decision, emails: bool = False) -> str:
    """Who wrote a decision, and with whose help; with ``emails``, each with their address."""

    def named(one: Person) -> str:
        name = person(one.name or one.email)
        return f"{name} <{one.email}>" if emails and one.email else name

    return authorship.byline(decision, named)


def written(decision: Decision) -> Markup:
    """On which day a decision was written and since when it is in force, if these are two days."""
    if decision.authored_day == decision.day:
        return Markup("")
    said = escape(translated("written {0}, in force since {1}"))
    return _WRITTEN.format(said.replace("{0}", on_day(decision.authored)).replace("{1}", on_day(decision.landed)))


def approvals(found: tuple[Approval, ...], later: tuple[Approval, ...] = ()) -> Markup:
    """Who agreed with a decision, and how that is known; ``later`` is who agreed in a later commit of their own."""
    return _approvals(found, later, spoken())


@lru_cache(_KEPT)
def _approvals(found: tuple[Approval, ...], later: tuple[Approval, ...], language: str) -> Markup:
    said = list(map(_approval, found))
    if later:
        said.append(escape(_agreed_later(later)))
    if not said:
        return _NOBODY.format(translated("No approval on record"))
    return _APPROVALS.format(Markup(" ").join(said))


def _agreed_later(later: Sequence[Approval]) -> str:
    """That somebody agreed in a later commit, as a sentence."""
    names = ", ".join(dict.fromkeys(person(one.name) for one in later))
    return translated("Agreed later by {0}, in a commit of their own.").replace("{0}", names)


def _approval(approval: Approval) -> Markup:
    """A sentence: who agreed and how that is known, and what keeps it from counting."""
    own = "" if approval.independent else in_language(", not independent")
    if approval.source == "review":
        on = Markup(" {} {}").format(translated("on"), on_day(approval.at)) if approval.at else ""
        how = Markup("{} {}{}").format(translated("as"), person(approval.account), on)
    else:
        how = escape(in_language(APPROVED[approval.source]))
    said = escape(_agreed(approval)).replace("{0}", escape(person(approval.name))).replace("{1}", how + own)
    return said if approval.counts else _NO_AGREEMENT.format(said)


def _agreed(approval: Approval) -> str:
    if approval.source != "review":
        is_said = approval.source in ("front-matter", "picked")
        return translated("Said to be approved by {0} ({1}).") if is_said else translated("Approved by {0} ({1}).")
    said: dict[Hold, str] = {
        "holds": translated("Reviewed by {0} ({1})."),
        "stale": translated("An earlier text was reviewed by {0} ({1})."),
        "late": translated("Reviewed after the merge by {0} ({1})."),
        "outside": translated("Reviewed from outside by {0} ({1})."),
        "dismissed": translated("A review by {0} was dismissed ({1})."),
    }
    return said[approval.hold]


def reason(decision: Decision) -> Markup:
    """Where a reason was found; where that is a request, with a link to it."""
    known = decision.request
    if decision.rationale.source != "request" or known is None:
        return escape(in_language(reason_source(decision, in_prose)))
    before, _, after = in_language(reason_source(decision, in_prose)).partition(known.name)
    return Markup("{}{}{}").format(before, request(known), after)


def request(known: KnownRequest) -> Markup:
    """What a request is called, as a link to it."""
    return _REQUEST.format(known.address, known.name) if known.address else escape(known.name)


def badges(effects: Sequence[str]) -> Markup:
    """A badge for each effect on risk."""
    return Markup().join(_BADGE.format(effect, translated(effect.replace("-", " "))) for effect in effects)


@lru_cache(_KEPT)
def moment(when: datetime) -> str:
    """A moment in UTC for the ``datetime`` of a ``time`` element and for feeds."""
    return utc_text(when)


@lru_cache(_KEPT)
def day(when: datetime) -> str:
    """The day of a moment in UTC."""
    return utc_day(when).isoformat()


def anchor(decision: Decision) -> str:
    """The id of a decision on its trail's page."""
    return f"d-{decision.commit[:12]}"


def kind(step: DecisionStep) -> str:
    """What kind of decision one was on an item, as the first words of a line."""
    return translated(kind_words(step.kind, step.hint).capitalize())


def moved_since(why: Why) -> list[str]:
    """How often something was strengthened and weakened besides the decision shown, such as "strengthened twice"."""
    kinds = Counter(step.kind for step in why.steps if step is not why.meaning and step is not why.founded)
    called = {"strengthened": translated("strengthened"), "weakened": translated("weakened")}
    return [f"{words} {_times(kinds[kind])}" for kind, words in called.items() if kinds[kind]]  # type: ignore[index]


def evidenced_since(why: Why) -> DecisionStep | None:
    """The newest decision since the one shown that strengthened something by its evidence alone, such as a check.

    None if there is none since.
    """
    since = takewhile(lambda step: step is not why.meaning, why.steps)
    return next((step for step in since if step.kind == "evidence" and "strengthens" in _effects(step)), None)


def _effects(step: DecisionStep) -> set[str]:
    return {change.effect for change in step.changes}


def _times(number: int) -> str:
    more = translated("{0} times").replace("{0}", str(number))
    return {1: translated("once"), 2: translated("twice")}.get(number, more)


def effects(*decisions: Decision) -> list[str]:
    """The effects on risk of decisions, weakening first; hints are among them."""
    found = {change.effect for decision in decisions for change in decision.changes}
    return [effect for effect in EFFECTS if effect in found and effect != "neutral"]


def period(commits: Iterable[tuple["Entry", ...]], most: int = 60) -> Period:
    """By what a list of commits is parted: by month, unless a month has more than ``most`` of them."""
    return "month" if all(len(found) <= most for _, found in by_period(commits, "month")) else "day"


def by_period(commits: Iterable[tuple["Entry", ...]], by: Period) -> list[tuple[date, list[tuple["Entry", ...]]]]:
    """The decisions of commits, newest first, by the day since which they are in force, or the first of its month."""

    def first(entries: tuple["Entry", ...]) -> date:
        day = entries[0].decision.day
        return day.replace(day=1) if by == "month" else day

    return [(day, list(found)) for day, found in groupby(commits, key=first)]


def effects_of_all(decisions: Iterable[Decision]) -> list[str]:
    """The effects on risk of several decisions together."""
    return effects(*decisions)


def effects_counted(commits: Iterable[tuple["Entry", ...]]) -> Markup:
    """A badge for each effect on risk that some of the commits have, with their number; hints are among them."""
    found = Counter(effect for entries in commits for effect in effects(*(entry.decision for entry in entries)))
    said = {
        "weakens": translated("{0} weakened"),
        "strengthens": translated("{0} strengthened"),
        "may-weaken": translated("{0} may have weakened"),
        "may-strengthen": translated("{0} may have strengthened"),
    }
    counted = ((effect, said[effect].replace("{0}", str(found[effect]))) for effect in EFFECTS if effect in said)
    return Markup().join(_BADGE.format(effect, words) for effect, words in counted if found[effect])
