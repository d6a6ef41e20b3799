"""Connectors and third-party services: the register of what may carry data, and on what terms."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trailbook.records.model import LinksTo, Model, OwnedRecord, Targets, Text
from trailbook.records.vocabulary import Sensitivity, VettingState


class Vetting(Model):
    """The state of the connector, since when, and when it has to be confirmed again."""

    state: VettingState = Field(
        description="How far it is vetted, and with what outcome; pages show restricted as on conditions."
    )
    decided: date | None = Field(None, description="The day the state was decided.")
    next: date = Field(description="The day the connector has to be certified again.")


class Connector(OwnedRecord):
    """One connector or third-party service."""

    prefix: ClassVar[str] = "CON"
    plural: ClassVar[str] = "Connectors"
    folder: ClassVar[str] = "connectors"

    kind: Literal["connector"]
    service: Text = Field(description="What it connects to.")
    account: Literal["company", "private"] = Field(
        "company", description="Whose account the entry is about: the company's own, or one that belongs to a person."
    )
    tier: Literal["standard", "premium", "custom", "community"] = Field(description="How it is supplied.")
    group: Literal["business", "non-business", "blocked"] = Field(description="Its data-loss-prevention group.")
    authentication: Text = Field(description="How it signs in to the service, and under whose account.")
    permissions: Annotated[tuple[Text, ...], Field(description="The least permissions it works with.")] = ()
    data_up_to: Sensitivity | None = Field(description="The most sensitive data it may carry; null for none.")
    vetting: Vetting = Field(description="How far it is vetted, and until when that holds.")
    logs: Text = Field(description="Where its use is logged.")
    governed_by: Annotated[Targets, LinksTo("governed-by", ("control", "policy"))] = Field(
        (), description="The controls or policies that say how it may be used."
    )
    learned_from: Annotated[Targets, LinksTo("learned-from", ("postmortem",))] = Field(
        (), description="The incidents behind its terms."
    )
