"""Keeps the compiled templates of Material from one build to the next, and finds its files without its icons.

Both take the same time in every build, whatever its pages: a quarter of a second, as much as fifty pages. The lines
and indents of its statements, which are a seventh of a page, are left out.
"""

import os
from collections.abc import Callable
from functools import partial

from jinja2 import Environment, FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig

from trailbook.site.kept_values import KeptTemplates, KeptValues
from trailbook.site.mkdocs.build_cache import build_cache


def keep_templates(config: MkDocsConfig) -> None:
    """Let the environment of the theme be made so, if its templates are Material's alone."""
    theme = config.theme
    if theme.name == "material" and not theme.custom_dir and not isinstance(theme.get_env, partial):
        values = build_cache(config).values
        theme.get_env = partial(_environment, theme.get_env, values)  # type: ignore[method-assign]


def _environment(make: Callable[[], Environment], values: KeptValues) -> Environment:
    environment = make()
    environment.trim_blocks = environment.lstrip_blocks = True
    if environment.bytecode_cache is None:
        environment.bytecode_cache = KeptTemplates(values, "trimmed", *sorted(environment.extensions))
    if type(environment.loader) is FileSystemLoader:
        environment.loader = _Loader(environment.loader.searchpath)
    return environment


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
