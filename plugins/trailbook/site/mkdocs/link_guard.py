"""Leaves out of a build what symbolic links bring in from outside the repository, whatever the site is made of.

MkDocs follows every link in the documentation folder, and writes what it finds to the site.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files

from trailbook.site.mkdocs.files import docs_of, report_problems, root_of, theme_of
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.text.links import MOST_FOLLOWED, Territory
from trailbook.text.problem import Problem
from trailbook.trail.git.links import territory_of

NAME = "trailbook/links"

log = get_plugin_logger(NAME)


def guard_links(config: MkDocsConfig) -> None:
    """Let no link of a build lead out of the repository. Each plugin of Trailbook calls this; once is enough."""
    if NAME not in config.plugins:
        config.plugins[NAME] = LinkGuard()


class LinkGuard(BasePlugin[PluginConfig]):
    """Takes the files that a link brings in from outside out of the site.

    - ``on_pre_build``, before MkDocs looks for files, ends a build that would not;
    - ``on_files``, before any other plugin reads them, takes them out.
    """

    territory: Territory

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Raise ``PluginError`` if MkDocs would walk without end, read templates from outside, or write there."""
        self.territory = territory_of(root_of(config))
        for folder in theme_of(config):
            for fault in self.territory.faults(root_of(config) / folder, whole=True):
                raise PluginError(f"{fault}; templates of the theme are not left out, so the build ends here")
        if (link := self.territory.committed_link(Path(config.site_dir))) is not None:
            raise PluginError(f"{link} is a symbolic link in the repository, and what it leads to would be replaced")
        for fault in self._faults(config):
            if _is_endless(root_of(config) / fault.path, fault):
                raise PluginError(f"{fault}; MkDocs would follow it for too long, so the build ends here")

    def _faults(self, config: MkDocsConfig) -> Iterator[Problem]:
        return self.territory.faults(root_of(config) / docs_of(config), whole=True)

    @event_priority(100)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Take out each file that a link leads to which may not be followed, and report the link."""
        faults = list(self._faults(config))
        for file in list(files):
            place = file.abs_src_path if file.generated_by is None else None
            if place is None or not Path(place).is_relative_to(config.docs_dir):
                continue
            if (fault := self.territory.fault(Path(place))) is not None:
                files.remove(file)
                faults += () if _is_named(fault, faults) else (fault,)
        if "trailbook/records" not in config.plugins:  # which reports all problems
            report_problems(faults, log)
        return files


def _is_named(fault: Problem, faults: Iterable[Problem]) -> bool:
    """Whether a problem is known, or that of a folder that it is in."""
    return any(fault.path == known.path or fault.path.startswith(f"{known.path}/") for known in faults)


def _is_endless(folder: Path, fault: Problem) -> bool:
    """Whether there is too much behind a link to look at, because it leads far away or back to a folder it is in."""
    if fault.rule == "unreadable":
        return folder.is_dir()
    seen = (name for _, inner, names in os.walk(folder, followlinks=True) for name in ("", *inner, *names))
    return next(islice(seen, MOST_FOLLOWED, None), None) is not None
