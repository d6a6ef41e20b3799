"""Training modules: a scenario, questions about it, and answers that explain themselves."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.model import LinksTo, Model, OwnedRecord, Target, Targets, Text, WordedItem
from trailbook.records.vocabulary import Role


class Answer(Model):
    """One answer to choose from, and why it is right or wrong."""

    text: Text = Field(description="The answer as the reader sees it.")
    correct: bool = Field(False, description="Whether it is right.")
    why: Text = Field(description="Why it is right or wrong.")


class Spot(Model):
    """A snapshot of settings in which the reader marks what deviates.

    The solution is not written: it is what the checks of the template find.
    """

    snapshot: Text = Field(
        max_length=300,
        description="A file below configurations/, such as 'training/portal.yaml' or 'hub/logging.yaml'.",
    )
    template: Annotated[Target, LinksTo("uses", ("template",))] = Field(
        description="The template whose checks give the solution."
    )


class Question(WordedItem):
    """A question that the scenario raises: answers to choose from, or settings to look through."""

    noun: ClassVar[str] = "question"
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)] = Field((), description="The answers to choose from.")
    spot: Spot | None = Field(None, description="Settings in which to spot what deviates, instead of answers.")
    teaches: Annotated[Targets, LinksTo("teaches", ("control", "threat", "step"))] = Field(
        (), description="The controls, threats or steps that the question is about."
    )

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if bool(self.answers) == bool(self.spot):
            has = "both 'answers' and 'spot'" if self.spot else "neither 'answers' nor 'spot'"
            raise PydanticCustomError("one-form", "the question has {has}", {"has": has, "expected": "one of the two"})
        if self.answers and not any(answer.correct for answer in self.answers):
            raise PydanticCustomError("no-right-answer", "no answer is marked 'correct: true'")
        return self

    @property
    def right(self) -> int:
        """How many of the answers are right."""
        return sum(answer.correct for answer in self.answers)


class TrainingModule(OwnedRecord):
    """One training module."""

    prefix: ClassVar[str] = "TR"
    plural: ClassVar[str] = "Training"
    folder: ClassVar[str] = "training"

    kind: Literal["training"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, description="Who takes it.")]
    minutes: Annotated[int, Field(ge=5, le=600)] = Field(description="How long it takes.")
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(description="What readers can do afterwards.")
    teaches: Annotated[Targets, LinksTo("teaches", ("control", "threat"))] = Field(
        description="The controls or threats that it is about."
    )
    learned_from: Annotated[Targets, LinksTo("learned-from", ("postmortem",))] = Field(
        (), description="The incidents that it is made from."
    )
    questions: Annotated[tuple[Question, ...], Field(min_length=1)] = Field(description="What the scenario asks.")

    @property
    def asks_for_several(self) -> bool:
        """Whether any question has more than one right answer. If so, no question's form gives away how many it has."""
        return any(question.right > 1 for question in self.questions)
