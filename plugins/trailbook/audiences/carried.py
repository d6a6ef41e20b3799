"""What git says of the signatures of commits, carried to the commits of a copy, which can't be signed again."""

import json
from collections.abc import Mapping
from pathlib import Path

from trailbook.trail.git.signatures import CARRIED, Signature, as_values


def carry(signatures: Mapping[str, Signature], commits: Mapping[str, str], folder: Path) -> None:
    """Write the signatures of commits into the git folder of a copy; ``commits`` gives each one's id there."""
    values = {commits[id]: as_values(signature) for id, signature in signatures.items() if id in commits}
    file = folder / CARRIED
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values), encoding="utf-8")
