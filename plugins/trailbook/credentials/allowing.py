"""Which findings are false alarms by the option ``credentials`` of the configuration, each with its reason and end."""

from dataclasses import dataclass
from datetime import date

from pydantic import Field, ValidationError

from trailbook.credentials.finding import KEYED
from trailbook.credentials.kinds import BY_ID
from trailbook.records.model import Model, Text
from trailbook.text.model_problems import problems_of, shown
from trailbook.text.option_places import option_places
from trailbook.text.patterns import wildcard
from trailbook.text.problem import Problem, nearest


class Allowed(Model):
    """One kind of finding in one place that is no credential."""

    kind: Text = Field(description="The kind that is found there.")
    path: Text = Field(description="The file, relative to mkdocs.yml; ``*`` stands for any text.")
    reason: Text = Field(description="Why it is no credential.")
    until: date = Field(description="The last day on which this holds.")

    def speaks_of(self, kind: str, path: str) -> bool:
        """Whether a finding is meant, whatever the day."""
        return kind == self.kind and wildcard(self.path)(path)


class CredentialOptions(Model):
    """The option as it stands in ``mkdocs.yml``."""

    allowed: tuple[Allowed, ...] = ()


@dataclass(frozen=True)
class Allowance:
    """Whether a finding is allowed; if not, the day on which it was for the last time."""

    holds: bool
    ended: date | None = None


def allowance(options: CredentialOptions, kind: str, path: str, today: date | None) -> Allowance:
    """What the configuration says of a finding. Without a day nothing has ended yet."""
    ends = [one.until for one in options.allowed if one.speaks_of(kind, path)]
    if not ends:
        return Allowance(False)
    return Allowance(True) if today is None or max(ends) >= today else Allowance(False, max(ends))


NOTHING_ALLOWED = CredentialOptions()
_KINDS = (*BY_ID, KEYED)


def read_credential_options(
    options: object, file: str = "mkdocs.yml", text: str = ""
) -> tuple[CredentialOptions, list[Problem]]:
    """What the option allows, nothing for None, and what is wrong with it. An option at fault allows nothing.

    ``text`` is the configuration file's, in which the places of problems are looked up.
    """
    if options is None:
        return NOTHING_ALLOWED, []
    positions = option_places(text, file, "trailbook/records", "credentials")
    if not isinstance(options, dict):
        expected = "keys with values, such as 'allowed:' and a list of entries with kind, path, reason and until"
        place = positions.of(())
        wrong = Problem(file, *place, "wrong-type", f"credentials is {shown(options)}", expected)
        return NOTHING_ALLOWED, [wrong]
    try:
        found = CredentialOptions.model_validate(_as_tuples(options))
    except ValidationError as error:
        return NOTHING_ALLOWED, problems_of(error, CredentialOptions, file, positions)
    unknown = [(number, one.kind) for number, one in enumerate(found.allowed) if one.kind not in _KINDS]
    problems = [
        Problem(
            file,
            *positions.of(("allowed", number, "kind")),
            "unknown-credential",
            f"there is no kind of credential {kind!r}",
            nearest=nearest(kind, _KINDS),
        )
        for number, kind in unknown
    ]
    return (NOTHING_ALLOWED if problems else found), problems


def _as_tuples(value: object) -> object:
    """Lists of YAML as the strict models want them."""
    if isinstance(value, dict):
        return {key: _as_tuples(part) for key, part in value.items()}
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value
