"""Small repositories of an organisation, each a knowledge base of its own."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from typing import Any

from click.testing import CliRunner, Result
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.trail.proofs.envelope import IN_TOTO, envelope_json
from trailbook.workspace.workspace import Workspace, open_workspace

SETTINGS = """\
site_name: {name}
docs_dir: content
theme: {{name: material}}
plugins:
  - trailbook/records
  - trailbook/trail
"""

HUB = SETTINGS.format(name="Hub").replace(
    "  - trailbook/records\n", "  - trailbook/records:\n      sources:\n{sources}\n"
)
"""The settings of a hub that reads ``sources``."""
CENTRAL = """\
---
id: POL-CENTRAL
kind: policy
owner: Security
roles: [maker]
review: {cadence: yearly, next: 2026-12-01}
controls:
  - {id: C1, level: must}
---
# Central

## Judge it {#C1}

As in payments/TM-HUB.T1 and in identity/TM-NONE.
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
    files = {
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


def spoilt(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The shard with its statement changed."""
    statement = json.loads(base64.b64decode(json.loads(data)["payload"]))
    change(statement)
    return envelope_json(IN_TOTO, json.dumps(statement).encode(), None).encode()


class Organisation:
    """Two repositories that hand on shards, and the hub that reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.payments = repository(folder / "payments", "Payments", see=", as in identity/TM-DOOR.T1")
        self.identity = repository(folder / "identity", "Identity", model="TM-DOOR", see=", see hub/POL-CENTRAL.C1")
        self.hub = Repo(folder / "hub")
        lines = [
            "payments: {from: ../payments.json, unit: Retail}",
            "identity: {from: ../identity.json, cadence: monthly}",
        ]
        sources = "\n".join(f"        {line}" for line in lines)
        self.hub.commit(
            "Begin the hub",
            {
                "mkdocs.yml": HUB.replace("{sources}", sources),
                "content/index.md": "# Start\n",
                "content/policies/central.md": CENTRAL,
            },
        )
        self.hand_on()

    def copy(self, folder: Path) -> "Organisation":
        """The same in another folder, sooner than it is made."""
        other = Organisation.__new__(Organisation)
        other.folder = folder
        for name in ("payments", "identity", "hub"):
            setattr(other, name, getattr(self, name).copy(folder / name))
        for name in ("payments", "identity"):
            copyfile(self.file(name), other.file(name))
        return other

    def hand_on(self) -> None:
        for name in ("payments", "identity"):
            shard(getattr(self, name), self.folder / f"{name}.json")

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def fetch(self, *arguments: str, code: int = 0) -> dict[str, dict[str, object]]:
        result = run("hub", "--root", self.hub.root, "--format", "json", *arguments)
        assert result.exit_code == code, result.output
        return {one["name"]: one for one in json.loads(result.stdout)}

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.hub.root)

    def problems(self) -> list[str]:
        return [f"{problem.rule}: {problem.message}" for problem in self.workspace.problems()]
