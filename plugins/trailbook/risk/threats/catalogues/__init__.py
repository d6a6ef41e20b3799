"""The published lists that rules map to: CWE, ATT&CK, STRIDE and LINDDUN here, the OWASP tens from the frameworks.

Each YAML file holds the ids that some rule names, with the titles of the list's edition.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trailbook.records.frameworks import known_frameworks
from trailbook.text.yaml_text import shipped_values

FRAMEWORKS = {"owasp_lcnc": "OWASP-LCNC", "owasp_cd": "OWASP-CD"}
"""The frameworks of the records that rules map to, by the name that rules use."""


@dataclass(frozen=True)
class Catalogue:
    """One published list: its edition, where its ids were checked, and the title of each id."""

    id: str
    title: str
    edition: str
    publisher: str
    source: str
    entries: dict[str, str]

    def address(self, id: str) -> str:
        """The public page of an id, or that of the whole list if ids have no permanent page of their own."""
        if self.id == "cwe":
            return f"https://cwe.mitre.org/data/definitions/{id.removeprefix('CWE-')}.html"
        if self.id == "attack":
            return f"https://attack.mitre.org/techniques/{id.replace('.', '/')}/"
        return self.source


@cache
def catalogues() -> dict[str, Catalogue]:
    """Every list by the name that ``Maps`` has for it, in that order."""
    found = {name: known_frameworks()[id] for name, id in FRAMEWORKS.items()}
    owasp = {n: Catalogue(n, f.title, f.edition, f.publisher, f.source, f.requirements) for n, f in found.items()}
    return {**owasp, **{name: _read(name) for name in ("stride", "linddun", "cwe", "attack")}}


def _read(name: str) -> Catalogue:
    return Catalogue(**shipped_values(files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")))
