"""What the SLSA Source track asks for: version 1.2, "Source: Requirements for producing source", in our own words.

The text is https://slsa.dev/spec/v1.2/source-requirements; the id of a requirement is its anchor there.
"""

from dataclasses import dataclass

VERSION = "1.2"
SPECIFICATION = f"https://slsa.dev/spec/v{VERSION}/source-requirements"


@dataclass(frozen=True)
class Requirement:
    """A requirement: the level from which on it holds (1 to 4), and what it asks for."""

    id: str
    level: int
    title: str
    asks: str

    @property
    def address(self) -> str:
        """Where it is published."""
        return f"{SPECIFICATION}#{self.id}"


REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        "choose-scs",
        1,
        "Choose an appropriate source control system",
        "The source is kept in a system that is able to reach the level that is wanted.",
    ),
    Requirement(
        "repository-ids",
        1,
        "Repositories are uniquely identifiable",
        "The repository has a lasting address that no other one has.",
    ),
    Requirement(
        "revision-ids",
        1,
        "Revisions are immutable and uniquely identifiable",
        "Each revision has an id that stands for its content alone.",
    ),
    Requirement(
        "human-readable-diff",
        1,
        "Human readable changes",
        "What changed between two revisions can be shown to people.",
    ),
    Requirement(
        "source-summary",
        1,
        "Source verification summary attestations",
        "A summary states the level of each revision, and whoever may read the revision may fetch it.",
    ),
    Requirement(
        "access-and-history",
        2,
        "Control access and enforce history",
        "Only those who may can do what is sensitive, branches keep their history, and tags can't be moved or deleted.",
    ),
    Requirement(
        "safe-expunging-process",
        2,
        "Safe expunging process",
        "Content is removed from the history for legal or privacy reasons alone, in a documented and logged way.",
    ),
    Requirement(
        "history",
        2,
        "History",
        "Every move of a branch or tag is recorded with its time and its actor, and branches only ever move forward.",
    ),
    Requirement(
        "continuity",
        2,
        "Continuity",
        "Each control that is claimed is known to have held without a gap since a revision that is named.",
    ),
    Requirement(
        "identity-management",
        2,
        "Identity management",
        "Actors are identified and authenticated, and it is set which of them may do what is sensitive.",
    ),
    Requirement(
        "source-provenance",
        2,
        "Source provenance",
        "The system attests, at the time, how each revision came to the branch.",
    ),
    Requirement(
        "technical-controls",
        3,
        "Continuous technical controls",
        "The controls of the organisation are enforced without a gap, and it is documented what they mean.",
    ),
    Requirement(
        "protected-refs",
        3,
        "Protected named references",
        "The controls hold on the branches and tags that the organisation names, and are attested with each revision.",
    ),
    Requirement(
        "two-party-review",
        4,
        "Two-party review",
        "Two trusted people agreed to the last state of each change before it came to a protected branch.",
    ),
)
"""All requirements, by level and in the order of the text."""
