"""What a threat model does not say and only the owner of its application knows, as questions in plain words.

No export of a platform states these things, and a rule stays silent about most of what nobody states. The questions
come from the record itself: from stand-ins, from facts that are not stated and from sections that are not there. So
each is gone as soon as the record answers it, whoever wrote that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from trailbook.records.kinds.threat_model import Component, Flow, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Item
from trailbook.records.states import is_current
from trailbook.records.unfinished import is_left_open
from trailbook.records.vocabulary import OUTSIDE, SENSITIVITIES, Audience, Environment
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rules.facts_not_stated import ASKED, QUESTIONS

Subject = Literal[
    "owner", "purpose", "users", "impact", "sensitivity", "personal-data", "sharing", "environment", "retention"
]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""What is asked about, in the order in which it is asked."""

ONLY_ITS_OWNER = "only-its-owner"
"""The answer that nobody but its owner may use, read or change something."""
_AUDIENCES = (ONLY_ITS_OWNER, *get_args(Audience))
_TEXTS = {
    "owner": "Which role or team answers for the application?",
    "purpose": "What does the business use it for?",
    "users": "Who uses it, and about how many?",
    "impact": "What does it mean for the business when it fails or leaks?",
}


@dataclass(frozen=True)
class OwnerQuestion:
    """One question: what it is about, in which model and about which of its elements; none is the application.

    The answer is one of ``choices``, or several of them if ``multiple`` is set; without choices, a line of text.
    """

    subject: Subject
    model: str
    text: str
    element: str = ""
    choices: tuple[str, ...] = ()
    multiple: bool = False

    @property
    def id(self) -> str:
        """The identity of the question within its model: ``<subject>@<element>``, or the subject alone."""
        return f"{self.subject}@{self.element}" if self.element else self.subject


def owner_questions(model: ThreatModel, knowledge: KnowledgeBase) -> tuple[OwnerQuestion, ...]:
    """What the owner of a model's application is to be asked. A retired application has nobody to ask."""
    if not is_current(model):
        return ()
    view = ModelView(model, knowledge)
    found = [*_texts(model), *_sensitivity(view), *_personal(model), *_sharing(view), *_environment(view)]
    return tuple(sorted((*found, *_retention(view)), key=lambda question: SUBJECTS.index(question.subject)))


def all_owner_questions(knowledge: KnowledgeBase) -> Iterator[OwnerQuestion]:
    """The questions of every threat model, model by model."""
    for model in knowledge.of_kind(ThreatModel):
        yield from owner_questions(model, knowledge)


def _texts(model: ThreatModel) -> Iterator[OwnerQuestion]:
    stated = {
        "owner": model.owner,
        "purpose": model.application.purpose,
        "users": model.application.users,
        "impact": model.application.impact,
    }
    for subject in SUBJECTS[:4]:
        if is_left_open(stated[subject]):
            yield OwnerQuestion(subject, model.id, _TEXTS[subject])


def _sensitivity(view: ModelView) -> Iterator[OwnerQuestion]:
    """Asked of each store that keeps no data, and once of all flows that carry none and touch no such store."""
    for store in stores_without_data(view):
        text = f"How much harm does it do if strangers read what “{store.name}” keeps?"
        yield OwnerQuestion("sensitivity", view.model.id, text, store.id, SENSITIVITIES)
    if flows_without_data(view):
        text = "How much harm does it do if strangers read what it sends and receives? Take the most sensitive of it."
        yield OwnerQuestion("sensitivity", view.model.id, text, choices=SENSITIVITIES)


def stores_without_data(view: ModelView) -> list[Component]:
    """The data stores of which no data is stated that they keep."""
    return [store for store, _ in view.components("data-store") if not view.kept_in(store)]


def flows_of(view: ModelView, store: Component) -> list[Flow]:
    """The flows to and from a store that carry no stated data: what moves there is what the store keeps."""
    return [flow for flow, _ in (*view.outgoing(store), *view.incoming(store)) if not flow.data]


def flows_without_data(view: ModelView) -> list[Flow]:
    """The flows that carry no stated data, but those to and from stores of which none is stated either."""
    of_stores = {flow.id for store in stores_without_data(view) for flow in flows_of(view, store)}
    return [flow for flow, _ in view.flows() if not flow.data and flow.id not in of_stores]


def _personal(model: ThreatModel) -> Iterator[OwnerQuestion]:
    """Asked in drafts alone: in a record that is in force, silence means no, as its schema says."""
    for asset in model.data if model.status == "draft" else ():
        if "personal" not in asset.model_fields_set:
            text = f"Is “{asset.name}” about identifiable people?"
            yield OwnerQuestion("personal-data", model.id, text, asset.id, ("yes", "no"))


def _sharing(view: ModelView) -> Iterator[OwnerQuestion]:
    for part, facts in view.components():
        if (fact := sharing_fact(part)) and getattr(facts, fact) is None:
            text = f"{_sentence(QUESTIONS[fact].format(f'“{part.name}”'))}?"
            yield OwnerQuestion("sharing", view.model.id, text, part.id, _AUDIENCES, multiple=True)


def sharing_fact(part: Component) -> str:
    """The fact that says whom a component is shared with, if rules ask that of its type."""
    return next((fact for fact in ("shared_with", "edited_by") if fact in ASKED.get(part.type, ())), "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _environment(view: ModelView) -> Iterator[OwnerQuestion]:
    if any(facts.environment for _, facts in view.boundaries()):
        return
    if inside_parts(view):
        text = "In what kind of environment does it run?"
        yield OwnerQuestion("environment", view.model.id, text, choices=get_args(Environment))


def inside_parts(view: ModelView) -> list[Component]:
    """The components in an environment of the platform: all but people, services of others, and remote stores."""
    inside = [part for part, _ in view.components() if part.type not in OUTSIDE]
    return [part for part in inside if part.type != "data-store" or not view.is_signed_in_to(part)]


def _retention(view: ModelView) -> Iterator[OwnerQuestion]:
    """Asked of kept data: in drafts of all that is not public, in a record in force of data about people alone.

    A secret is rotated, not deleted after a while.
    """
    is_draft = view.model.status == "draft"
    for asset, facts in view.data():
        is_asked = asset.personal or (is_draft and asset.sensitivity != "public" and not facts.secret)
        if asset.stored_in and facts.retention is None and is_asked:
            text = f"After which period is “{asset.name}” deleted, and is that kept to?"
            yield OwnerQuestion("retention", view.model.id, text, asset.id, ("yes", "no"))


def element_of(model: ThreatModel, question: OwnerQuestion) -> Item | None:
    """The element that a question is about; None for the application."""
    return next((item for item in model.items() if item.id == question.element), None)
