"""The metadata of a package whose links lead somewhere: what the README links to, at the address of the repository.

``TRAILBOOK_REPO_URL`` is that address, and ``TRAILBOOK_DOCS_URL`` that of the published documentation, as the workflow
that builds a release knows them. Without them no address is made up: the README keeps the words of its links.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)")
"""A picture or a link of Markdown to a file of the repository."""


class AddressHook(MetadataHookInterface):
    """Gives the metadata the README and the addresses of the project."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add what ``pyproject.toml`` lists as dynamic."""
        repository, documentation = (
            os.environ.get(name, "").rstrip("/") for name in ("TRAILBOOK_REPO_URL", "TRAILBOOK_DOCS_URL")
        )
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": with_addresses(text, repository, metadata["version"]),
        }
        metadata["urls"] = {}
        if repository:
            changes = f"{repository}/blob/{metadata['version']}/CHANGELOG.md"
            metadata["urls"] |= {"Source": repository, "Issues": f"{repository}/issues", "Changelog": changes}
        if documentation:
            metadata["urls"]["Documentation"] = f"{documentation}/"


def with_addresses(text: str, repository: str, version: str) -> str:
    """A text of Markdown with links to the files of a version; with their words alone if there is no repository.

    A picture without an address is left out. Source of the paths: https://docs.github.com/en/repositories
    """

    def linked(found: re.Match[str]) -> str:
        picture, words, path = found.groups()
        if repository:
            return f"{picture}[{words}]({repository}/{'raw' if picture else 'blob'}/{version}/{path})"
        return "" if picture else words

    return _LINK.sub(linked, text)
