"""What came of incidents and exercises, and which of them are behind a control, a step or a record."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from trailbook.records.kinds.action import Action
from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import full_reference
from trailbook.records.references import of_records, record_of
from trailbook.records.states import is_pending
from trailbook.risk.lessons.answers import LessonAnswer, LessonSource, covers, kind_of, lesson_answers
from trailbook.text.days import has_passed
from trailbook.trail.decisions import Trail

BINDING = ("policy", "playbook", "training")
"""The kinds that say what people have to do: an incident after which none of these changed has changed nothing."""

Progress = Literal["overdue", "pending", "done", "unshown", "dropped"]
"""The progress of an action item; ``unshown``: done by its record's word, but no commit changed what it names."""


@dataclass(frozen=True)
class FollowedAction:
    """An action item with its progress, and the answers that carried it out; none while it is pending."""

    reference: str
    action: Action
    progress: Progress
    answers: tuple[LessonAnswer, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """One postmortem or exercise with everything that came of it.

    ``threats`` are those that an incident realised or an exercise tests, ``taught`` what states that it was learned
    from it, ``failed`` the controls that were in place and failed, ``answers`` the commits' changes, newest first.
    """

    source: LessonSource
    threats: tuple[str, ...]
    taught: tuple[str, ...]
    failed: tuple[str, ...]
    actions: tuple[FollowedAction, ...] = ()
    answers: tuple[LessonAnswer, ...] = ()

    @property
    def is_incident(self) -> bool:
        """Whether it really happened, unlike an exercise."""
        return self.source.kind == "postmortem"

    def about(self, reference: str) -> tuple[LessonAnswer, ...]:
        """The answers that changed an item, or for a record's id those that changed anything in it."""
        return tuple(answer for answer in self.answers if covers(reference, answer.reference))

    @property
    def touched(self) -> frozenset[str]:
        """The items that were learned from it, failed in it, are named by an action, or were changed by an answer."""
        named = [full_reference(self.source.id, ref) for followed in self.actions for ref in followed.action.changes]
        return frozenset((*self.taught, *self.failed, *named, *(answer.reference for answer in self.answers)))


@dataclass(frozen=True)
class Lessons:
    """All lessons of a knowledge base: incidents, the latest first, then exercises.

    Without a trail (``has_trail``) no commit is known, and what an action did is as the record says.
    """

    knowledge: KnowledgeBase
    all: tuple[Lesson, ...]
    has_trail: bool

    @cached_property
    def by_record(self) -> Mapping[str, Lesson]:
        """The lessons by the ids of their records."""
        return {lesson.source.id: lesson for lesson in self.all}

    @property
    def incidents(self) -> list[Lesson]:
        """The lessons of what really happened."""
        return [lesson for lesson in self.all if lesson.is_incident]

    def behind(self, reference: str) -> list[Lesson]:
        """The lessons that touched a control, a step or a record."""
        return self._behind.get(reference, [])

    @cached_property
    def _behind(self) -> Mapping[str, list[Lesson]]:
        found: dict[str, list[Lesson]] = {}
        for lesson in self.all:
            for reference in lesson.touched:
                found.setdefault(reference, []).append(lesson)
        return found

    def actions_by_progress(self, *wanted: Progress) -> list[tuple[Lesson, FollowedAction]]:
        """The action items with any of these kinds of progress, each with its lesson, by due day."""
        found = [
            (lesson, followed) for lesson in self.all for followed in lesson.actions if followed.progress in wanted
        ]
        return sorted(found, key=lambda pair: (pair[1].action.due, pair[1].reference))

    @property
    def changed_nothing(self) -> list[Lesson]:
        """The incidents after which no policy, playbook or training changed, as far as is on record."""
        return [lesson for lesson in self.incidents if not self._bound(lesson)]

    @property
    def unforeseen(self) -> list[Lesson]:
        """The incidents that realised no modelled threat."""
        return [lesson for lesson in self.incidents if not lesson.threats]

    @property
    def failures(self) -> list[tuple[str, list[Lesson]]]:
        """The controls that were in place and failed, each with the incidents that say so."""
        failed = sorted({reference for lesson in self.all for reference in lesson.failed})
        return [(reference, [lesson for lesson in self.all if reference in lesson.failed]) for reference in failed]

    def _bound(self, lesson: Lesson) -> bool:
        changed = [answer.reference for answer in lesson.answers] if self.has_trail else lesson.taught
        return any(kind_of(self.knowledge, reference) in BINDING for reference in changed)


def lessons(
    knowledge: KnowledgeBase, trails: Iterable[Trail] | None, published: Collection[str], today: date | None
) -> Lessons:
    """What came of each published incident and exercise; ``trails`` is None if the history is not known.

    What is not published is not named. An action is overdue once its day has passed; without a ``today`` none is.
    """
    sources: tuple[LessonSource, ...] = (*knowledge.of_kind(Postmortem), *knowledge.of_kind(Exercise))
    found = [record for record in sources if record.id in published]
    answers = lesson_answers(knowledge, found, trails or (), published)
    every = [_lesson(knowledge, record, answers[record.id], trails is not None, published, today) for record in found]
    latest_first = sorted((lesson for lesson in every if lesson.is_incident), key=_began, reverse=True)
    return Lessons(
        knowledge, (*latest_first, *(lesson for lesson in every if not lesson.is_incident)), trails is not None
    )


def learned_from(knowledge: KnowledgeBase, source: str, published: Container[str]) -> tuple[str, ...]:
    """What states that it was learned from an incident or exercise, by full references: every page counts these."""
    return of_records(knowledge.sources([source], "learned-from"), published)


def _began(lesson: Lesson) -> str:
    return str(getattr(lesson.source, "began", ""))


def _lesson(
    knowledge: KnowledgeBase,
    source: LessonSource,
    answers: tuple[LessonAnswer, ...],
    has_trail: bool,
    published: Collection[str],
    today: date | None,
) -> Lesson:
    relation = "realises" if source.kind == "postmortem" else "tests"
    threats = (ref for ref in knowledge.targets([source.id], relation) if knowledge.noun(ref) == "threat")
    return Lesson(
        source,
        threats=of_records(threats, published),
        taught=learned_from(knowledge, source.id, published),
        failed=of_records(knowledge.sources([source.id], "failed-in"), published),
        actions=tuple(_followed(source.id, action, answers, has_trail, today) for action in source.actions),
        answers=answers,
    )


def _followed(
    id: str, action: Action, answers: tuple[LessonAnswer, ...], has_trail: bool, today: date | None
) -> FollowedAction:
    reference = f"{id}.{action.id}"
    if action.state == "dropped":
        return FollowedAction(reference, action, "dropped")
    if is_pending(action):
        return FollowedAction(reference, action, "overdue" if has_passed(action.due, today) else "pending")
    named = [full_reference(id, ref) for ref in action.changes]
    carried = tuple(answer for answer in answers if _carries_out(answer, reference, named))
    return FollowedAction(reference, action, "unshown" if has_trail and named and not carried else "done", carried)


def _carries_out(answer: LessonAnswer, action: str, named: Iterable[str]) -> bool:
    """Whether an answer carried out this action: its commit names it, or names none and changed what this one names."""
    record = record_of(action)
    actions = [reference for reference in answer.decision.answers if reference.startswith(f"{record}.")]
    return action in actions if actions else any(covers(reference, answer.reference) for reference in named)
