"""The README inside the evidence: what is in it, how to check it by hand, and what that proves."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from trailbook.audit.evidence.facts import Facts

README = "README.md"
SHALLOW = "shallow"
"""The commits at the edge of the period, in the form of git's own file of this name (gitrepository-layout(5))."""
SIGNERS = "allowed_signers"
MAILMAP = "mailmap"


@cache
def _environment() -> Environment:
    """Templates of text. What is printed in them are ids, days and numbers, nothing that somebody wrote."""
    return Environment(  # noqa: S701 - the README is no HTML
        loader=PackageLoader("trailbook.audit.evidence"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def readme(facts: Facts, files: Mapping[str, bytes]) -> bytes:
    """The README for evidence that has these files."""
    shown = next((one for one in reversed(facts.decisions) if one.blob), None)
    text = _environment().get_template("README.md.j2").render(facts=facts, files=files, shown=shown)
    return text.encode()
