"""Small repositories of an organisation, each a knowledge base of its own."""

from pathlib import Path

from click.testing import CliRunner, Result
from tests.repositories import Repo

from trailbook.cli import main

SETTINGS = """\
site_name: {name}
docs_dir: content
theme: {{name: material}}
plugins:
  - trailbook/records
  - trailbook/trail
"""

MODEL = """\
id: {id}
kind: threat-model
title: {title} hub
summary: What {title} books, and for whom.
owner: Team {title}
review: {{cadence: quarterly, next: 2026-06-01}}
application:
  name: {title} hub
  platform: Forms-and-flows platform
  purpose: Guests book what {title} offers.
  users: Guests
  impact: Bookings are read by strangers.
components:
  - {{id: WEB, name: Web page, type: screen}}
  - {{id: STORE, name: Bookings, type: data-store}}
flows:
  - {{id: F1, name: Booking, source: WEB, target: STORE}}
threats:
  - id: T1
    title: Guests read bookings of others
    category: weak-access-control
    description: A guest changes the number in an address{see}.
    benefits: Curious guests
    harmed: Other guests, whose bookings are read
    affects: [STORE]
    inherent: {{likelihood: likely, impact: major}}
    residual: {{likelihood: {likelihood}, impact: moderate}}
    state: mitigated
mitigations:
  - id: M1
    title: Ask for a sign-in
    description: Before anything is shown.
    mitigates: [T1]
    implements: [POL-ACCESS.C1]
    owner: Team {title}
    state: implemented
"""

POLICY = """\
---
id: POL-ACCESS
kind: policy
owner: Security
roles: [maker]
review: {{cadence: yearly, next: 2026-12-01}}
{more}controls:
  - {{id: C1, level: must}}
---
# Access

Who may see what{see}.

## Why

Guests read what was not theirs.

## Ask for a sign-in {{#C1}}

Everybody signs in before anything is shown. See {model}.T1{see}.
"""

POLICY_OPEN = """\
---
id: POL-OPEN
kind: policy
owner: Security
roles: [maker]
review: {cadence: yearly, next: 2026-12-01}
controls:
  - {id: C1, level: may}
---
# Open

## Show it {#C1}

Prices are shown to everybody.
"""


def repository(root: Path, name: str = "Payments", see: str = "", more: str = "", model: str = "TM-HUB") -> Repo:
    """A repository with one threat model and one policy, both with a history of two decisions."""
    repo = Repo(root)
    first = MODEL.format(id=model, title=name.lower(), likelihood="unlikely", see=see)
    files: dict[str, str | bytes | None] = {
        "mkdocs.yml": SETTINGS.format(name=name),
        "content/index.md": "# Start\n",
        "content/policies/access.md": POLICY.format(see=see, more=more, model=model),
        f"threat-models/{model.lower()}.yaml": first,
    }
    repo.commit(f"Model {name}\n\nRationale: Nobody had looked at it.", files)
    again = MODEL.format(id=model, title=name.lower(), likelihood="possible", see=see)
    repo.commit(f"Rate {name} higher\n\nIt was too hopeful.", {f"threat-models/{model.lower()}.yaml": again})
    repo.git("remote", "add", "origin", f"https://github.com/example-org/{name.lower()}.git")
    return repo


def run(*arguments: str | Path) -> Result:
    """A command of ``trailbook``, with the folder that ``--root`` names."""
    return CliRunner().invoke(main, [str(one) for one in arguments])


def shard(repo: Repo, to: Path, *arguments: str) -> bytes:
    """The shard of a repository, written to a file."""
    result = run("shard", "--root", repo.root, "--output", to, *arguments)
    assert result.exit_code == 0, result.output
    return to.read_bytes()
