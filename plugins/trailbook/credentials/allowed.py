"""The option ``credentials``: values that look like credentials and are not, each with a reason and a last day."""

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from trailbook.credentials.finding import NAMED_VALUE
from trailbook.credentials.kinds import BY_ID
from trailbook.records.model import Model, Text
from trailbook.text.mkdocs_yml import option_places
from trailbook.text.model_problems import read_model
from trailbook.text.patterns import wildcard
from trailbook.text.problem import Problem, nearest


class AllowedValue(Model):
    """Values of one kind in one file that are not credentials."""

    kind: Text = Field(description="The kind of credential that is reported there.")
    path: Text = Field(description="The file, relative to mkdocs.yml; ``*`` matches any text.")
    reason: Text = Field(description="Why it is not a credential.")
    until: date = Field(description="The last day on which this applies.")

    def matches(self, kind: str, path: str) -> bool:
        """Whether it allows this kind in this file, on any day."""
        return kind == self.kind and wildcard(self.path)(path)


class CredentialOptions(Model):
    """The option ``credentials`` of ``mkdocs.yml``."""

    allowed: tuple[AllowedValue, ...] = ()


@dataclass(frozen=True)
class Allowance:
    """Whether a value is allowed; if it no longer is, the last day on which it was."""

    in_force: bool
    ended: date | None = None


def allowance(options: CredentialOptions, kind: str, path: str, today: date | None) -> Allowance:
    """Whether the configuration allows this kind of value in this file. If ``today`` is None, nothing has expired."""
    ends = [entry.until for entry in options.allowed if entry.matches(kind, path)]
    if not ends:
        return Allowance(False)
    return Allowance(True) if today is None or max(ends) >= today else Allowance(False, max(ends))


NOTHING_ALLOWED = CredentialOptions()
_KINDS = (*BY_ID, NAMED_VALUE)


def read_credential_options(
    options: object, file: str = "mkdocs.yml", text: str = ""
) -> tuple[CredentialOptions, list[Problem]]:
    """What the option allows, and the problems with it. An option that is missing or faulty allows nothing.

    ``text`` is the text of the configuration file, used to find the place of each problem.
    """
    if options is None:
        return NOTHING_ALLOWED, []
    positions = option_places(text, file, "trailbook/records", "credentials")
    example = "keys with values, such as 'allowed:' and a list of entries with kind, path, reason and until"
    values = _as_tuples(options)
    found, problems = read_model(CredentialOptions, values, file, positions, "credentials is", example)
    if found is None:
        return NOTHING_ALLOWED, problems
    problems = [
        Problem(
            file,
            *positions.of(("allowed", index, "kind")),
            "unknown-credential",
            f"there is no kind of credential {entry.kind!r}",
            nearest=nearest(entry.kind, _KINDS),
        )
        for index, entry in enumerate(found.allowed)
        if entry.kind not in _KINDS
    ]
    return (NOTHING_ALLOWED if problems else found), problems


def _as_tuples(value: object) -> object:
    """YAML lists as tuples, which the strict models ask for."""
    if isinstance(value, dict):
        return {key: _as_tuples(part) for key, part in value.items()}
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value
