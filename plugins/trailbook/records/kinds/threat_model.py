"""Threat models: one application, what it is made of, what can go wrong, what is done about it."""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.frameworks import Frameworks
from trailbook.records.kinds.facts import BoundaryFacts, ComponentFacts, DataFacts, EntryFacts, FlowFacts
from trailbook.records.model import Item, LinksTo, Model, OwnedRecord, Review, Target, Targets, Text
from trailbook.records.ratings import Rating
from trailbook.records.vocabulary import (
    ComponentType,
    MitigationState,
    Sensitivity,
    ThreatCategory,
    ThreatState,
)

ELEMENTS = ("trust boundary", "component", "data asset", "data flow", "entry point")
"""The nouns of the items that make up an application."""


class Application(Model):
    """The application that the model is about."""

    name: Text
    platform: Text = Field(description="The no-code platform, or its type.")
    purpose: Text = Field(description="What the business uses it for.")
    users: Text = Field(description="Who uses it, and about how many.")
    impact: Text = Field(description="What it means for the business when the application fails or leaks.")


class Boundary(Item):
    """A trust boundary: inside it the same people or rules are trusted."""

    noun: ClassVar[str] = "trust boundary"
    name: Text
    description: str = ""
    within: Annotated[Target | None, LinksTo("within", ("trust boundary",))] = Field(
        None, description="The boundary that encloses this one."
    )
    facts: BoundaryFacts | None = Field(None, description="What the rules may read of it.")


class Component(Item):
    """A data source, screen, form, automation, agent, connector or person."""

    noun: ClassVar[str] = "component"
    name: Text
    type: ComponentType
    owner: Text = Field(description="The role or team accountable for this component.")
    technology: str = Field("", description="What it is built with.")
    boundary: Annotated[Target | None, LinksTo("within", ("trust boundary",))] = Field(
        None, description="The trust boundary it is in; none for the outside world."
    )
    connector: Annotated[Target | None, LinksTo("uses", ("connector",))] = Field(
        None, description="The entry of the connector register that this component uses."
    )
    description: str = ""
    facts: ComponentFacts | None = Field(None, description="What the rules may read of it.")


class DataAsset(Item):
    """Data that the application keeps or moves."""

    noun: ClassVar[str] = "data asset"
    name: Text
    sensitivity: Sensitivity
    personal: bool = Field(False, description="Whether it is about identifiable people.")
    stored_in: Annotated[Targets, LinksTo("stored-in", ("component",))] = ()
    description: str = ""
    facts: DataFacts | None = Field(None, description="What the rules may read of it.")


class Flow(Item):
    """Data moving from one component to another."""

    noun: ClassVar[str] = "data flow"
    name: Text
    source: Annotated[Target, LinksTo("flows-from", ("component",))]
    target: Annotated[Target, LinksTo("flows-to", ("component",))]
    data: Annotated[Targets, LinksTo("carries", ("data asset",))] = ()
    identity: str = Field("", description="Under whose account or connection the data moves.")
    description: str = ""
    facts: FlowFacts | None = Field(None, description="What the rules may read of it.")


class EntryPoint(Item):
    """A place where somebody or something outside can reach the application."""

    noun: ClassVar[str] = "entry point"
    name: Text
    component: Annotated[Target, LinksTo("opens", ("component",))]
    exposed_to: Text = Field(description="Who can reach it.")
    authentication: Text = Field(description="How they prove who they are; 'none' if they do not.")
    facts: EntryFacts | None = Field(None, description="What the rules may read of it.")


class Acceptance(Model):
    """Who accepted a risk, why, and until when."""

    by: Text
    reason: Text
    until: date


