"""Where records come from that another repository handed on, and what they are called here.

At home a record has a short id, ``TM-HUB``. Where several repositories come together it is ``payments/TM-HUB``, after
the name that the configuration gives its repository. Its file keeps its path, below a folder of that name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trailbook.records.references import source_of

FOLDER = "sources"
"""The folder of the paths of records from elsewhere. No such folder is read or written."""
HOME = "hub"
"""What other repositories call the one that brings all together: ``hub/POL-ACCESS`` is a record of its own."""


@dataclass(frozen=True)
class Origin:
    """A repository that records come from, as they were in its ``commit``, which landed on ``day``.

    ``name`` is what it is called in references, ``title`` in words, ``unit`` the part of the organisation that it
    belongs to. ``address`` is that of its pages on its forge, empty if that is not known, ``prefix`` the folder of its
    knowledge base in the repository, ``docs`` its documentation folder.
    """

    name: str
    title: str
    unit: str
    commit: str
    day: date
    address: str
    prefix: str
    docs: str

    @property
    def folder(self) -> str:
        """What its paths begin with here."""
        return f"{FOLDER}/{self.name}/"

    def path_at_home(self, path: str) -> str:
        """The path of a file in its own repository, from the top."""
        return f"{self.prefix}{path.removeprefix(self.folder)}"


def origin_of(reference: str, origins: Mapping[str, Origin]) -> Origin | None:
    """Where a record or item comes from, by its reference; None for what is of this repository."""
    return origins.get(source_of(reference)) if origins else None


def origin_of_path(path: str, origins: Mapping[str, Origin]) -> Origin | None:
    """Where a file comes from, by its path; None for what is of this repository."""
    if not path.startswith(f"{FOLDER}/"):
        return None
    return origins.get(path.split("/", 2)[1])
