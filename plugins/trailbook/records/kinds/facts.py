"""What a threat model may state about its elements in words of closed lists, for rules to judge.

Every fact is optional and has three states: present, absent (a word such as ``none`` or ``never``, an empty list,
``false``), and not stated. Rules judge only what is stated.
"""

from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from trailbook.records.model import LinksTo, Model, Target
from trailbook.records.vocabulary import (
    AccountKind,
    Audience,
    Backup,
    ChangePath,
    Credential,
    Environment,
    Group,
    Keeper,
    LogPlace,
    Memory,
    Origin,
    Reading,
    RecordChange,
    Rhythm,
    Rights,
    SecretPlace,
    SignIn,
    Split,
    Tool,
    Transport,
    Trigger,
)


class ElementFacts(Model):
    """Facts of one element. Serialised are those that are stated: "none" is a fact, silence is not."""

    @model_serializer(mode="wrap")
    def _stated(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class BoundaryFacts(ElementFacts):
    """Facts of a trust boundary that is an environment of the platform."""

    environment: Environment | None = Field(None, description="What kind of environment it is.")
    makers: tuple[Audience, ...] | None = Field(None, description="Who may build and change things in it.")
    changes: ChangePath | None = Field(None, description="Whether changes go live directly, or after a review.")
    defaults_reviewed: bool | None = Field(None, description="Whether somebody reviewed its default settings.")
    dlp_policy: bool | None = Field(None, description="Whether a data-loss-prevention policy applies to it.")


class ComponentFacts(ElementFacts):
    """Facts of a component. The last four are about agents."""

    shared_with: tuple[Audience, ...] | None = Field(None, description="Who may use or read it; [] for its owner.")
    edited_by: tuple[Audience, ...] | None = Field(None, description="Who may change it; [] for its owner.")
    permissions: Split | None = Field(None, description="Whether access is given to the whole, to rows or to fields.")
    origin: Origin | None = Field(None, description="Where it was taken from.")
    reviewed: bool | None = Field(None, description="Whether somebody other than its maker checked how it works.")
    copy_of: Annotated[Target | None, LinksTo("copies", ("component",))] = Field(
        None, description="The component that this one is a copy of."
    )
    starts_on: tuple[Trigger, ...] | None = Field(None, description="What sets it off.")
    chosen_at_run_time: bool | None = Field(None, description="Whether only the run decides which service this is.")
    secrets_in: SecretPlace | None = Field(None, description="Where the secrets that it uses are kept.")
    rotated: Rhythm | None = Field(None, description="How often these secrets are replaced.")
    logging: LogPlace | None = Field(None, description="Where its use and its changes are logged.")
    logs_data: bool | None = Field(None, description="Whether the log or run history holds the data itself.")
    log_days: int | None = Field(None, ge=0, description="For how many days this log is kept.")
    alerts: bool | None = Field(None, description="Whether somebody is alerted when it fails or is used oddly.")
    kept_by: Keeper | None = Field(None, description="In whose hands it is: who could fix it tomorrow.")
    recertified: Rhythm | None = Field(None, description="How often access to it is confirmed again.")
    backup: Backup | None = Field(None, description="Whether it can be restored, and whether that was tried.")
    versioned: bool | None = Field(None, description="Whether earlier versions of it are kept.")
    dlp_group: Group | None = Field(None, description="Its data-loss-prevention group; none if it is in no group.")
    tools: tuple[Tool, ...] | None = Field(None, description="What the agent can do by itself.")
    reads_untrusted: bool | None = Field(None, description="Whether the agent reads text that outsiders wrote.")
    confirmed: bool | None = Field(None, description="Whether a person confirms what the agent does, each time.")
    memory: Memory | None = Field(None, description="What the agent keeps from one conversation to the next.")


class DataFacts(ElementFacts):
    """Facts of a data asset."""

    retention: bool | None = Field(None, description="Whether a retention period is stated and kept to.")
    erasable: bool | None = Field(None, description="Whether deleting it reaches every copy.")
    free_text: bool | None = Field(None, description="Whether people can write anything into it.")
    secret: bool | None = Field(None, description="Whether it opens something: a password, a key, a token.")


class FlowFacts(ElementFacts):
    """Facts of a data flow."""

    runs_as: AccountKind | None = Field(None, description="The kind of account under which the data moves.")
    rights: Rights | None = Field(None, description="How far that account's rights go beyond what the flow needs.")
    connection_shared: bool | None = Field(None, description="Whether other apps or people can use the connection.")
    signs_in_with: Credential | None = Field(None, description="How the connection proves who it is.")
    transport: Transport | None = Field(None, description="Whether it is encrypted, and the other end is checked.")
    sender_checked: bool | None = Field(None, description="Whether the receiver knows who sent it.")
    read_as: Reading | None = Field(None, description="What the receiver takes the data for.")
    checked: bool | None = Field(None, description="Whether the data is checked or escaped for that use.")
    writes: tuple[RecordChange, ...] | None = Field(None, description="What it does with records of its target.")
    starts_on: tuple[RecordChange, ...] | None = Field(
        None, description="What may happen to records of its source when its target starts; [] if it starts on none."
    )
    rows_at_most: int | None = Field(None, ge=0, description="How many records one run can move; 0 for no limit.")


class EntryFacts(ElementFacts):
    """Facts of an entry point."""

    reached_by: tuple[Audience, ...] | None = Field(None, description="Who can reach it.")
    sign_in: SignIn | None = Field(None, description="How they prove who they are.")
    limited: bool | None = Field(None, description="Whether the number of attempts or entries is limited.")
