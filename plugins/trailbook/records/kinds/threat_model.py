"""Threat models: one application, what it is made of, what can go wrong, what is done about it."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.frameworks import Frameworks
from trailbook.records.kinds.facts import BoundaryFacts, ComponentFacts, DataFacts, EntryFacts, FlowFacts
from trailbook.records.model import Item, LinksTo, Model, OwnedRecord, Review, Target, Targets, Text
from trailbook.records.ratings import Rating
from trailbook.records.short_forms import allow_short_forms
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

    name: Text = Field(description="What the application is called.")
    platform: Text = Field(description="The no-code platform, or its type.")
    purpose: Text = Field(description="What the business uses it for.")
    users: Text = Field(description="Who uses it, and about how many.")
    impact: Text = Field(description="What it means for the business when the application fails or leaks.")


class Boundary(Item):
    """A trust boundary: inside it the same people or rules are trusted."""

    noun: ClassVar[str] = "trust boundary"
    name: Text = Field(description="What the boundary is called.")
    description: str = Field("", description="What separates the inside from the outside.")
    within: Annotated[Target | None, LinksTo("within", ("trust boundary",))] = Field(
        None, description="The boundary that encloses this one."
    )
    facts: BoundaryFacts | None = Field(None, description="What the rules may read of it.")


class Component(Item):
    """A data source, screen, form, automation, agent, connector or person."""

    noun: ClassVar[str] = "component"
    name: Text = Field(description="What the component is called.")
    type: ComponentType = Field(description="What it is; the picture draws each type in its own shape.")
    owner: Text = Field(description="The role or team accountable for this component; that of the record if absent.")
    technology: str = Field("", description="What it is built with.")
    boundary: Annotated[Target | None, LinksTo("within", ("trust boundary",))] = Field(
        None, description="The trust boundary it is in; none for the outside world."
    )
    connector: Annotated[Target | None, LinksTo("uses", ("connector",))] = Field(
        None, description="The entry of the connector register that this component uses."
    )
    description: str = Field("", description="What it does.")
    facts: ComponentFacts | None = Field(None, description="What the rules may read of it.")


class DataAsset(Item):
    """Data that the application keeps or moves."""

    noun: ClassVar[str] = "data asset"
    name: Text = Field(description="What the data is called.")
    sensitivity: Sensitivity = Field(description="How much harm it does if strangers read it.")
    personal: bool = Field(False, description="Whether it is about identifiable people.")
    stored_in: Annotated[Targets, LinksTo("stored-in", ("component",))] = Field(
        (), description="The components that keep it."
    )
    description: str = Field("", description="What is in it.")
    facts: DataFacts | None = Field(None, description="What the rules may read of it.")


class Flow(Item):
    """Data moving from one component to another."""

    noun: ClassVar[str] = "data flow"
    name: Text = Field(description="What moves, in a few words.")
    source: Annotated[Target, LinksTo("flows-from", ("component",))] = Field(
        description="The component that the data comes from."
    )
    target: Annotated[Target, LinksTo("flows-to", ("component",))] = Field(description="The component that it goes to.")
    data: Annotated[Targets, LinksTo("carries", ("data asset",))] = Field((), description="The data that moves.")
    identity: str = Field("", description="Under whose account or connection the data moves.")
    description: str = Field("", description="How and when it moves.")
    facts: FlowFacts | None = Field(None, description="What the rules may read of it.")


class EntryPoint(Item):
    """A place where somebody or something outside can reach the application."""

    noun: ClassVar[str] = "entry point"
    name: Text = Field(description="What the entry point is called.")
    component: Annotated[Target, LinksTo("opens", ("component",))] = Field(
        description="The component that is reached through it."
    )
    exposed_to: Text = Field(description="Who can reach it.")
    authentication: Text = Field(description="How they prove who they are; 'none' if they do not.")
    facts: EntryFacts | None = Field(None, description="What the rules may read of it.")


class Acceptance(Model):
    """Who accepted a risk, why, and until when."""

    by: Text = Field(description="Who accepted the risk.")
    reason: Text = Field(description="Why it is accepted.")
    until: date = Field(description="The last day on which that holds.")


class Threat(Item):
    """A scenario: what could happen, who gains by it, and who is harmed."""

    noun: ClassVar[str] = "threat"
    title: Text = Field(description="The threat in one line.")
    category: ThreatCategory = Field(description="What kind of threat it is.")
    description: Text = Field(description="What could happen, step by step.")
    benefits: Text = Field(description="Who benefits when it happens.")
    harmed: Text = Field(description="Who is harmed, and how.")
    affects: Annotated[Targets, LinksTo("affects", ("component", "data flow", "data asset", "entry point"))] = Field(
        description="The components, flows, data or entry points that it is about."
    )
    inherent: Rating = Field(description="The risk with no mitigation in place.")
    residual: Rating = Field(description="The risk with the mitigations that are in place today.")
    state: ThreatState = Field("open", description="What is being done about it.")
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
    threat: Annotated[Target | None, LinksTo("tracked-by", ("threat",))] = Field(
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
    title: Text = Field(description="What is done, in one line.")
    description: str = Field("", description="How it is done.")
    mitigates: Annotated[Targets, LinksTo("mitigates", ("threat",))] = Field(
        description="The threats that it makes less likely or less harmful."
    )
    implements: Annotated[Targets, LinksTo("implements", ("control",))] = Field(
        (), description="The controls that it puts into practice."
    )
    state: MitigationState = Field(description="How far it is.")
    owner: Text = Field(description="The role or team that does it.")
    due: date | None = Field(None, description="When it is to be in place, as long as it is not.")


class Assumption(Item):
    """Something taken to be true. When it stops being true, the model has to be reviewed."""

    noun: ClassVar[str] = "assumption"
    text: Text = Field(description="What is taken to be true.")


class ThreatModel(OwnedRecord):
    """The threat model of one application."""

    prefix: ClassVar[str] = "TM"
    plural: ClassVar[str] = "Threat models"
    folder: ClassVar[str] = "threat-models"
    syntax: ClassVar[Literal["yaml", "markdown"]] = "yaml"

    kind: Literal["threat-model"]
    application: Application = Field(description="The application that the model is about.")
    boundaries: tuple[Boundary, ...] = Field((), description="Where trust ends.")
    components: Annotated[tuple[Component, ...], Field(min_length=1)] = Field(
        description="What the application is made of."
    )
    data: tuple[DataAsset, ...] = Field((), description="The data that it keeps or moves.")
    flows: tuple[Flow, ...] = Field((), description="The data that moves between components.")
    entry_points: tuple[EntryPoint, ...] = Field((), description="Where it can be reached from outside.")
    threats: tuple[Threat, ...] = Field((), description="What can go wrong.")
    findings: tuple[FindingState, ...] = Field((), description="How the findings of the rules are settled.")
    mitigations: tuple[Mitigation, ...] = Field((), description="What is done about the threats.")
    assumptions: tuple[Assumption, ...] = Field((), description="What the model takes to be true.")
    review: Review = Field(description="Cadence and dates of the periodic review.")

    @classmethod
    def complete_schema(cls, schema: dict[str, Any]) -> None:
        """Let the JSON Schema accept the short forms."""
        allow_short_forms(schema)
