"""Training modules: a scenario, questions about it, and answers that explain themselves."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.model import LinksTo, Model, OwnedRecord, References, Text, WordedItem
from trailbook.records.vocabulary import Role


class Answer(Model):
    """One answer to choose from, and why it is right or wrong."""

    text: Text
    correct: bool = False
    why: Text


class Question(WordedItem):
    """A question that the scenario raises."""

    noun: ClassVar[str] = "question"
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]
    teaches: Annotated[References, LinksTo("teaches", ("control", "threat", "step"))] = ()

    @model_validator(mode="after")
    def _has_a_right_answer(self) -> Self:
        if not any(answer.correct for answer in self.answers):
            raise PydanticCustomError("no-right-answer", "no answer is marked 'correct: true'")
        return self


class TrainingModule(OwnedRecord):
    """One training module."""

    prefix: ClassVar[str] = "TR"
    plural: ClassVar[str] = "Training"
    folder: ClassVar[str] = "training"

    kind: Literal["training"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, description="Who takes it.")]
    minutes: Annotated[int, Field(ge=5, le=600)]
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]
    teaches: Annotated[References, LinksTo("teaches", ("control", "threat"))]
    learned_from: Annotated[References, LinksTo("learned-from", ("postmortem",))] = ()
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
