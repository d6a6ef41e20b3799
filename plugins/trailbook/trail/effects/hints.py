"""What prose seems to weaken or strengthen: hints, which say that they are.

Rules of the folder ``rules`` judge facts that a record states. A plain page states none, yet an obligation may become
a recommendation there, a limit be raised, a duty go. Words and numbers point to such places; only a reader can say
what a sentence means. So a hint is the effect ``may-weaken`` or ``may-strengthen``, with the words that it rests on,
and nothing counts it as a fact.

Sentences are compared with their predecessors (``changes.statements``). A sentence that went counts as gone only if
nothing like it is anywhere on the page.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from trailbook.records.document import Document
from trailbook.records.kinds.playbook import Step
from trailbook.records.kinds.policy import Control
from trailbook.text.unseen import one_line
from trailbook.trail.changes.change import Change, HintedEffect, is_mapping, is_of_text
from trailbook.trail.changes.similarity import likeness
from trailbook.trail.changes.statements import (
    REWORDED,
    aligned,
    is_said_in,
    prose_blocks,
    statements,
    statements_of,
    word_bag,
)
from trailbook.trail.changes.word_diff import count_words, edits, words_of
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.limits import limits
from trailbook.trail.effects.obligations import Force, Obligation, exceptions, is_unspaced, obligations
from trailbook.trail.effects.rule import Rule
from trailbook.trail.effects.rules import RULES


def _hint(id: str, title: str, reason: str) -> Rule:
    return Rule(id, title, reason, concerns=(), judge=lambda change, old, new: None, kind="hint")


WORD = _hint(
    "stated-obligation",
    "A sentence obliges less, or more, than before",
    "“Must” became “should” or “may”, or the other way round. Must, should and may are ranked as in RFC 2119 and the "
    "ISO/IEC Directives, Part 2, and their like in German, French, Spanish and Japanese.",
)
LIMIT = _hint(
    "stated-limit",
    "A limit in a sentence is looser, or stricter",
    "The number after “at least” fell, or the one after “within”, “at most” or “every” rose. A number without such "
    "words around it gives no hint.",
)
EXCEPTION = _hint(
    "stated-exception",
    "A sentence that obliges lets something off, or no longer does",
    "“Unless”, “except”, “where possible” and their like came into a rule that had none, or left it.",
)
DUTY = _hint(
    "stated-duty",
    "A sentence that obliges is gone, or new",
    "It said “must”, “must not” or the like, and no other sentence of the page says nearly the same.",
)
HINTS: tuple[Rule, ...] = (WORD, LIMIT, EXCEPTION, DUTY)
"""Every rule that gives hints, in the order in which they are tried."""
PUBLISHED: tuple[Rule, ...] = (*RULES, *HINTS)
"""Every rule, those of facts first."""
BY_ID = {rule.id: rule for rule in PUBLISHED}
"""The same rules, as the changes that they judge name them."""

_STRENGTH: dict[Force, int] = {"may": 1, "should": 2, "must": 3, "should not": 2, "must not": 3}
_NEXT = 4
"""How many words after “must” or “may” are looked at to know that it is of the same thing."""
_SIMILAR = 0.65
"""From this likeness of two sentences on, one word after “must” is enough."""
_MOST_PAIRS = 900
"""Sentences with more words of obligation are none, and take long to compare."""
_ALIKE = 0.8
"""From this likeness on, the only word of obligation in each of two sentences is of the same thing."""
_LEADING = 6
"""An exception begins within so many words of what was added."""
_EMPTIED = 0.34
"""With less than this share of its statements left, a page was emptied; that is seen without hints."""
_EMPTY = frozenset((
    "a", "an", "the", "to", "be", "is", "are", "have", "been", "also", "always", "only", "not", "of", "in", "and", "or",
    "by", "it", "this", "that", "you", "they", "we", "être", "avoir", "de", "la", "le", "les", "un", "une", "des", "à",
    "pas", "sein", "werden", "nicht", "die", "der", "das", "den", "zu", "ser", "estar", "el", "los", "las", "una",
))  # fmt: skip
_WORDED = (Control, Step)
"""The items whose text says what is to be done. Those of other kinds say what is the case."""
_WORDS_OF = ("summary", "title")
"""The first paragraph of a page, and the words that a control is called by."""
_CELL = re.compile(r"text\.rows\[(.*)\]\.([^\[\]]*)$")
_ALL = re.compile(r"(?:All|Each|Every|No|Only|Alle|Jeder?|Jedes|Kein\w*|Nur|Tou(?:te)?s|Chaque|Todos?|Todas?|Cada)\b")
_QUOTED = 100
"""How many characters of a sentence are quoted."""


@dataclass(frozen=True)
class Hint:
    """What one sentence seems to do, by which rule, and the words that this rests on."""

    effect: HintedEffect
    rule: str
    evidence: str


def with_hints(changes: Sequence[Change], old: Document | None, new: Document | None) -> tuple[Change, ...]:
    """The changes of a record with hints at those of its prose that no rule judged."""
    if old is None or new is None:
        return tuple(changes)
    items = {item.id for document in (old, new) for item in document.record.items() if not isinstance(item, _WORDED)}
    prose = [place for place, change in enumerate(changes) if _is_prose(change, items)]
    before, after = _differing(
        [(place, block) for place in prose for block in _blocks(changes[place], changes[place].before)],
        [(place, block) for place in prose for block in _blocks(changes[place], changes[place].after)],
    )
    found: dict[int, list[Hint]] = {}
    for place, hint in _hints(before, after, old, new):
        found.setdefault(place, []).append(hint)
    return tuple(_hinted(change, found.get(place, ())) for place, change in enumerate(changes))


_Placed = tuple[int, str]
"""A block or statement with the change that it is of."""


def _differing(before: list[_Placed], after: list[_Placed]) -> tuple[list[_Placed], list[_Placed]]:
    """The statements of the blocks that only one side has."""
    old, new = (Counter(block for _, block in side) for side in (before, after))
    return _statements(before, old - new), _statements(after, new - old)


def _statements(placed: Iterable[_Placed], left: Counter[str]) -> list[_Placed]:
    return [(place, text) for place, block in placed if left[block] > 0 for text in statements_of(block)]


def _hints(
    before: Sequence[_Placed], after: Sequence[_Placed], old: Document, new: Document
) -> Iterator[tuple[int, Hint]]:
    match = aligned([text for _, text in before], [text for _, text in after], _may_hint)
    for here, there in match.reworded:
        place, text = after[there]
        if hint := reworded(before[here][1], text):
            yield place, hint
    gone = [before[here] for here in match.removed if _obliges(before[here][1])]
    came = [after[there] for there in match.added if _obliges(after[there][1])]
    if not gone and not came:
        return
    was, now = statements(old.text), statements(new.text)
    for place, text in gone if len(now) > _EMPTIED * len(was) else ():
        if not is_said_in(text, now):
            yield place, Hint("may-weaken", DUTY.id, f"gone: {_quoted(text)}")
    for place, text in came:
        if not is_said_in(text, was):
            yield place, Hint("may-strengthen", DUTY.id, f"new: {_quoted(text)}")


def reworded(before: str, after: str) -> Hint | None:
    """What a sentence that was reworded seems to do now, by the first rule that has a hint; None if none has."""
    return next((hint for judge in (_by_word, _by_limit, _by_exception) for hint in judge(before, after)), None)


def _hinted(change: Change, hints: Sequence[Hint]) -> Change:
    """A change with the hint of most weight: what may weaken goes before what may strengthen."""
    if not hints:
        return change
    first = min(hints, key=lambda hint: hint.effect != "may-weaken")
    others = len(hints) - 1
    evidence = f"{first.evidence} and {others} more" if others else first.evidence
    return replace(change, effect=first.effect, rule=first.rule, evidence=evidence)


def _is_prose(change: Change, items: Collection[str]) -> bool:
    """Whether a change is one of a text that no rule can judge: of a record, a section, a control or a step."""
    if change.effect != "neutral" or change.kind == "moved" or change.item in items:
        return False
    if change.field is None:
        return change.item is not None
    if change.field in _WORDS_OF:
        return change.kind == "changed"
    return is_of_text(change) and not change.field.startswith(("text.links", "text.code", "text.headings"))


def _blocks(change: Change, value: JsonValue) -> tuple[str, ...]:
    """The blocks of one side of a change. A cell is read with the names of its row and column around it."""
    if is_mapping(value) and change.field == "text.rows":
        return (" | ".join(str(cell) for cell in value.values()),)
    text = value.get("text") if is_mapping(value) else value
    if not isinstance(text, str):
        return ()
    if cell := _CELL.match(change.field or ""):
        return tuple(f"{cell[1]}: {cell[2]}: {block}" for block in prose_blocks(text))
    return prose_blocks(text)


def _may_hint(statement: str) -> bool:
    return _is_normative(statement) or bool(obligations(statement) or limits(statement))


def _obliges(statement: str) -> bool:
    """Whether a statement states a duty."""
    return not statement.endswith(("?", ":")) and any(found.is_duty for found in obligations(statement))


def _by_word(before: str, after: str) -> Iterator[Hint]:
    if after.endswith("?") or before.endswith("?"):
        return
    said = ((word for word in obligations(text) if not word.is_condition) for text in (before, after))
    old, new = (Counter(word.force for word in words) for words in said)
    for was, now in _paired(before, after):
        opposed = was.force.endswith("not") != now.force.endswith("not") and "may" not in (was.force, now.force)
        if not opposed and was.is_condition == now.is_condition and _STRENGTH[was.force] != _STRENGTH[now.force]:
            weaker = _STRENGTH[now.force] < _STRENGTH[was.force]
            is_beside = new[was.force] >= old[was.force] if weaker else old[now.force] >= new[now.force]
            if old.total() == new.total() or not is_beside:  # else the stronger word was there before and after
                yield _changed(weaker, WORD, was.words, now.words, after)


def _paired(before: str, after: str) -> Iterator[tuple[Obligation, Obligation]]:
    """Which word of obligation became which: those of the same verb, and the only ones of sentences that are alike."""
    old, new = obligations(before), obligations(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return
    alike = likeness(word_bag(before), word_bag(after))
    if len(old) == len(new) == 1 and alike >= (REWORDED if is_unspaced(before) else _ALIKE):
        yield old[0], new[0]
        return
    ranked = sorted(
        (-shared, word.force != other.force, here, there)
        for here, word in enumerate(old)
        for there, other in enumerate(new)
        if (shared := _shared(_following(before, word), _following(after, other))) > 1 or (shared and alike >= _SIMILAR)
    )
    taken: set[int] = set()
    given: set[int] = set()
    for _, _, here, there in ranked:
        if here not in taken and there not in given:
            taken.add(here)
            given.add(there)
            yield old[here], new[there]


def _shared(said: Sequence[str], says: Sequence[str]) -> int:
    """How many of the words after two words of obligation are the same; 0 if the first ones differ."""
    return len({*said} & {*says}) if said[:1] == says[:1] else 0


def _following(sentence: str, word: Obligation) -> Sequence[str]:
    """The words that say what is obliged: the next few, without those that say nothing."""
    said = [found for found in words_of(sentence[word.end : word.end + 80].casefold()) if found not in _EMPTY]
    return said[:_NEXT]


def _by_limit(before: str, after: str) -> Iterator[Hint]:
    old, new = limits(before), limits(after)
    lost, gained = (
        [limit for limit in side if all((limit.measures, limit.size) != (o.measures, o.size) for o in other)]
        for side, other in ((old, new), (new, old))
    )
    if len(lost) == len(gained) == 1:
        was, now = lost[0], gained[0]
        if now.bound and was.bound == now.bound and was.measures == now.measures:
            yield _changed((now.size < was.size) == (now.bound == "floor"), LIMIT, was.words, now.words, after)


def _by_exception(before: str, after: str) -> Iterator[Hint]:
    if not _is_normative(before) or not _is_normative(after):
        return
    sides: tuple[tuple[HintedEffect, str, str], ...] = (
        ("may-weaken", after, before),
        ("may-strengthen", before, after),
    )
    for effect, text, other in sides:
        if (found := exceptions(text)) and not exceptions(other) and _comes_alone(found[0], other, text):
            done = "added" if effect == "may-weaken" else "removed"
            yield Hint(effect, EXCEPTION.id, f"“{one_line(found[0])}” {done} in {_quoted(text)}")


def _is_normative(sentence: str) -> bool:
    """Whether a sentence obliges, recommends, or says something of all or none of a kind."""
    return bool(_ALL.match(sentence)) or any(word.force != "may" for word in obligations(sentence))


def _comes_alone(exception: str, without: str, sentence: str) -> bool:
    """Whether an exception behind what obliges is all that a sentence has more than it had without."""
    came = [edit for edit in edits(without, sentence) if edit.length]
    if len(came) != 1 or count_words(came[0].removed):
        return False
    return exception in " ".join(came[0].added.split()[:_LEADING]) and _is_normative(
        sentence[: sentence.index(exception)]
    )


def _changed(weaker: bool, rule: Rule, was: str, now: str, sentence: str) -> Hint:
    evidence = f"“{one_line(was)}” → “{one_line(now)}” in {_quoted(sentence)}"
    return Hint("may-weaken" if weaker else "may-strengthen", rule.id, evidence)


def _quoted(sentence: str) -> str:
    line = one_line(sentence)
    return f"“{line}”" if len(line) <= _QUOTED else f"“{line[:_QUOTED].rpartition(' ')[0] or line[:_QUOTED]}…”"