class Threat(Item):
    """A scenario: what could happen, who gains by it, and who is harmed."""

    noun: ClassVar[str] = "threat"
    title: Text
    category: ThreatCategory
    description: Text
    benefits: Text = Field(description="Who benefits when it happens.")
    harmed: Text = Field(description="Who is harmed, and how.")
    affects: Annotated[Targets, LinksTo("affects", ("component", "data flow", "data asset", "entry point"))]
    inherent: Rating = Field(description="The risk with no mitigation in place.")
    residual: Rating = Field(description="The risk with the mitigations that are in place today.")
    state: ThreatState = "open"
    acceptance: Acceptance | None = Field(None, description="Required when the state is 'accepted'.")
    reason: str = Field("", description="Required when the state is 'false-positive': why.")
    frameworks: Frameworks = Field(default_factory=dict, description="Risk ids this threat is an instance of.")
    same_as: Annotated[Targets, LinksTo("same-as", ("threat",))] = Field(
        (), description="Threats of other models that are this one. Named in one of them, it holds for all."
    )

    @model_validator(mode="after")
    def _state_is_explained(self) -> Self:
        if self.state == "accepted" and self.acceptance is None:
            raise PydanticCustomError(
                "unexplained-state", "an accepted threat needs 'acceptance' with by, reason and until"
            )
        if self.state == "false-positive" and not self.reason:
            raise PydanticCustomError("unexplained-state", "a false positive needs 'reason'")
        return self


class FindingState(Item):
    """The state of one or more findings of a rule: that of a threat of this model, or one stated here."""

    noun: ClassVar[str] = "finding state"
    rule: Text = Field(description="The id of the rule, such as sharing-too-wide.")
    elements: Annotated[Targets, LinksTo("judges", ELEMENTS)] = Field(
        (), description="The elements that the rule names; none for a finding about the whole model."
    )
    threat: Annotated[Target | None, LinksTo("told-by", ("threat",))] = Field(
        None, description="The threat of this model that describes it in full, and whose state is its state."
    )
    state: ThreatState | None = Field(None, description="Its state, if no threat describes it.")
    acceptance: Acceptance | None = Field(None, description="Required when the state is 'accepted'.")
    reason: str = Field("", description="Required when the state is 'mitigated' or 'false-positive': why.")

    @property
    def label(self) -> str:
        """The rule and the elements it names."""
        return f"{self.rule} on {', '.join(self.elements)}" if self.elements else self.rule

    @model_validator(mode="after")
    def _state_is_explained(self) -> Self:
        if (self.state is None) == (self.threat is None):
            raise PydanticCustomError("unexplained-state", "needs either 'threat' or 'state', and not both")
        if self.state == "accepted" and self.acceptance is None:
            raise PydanticCustomError(
                "unexplained-state", "an accepted finding needs 'acceptance' with by, reason and until"
            )
        if self.state in ("mitigated", "false-positive") and not self.reason:
            raise PydanticCustomError("unexplained-state", f"a finding that is {self.state} needs 'reason'")
        return self


class Mitigation(Item):
    """Something done about one or more threats."""

    noun: ClassVar[str] = "mitigation"
    title: Text
    description: str = ""
    mitigates: Annotated[Targets, LinksTo("mitigates", ("threat",))]
    implements: Annotated[Targets, LinksTo("implements", ("control",))] = ()
    state: MitigationState
    owner: Text
    due: date | None = Field(None, description="When it is to be in place, as long as it is not.")


class Assumption(Item):
    """Something taken to be true. When it stops being true, the model has to be reviewed."""

    noun: ClassVar[str] = "assumption"
    text: Text


class ThreatModel(OwnedRecord):
    """The threat model of one application."""

    prefix: ClassVar[str] = "TM"
    plural: ClassVar[str] = "Threat models"
    folder: ClassVar[str] = "threat-models"
    syntax: ClassVar[Literal["yaml", "markdown"]] = "yaml"

    kind: Literal["threat-model"]
    application: Application
    boundaries: tuple[Boundary, ...] = ()
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    data: tuple[DataAsset, ...] = ()
    flows: tuple[Flow, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    threats: tuple[Threat, ...] = ()
    findings: tuple[FindingState, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    review: Review
