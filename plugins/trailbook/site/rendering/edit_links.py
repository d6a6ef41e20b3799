"""Where the file behind a page is edited or looked at on the forge that the configuration names."""

from dataclasses import dataclass
from posixpath import normpath, relpath, splitext
from urllib.parse import SplitResult, urljoin, urlsplit

from trailbook.site.rendering.forge import forge_of
from trailbook.workspace.options import ForgeName

_SHOWN: dict[ForgeName, tuple[str, str, str]] = {
    "github": ("/edit/", "/blob/", "L{}"),
    "gitlab": ("/edit/", "/blob/", "L{}"),
    "gitea": ("/_edit/", "/src/branch/", "L{}"),
    "bitbucket": ("/src/", "/src/", "lines-{}"),
}
"""How the address of a file's editor becomes that of a line: what is replaced, by what, and the fragment."""


@dataclass(frozen=True)
class EditLinks:
    """The addresses of source files, from MkDocs' ``repo_url``, ``edit_uri`` and ``edit_uri_template``.

    ``docs`` is the documentation folder relative to the knowledge base, from which MkDocs counts the paths.
    """

    docs: str = "docs"
    repository: str = ""
    uri: str = ""
    template: str = ""

    def address(self, source: str) -> str | None:
        """Where a source file, relative to the knowledge base, is edited; None where no forge is named."""
        path = relpath(source, self.docs)
        if self.template:
            address = self.template.format(path=path, path_noext=splitext(path)[0])
        elif self.uri:
            address = f"{self.uri}{path}"
        else:
            return None
        joined = urlsplit(urljoin(f"{self.repository.rstrip('/')}/", address) if self.repository else address)
        return joined._replace(path=normpath(joined.path)).geturl()

    def line(self, source: str, number: int) -> str | None:
        """Where a line of a source file is shown; None where the form of the forge's addresses is not known."""
        address, forge = self.address(source), forge_of(self.repository)
        if address is None or forge.name is None or not address.startswith(f"{forge.repository}/"):
            return None
        editor, viewer, fragment = _SHOWN[forge.name]
        inside = address.removeprefix(forge.repository)
        if editor not in inside:
            return None
        parts = urlsplit(forge.repository + inside.replace(editor, viewer, 1))
        return SplitResult(parts.scheme, parts.netloc, parts.path, "", fragment.format(number)).geturl()


NOWHERE = EditLinks()
"""Where no forge is named."""
