"""What Trailbook's plugins share in dealing with MkDocs: adding files, finding paths, reporting problems."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from trailbook.site.files.assets import assets
from trailbook.site.mkdocs.option_types import plugin_options
from trailbook.site.rendering.forge import EditLinks
from trailbook.site.rendering.navigation import listing_page
from trailbook.site.rendering.page import SitePage, url_of
from trailbook.text.mkdocs_yml import PLUGINS, stated_values
from trailbook.trail.git.command import NoHistoryError
from trailbook.trail.git.repository import Repository

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

    from trailbook.text.problem import Problem

_log = get_plugin_logger("trailbook")

ORIGINS: dict[Path, Path] = {}
"""The knowledge bases that the copies for audiences were made from, by the folder of the copy."""


def is_for_audience(config: MkDocsConfig) -> bool:
    """Whether a build is for readers who must not see everything."""
    return any(config.plugins[name].config.get("audience") for name in PLUGINS if name in config.plugins)


def root_of(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def docs_of(config: MkDocsConfig) -> str:
    """The documentation folder relative to the folder of mkdocs.yml, with forward slashes.

    Where a plugin such as monorepo has put a folder of its own outside in its place, it is the one that is configured.
    """
    root = root_of(config)
    if config.config_file_path and not Path(config.docs_dir).is_relative_to(root):
        stated = stated_values(Path(config.config_file_path).read_bytes()).get("docs_dir", "docs")
        if (root / str(stated)).resolve().is_relative_to(root.resolve()):
            return Path(str(stated)).as_posix()
    return Path(os.path.relpath(config.docs_dir, root)).as_posix()


def theme_of(config: MkDocsConfig) -> tuple[str, ...]:
    """The folder of the site's own templates, relative to the folder of mkdocs.yml, if it has one."""
    own = config.theme.custom_dir
    return (Path(os.path.relpath(own, root_of(config))).as_posix(),) if own else ()


def add_pages(files: Files, config: MkDocsConfig, pages: Iterable[SitePage]) -> dict[str, SitePage]:
    """Add pages to the site, and return those that were added, by path.

    The page of a record replaces its Markdown file; a page about many records gives way to an author's page at the
    same path.
    """
    pages = list(pages)
    written = {url_of(file.src_uri) for file in files.documentation_pages()}
    written |= {url_of(page.path) for page in pages if page.source}
    added = {page.path: page for page in pages if page.source or url_of(page.path) not in written}
    for page in added.values():
        if (existing := files.get_file_from_path(page.path)) is not None:
            files.remove(existing)
        files.append(File.generated(config, page.path, content=page.markdown))
    put_behind({page.path: listing for page in added.values() if (listing := listing_page(page))}, files)
    return added


def is_behind(file: File) -> bool:
    """Whether a generated page is about another repository, so that ``put_behind`` leaves it out of the navigation."""
    return bool(file.generated_by) and bool(listing_page(SitePage(file.src_uri, "")))


def put_behind(behind: Mapping[str, str], files: Files) -> None:
    """Leave pages out of the navigation that are reached from another one, by the Markdown paths of both.

    Once there are pages, the navigation shows where the other one is.
    """
    for path, first in behind.items():
        file, before = files.get_file_from_path(path), files.get_file_from_path(first)
        if file:
            file.inclusion = InclusionLevel.NOT_IN_NAV
        if file and file.page and before and before.page:
            file.page.parent = before.page.parent


def add_files(files: Files, config: MkDocsConfig, contents: Mapping[str, bytes]) -> None:
    """Add files to the site by path; a file of the author's takes precedence."""
    for path, content in contents.items():
        if files.get_file_from_path(path) is None:
            files.append(File.generated(config, path, content=content))


def add_assets(files: Files, config: MkDocsConfig, *, brand: bool = False) -> None:
    """Add styles and scripts to the site, unless another plugin has done so."""
    for path, content in assets(brand=brand).items():
        if files.get_file_from_path(path) is None:
            files.append(File.generated(config, path, content=content))
        if path.endswith(".css") and path not in config.extra_css:
            config.extra_css.append(path)
        if path.endswith(".js") and path not in config.extra_javascript:
            config.extra_javascript.append(path)


def lack_of(config: MkDocsConfig) -> str:
    """What is missing of the history, such as all that a shallow clone has not; empty if it is whole or there is none.

    It is a warning of the build, which a strict one fails at. Others, as hosts of documentation that clone no history,
    build the site without trails, since a part of a trail would say that everything began yesterday.
    """
    try:
        lack = Repository(root_of(config), partial=True).lack
    except NoHistoryError:
        return ""
    if lack:
        _log.warning("%s; the site is built without trails", lack)
    return lack


def edit_links(config: MkDocsConfig) -> EditLinks:
    """Where source files are edited on the forge that the configuration names."""
    forge = plugin_options(config, "trailbook/trail").forge
    stated = (config.repo_url or "", config.edit_uri or "", config.edit_uri_template or "")
    return EditLinks(docs_of(config), *stated, forge)


def edit_address(config: MkDocsConfig, source: str) -> str | None:
    """Where a source file is edited on that forge; None if the configuration names none."""
    return edit_links(config).address(source)


def written_at(page: Page, config: MkDocsConfig) -> str | None:
    """The file of an author's page, relative to the folder of mkdocs.yml; None if a plugin generated the page."""
    return None if page.file.generated_by else f"{docs_of(config)}/{page.file.src_uri}"


def report_problems(problems: Iterable[Problem], log: logging.LoggerAdapter[logging.Logger]) -> None:
    """Report each error as a warning, which ``--strict`` turns into a failure, and each notice as information."""
    for problem in problems:
        log.log(logging.WARNING if problem.level == "error" else logging.INFO, "%s", problem)


def need_attributes(config: MkDocsConfig) -> None:
    """Turn on the Markdown extension for ``{ #id }``, which headings of items and Trailbook's pages use."""
    if "attr_list" not in config.markdown_extensions:
        config.markdown_extensions.append("attr_list")


def by_alphabet(tag: Any, *_: object) -> str:
    """The order of a tag: capitals are among the other letters, as in an index."""
    return str(tag.name).casefold()


def sort_tags(config: MkDocsConfig) -> None:
    """Have Material's plugin sort tags by the alphabet, where ``mkdocs.yml`` does not say how."""
    if (tags := config.plugins.get("material/tags")) is None:
        return
    for option in ("tags_sort_by", "listings_tags_sort_by"):
        declared = getattr(type(tags.config), option, None)
        if declared is not None and tags.config[option] is declared.default:
            tags.config[option] = by_alphabet


def moved_pages(files: Files, config: MkDocsConfig) -> dict[str, str]:
    """The addresses of pages that another plugin has given one of its own, as a blog its posts, by Markdown path."""
    pages = {
        file.src_uri: file.url for file in files if file.is_documentation_page()
    }  # those out of the navigation too
    usual = {path: url_of(path, config.use_directory_urls) or "./" for path in pages}
    return {path: url for path, url in pages.items() if url != usual[path]}


def watch_folders(server: LiveReloadServer, config: MkDocsConfig, folders: Iterable[str]) -> None:
    """Rebuild when a record in one of the folders, a template or a style changes."""
    here = Path(__file__).parents[1]
    root = ORIGINS.get(root_of(config), root_of(config))
    for folder in (*(root / name for name in folders), here / "templates", here / "assets"):
        if folder.is_dir():
            server.watch(str(folder))


def is_generated_here(page: Page) -> bool:
    """Whether a plugin of Trailbook generated the page, so that its references are already links."""
    return (page.file.generated_by or "").startswith("trailbook/")
