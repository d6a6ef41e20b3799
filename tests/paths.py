"""Where tests find this repository, and the knowledge base that ``trailbook init`` copies."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
STARTER = REPOSITORY / "plugins/trailbook/cli/starter"
