"""Keeps the compiled templates of Material from one build to the next, and finds its files without its icons.

Both take the same time in every build, whatever its pages: a quarter of a second, as much as fifty pages.
"""

import os
import sys
from collections.abc import Callable
from functools import partial

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig

from trailbook.site.kept_values import KeptValues, versions
from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.trail.cache import key

_PACKAGES = ("jinja2", "markupsafe")


def keep_templates(config: MkDocsConfig) -> None:
    """Let the environment of the theme be made so, if its templates are Material's alone."""
    theme = config.theme
    if theme.name == "material" and not theme.custom_dir and not isinstance(theme.get_env, partial):
        values = build_cache(config).values
        theme.get_env = partial(_environment, theme.get_env, values)  # type: ignore[method-assign]


def _environment(make: Callable[[], Environment], values: KeptValues) -> Environment:
    environment = make()
    if environment.bytecode_cache is None:
        environment.bytecode_cache = _KeptTemplates(values, sorted(environment.extensions))
    if type(environment.loader) is FileSystemLoader:
        environment.loader = _Loader(environment.loader.searchpath)
    return environment


class _KeptTemplates(BytecodeCache):
    """The code of templates by their names and texts. The extensions of the environment are part of it."""

    def __init__(self, values: KeptValues, extensions: list[str]) -> None:
        self._values, self._same = values, (*extensions, versions(_PACKAGES), sys.version)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code from what is kept. What is damaged, Jinja compiles anew."""
        if found := self._values.get_bytes(self._place(bucket)):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self._values.put_bytes(self._place(bucket), bucket.bytecode_to_string())

    def _place(self, bucket: Bucket) -> bytes:
        return key("template", bucket.key, bucket.checksum, *self._same, rooms=())


class _Loader(FileSystemLoader):
    """Lists no files in hidden folders, of which MkDocs uses none: Material has ten thousand icons there."""

    def list_templates(self) -> list[str]:
        """The names of the other files."""
        found: set[str] = set()
        for folder in self.searchpath:
            for parent, inner, names in os.walk(folder):
                inner[:] = [name for name in inner if not name.startswith(".")]
                below = os.path.relpath(parent, folder).replace(os.sep, "/")
                found.update(name if below == "." else f"{below}/{name}" for name in names)
        return sorted(found)
