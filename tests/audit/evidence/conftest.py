"""The evidence that tests forge."""

import pytest
from tests.audit.evidence.base import evidence, history


@pytest.fixture(scope="module")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Evidence of a whole history with a mailmap and a key, and of a period at its end."""
    folder = tmp_path_factory.mktemp("forged")
    repo = history(folder / "kb")
    names = {".mailmap": "Ada Lovelace <ada@example.org>\n", ".allowed_signers": "ada@example.org ssh-ed25519 AAAA\n"}
    repo.commit("Name her whole", {**names, "content/tea.md": "# Tea\n\nWhite.\n"})
    repo.commit("Forget the incident", {"postmortems/old.md": None, "content/b.md": "# B\n"})
    return {
        "all": evidence(repo, folder / "all.zip"),
        "since": evidence(repo, folder / "since.zip", "--since", "HEAD~3"),
        "control": evidence(repo, folder / "control.zip", "--control", "POL-A.C1"),
    }
