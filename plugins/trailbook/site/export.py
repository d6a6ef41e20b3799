"""Exports the knowledge base as a folder of plain Markdown and assets, for another generator to build.

The pages are those that the MkDocs plugins add. The ``mkdocs.yml`` beside them lists the Markdown extensions
that they need, in a form that MkDocs, ProperDocs and Zensical all read.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath, relpath
from typing import Any

import yaml

from trailbook.site import catalogue
from trailbook.site.catalogue import OWNERS, Site, trail_site
from trailbook.site.files.assets import assets
from trailbook.site.marks.markdown_marks import with_markdown_marks
from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.pages.application_playbooks import app_links, with_link
from trailbook.site.pages.record_blocks import record_blocks
from trailbook.site.pages.registers import reading_order
from trailbook.site.pages.release_page import folded, with_ways
from trailbook.site.rendering.blocks import fill_blocks
from trailbook.site.rendering.markup import markdown_text
from trailbook.site.rendering.navigation import expand_folders, without_links_to
from trailbook.site.rendering.page import HtmlPage, SitePage, url_of
from trailbook.site.rendering.picture_blocks import picture_blocks
from trailbook.site.rendering.sitemap import Sitemap, sitemap_of
from trailbook.site.rendering.view import View
from trailbook.text.links import Territory
from trailbook.text.markdown_text import split_front_matter
from trailbook.text.mkdocs_yml import stated_values
from trailbook.text.unseen import one_line
from trailbook.text.write import new_folder
from trailbook.workspace.configuration import find_mkdocs
from trailbook.workspace.workspace import Workspace

MARKER = ".trailbook-export"
"""A file in every export: only a folder that holds it is ever replaced."""

EXTENSIONS = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"]
EXTENSIONS += ["pymdownx.details", "pymdownx.superfences", "pymdownx.tasklist"]


def export(workspace: Workspace, to: Path) -> tuple[int, list[str]]:
    """Write the pages and assets to the folder ``to``.

    Returns the number of pages, and a line for each record with a clashing path and each faulty block. The folder is
    written completely or not at all, and replaces an earlier export. Raises ``FolderError`` if something else is there
    or the folder can't be written, and ``HistoryError`` if the history can't be read.
    """
    with new_folder(to, MARKER) as folder:
        contents, faults = _contents(workspace)
        for path, content in contents.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return sum(1 for path in contents if path.endswith(".md")), faults


def _contents(workspace: Workspace) -> tuple[Mapping[str, bytes], list[str]]:
    """Every file of the export by its path, and a line for each clashing path and faulty block."""
    sitemap = sitemap_of(workspace, directory_urls=False)  # Zensical rewrites addresses of folders in HTML
    has_trail = bool(workspace.trails())
    sitemap = replace(sitemap, observed=workspace.observed(), has_trail=has_trail, has_playbooks=True)
    site = Site(workspace, sitemap, trail_site(workspace, sitemap))
    faults = list(sitemap.clashes())
    written = dict(_files(workspace.root / workspace.configuration.docs, workspace.territory()))
    pages = _pages(site, written)
    contents: dict[str, bytes] = {
        MARKER: b"",
        "mkdocs.yml": _mkdocs_yml(workspace, _in_navigation(sitemap, pages), reading_order(sitemap)).encode(),
    }
    contents |= {f"docs/{path}": content for path, content in _other_files(site, written).items()}
    additions = dict(page_trails(site.history, marks=True, reviews=site.reviews)) if site.history else {}
    for path, markdown in pages.items():
        makers = {**record_blocks(sitemap, path), **picture_blocks(sitemap, path)}
        filled = fill_blocks(markdown, makers, partial(_report, faults, sitemap, path))
        page = with_markdown_marks(filled, additions[path]) if path in additions else filled
        contents[f"docs/{path}"] = page.encode()
    return contents, faults


def _pages(site: Site, written: Mapping[str, bytes]) -> dict[str, str]:
    """The Markdown of all pages by path: those of the author, and those generated at other addresses."""
    generated = list(catalogue.pages(site, OWNERS))
    generated += _as_markdown(site, {*written, *(page.path for page in generated)})
    texts = {path: content.decode("utf-8-sig", errors="replace") for path, content in written.items()}
    paths = (*texts, *(page.path for page in generated))
    addresses = {url_of(path): url_of(path, False) for path in paths}
    absent = catalogue.absent_pages(OWNERS, paths)
    pages = {
        path: _with_file_addresses(_linked(text, View(site.sitemap, path), absent), path, addresses)
        for path, text in texts.items()
        if path.endswith(".md")
    }
    taken = {url_of(path) for path in [*pages, *(page.path for page in generated if page.source)]}
    links = app_links(site.sitemap)
    for page in generated:
        if page.source or url_of(page.path) not in taken:
            pages[page.path] = with_link(page.markdown, links.get(page.path, ""))
    return pages


def _other_files(site: Site, written: Mapping[str, bytes]) -> dict[str, bytes]:
    """Everything in the documentation folder that is not a page, by path; the author's files replace generated ones."""
    others = {path: content for path, content in written.items() if not path.endswith((".md", ".yaml", ".yml"))}
    permanent = dict(catalogue.permanent_addresses(site))
    return {**catalogue.files(site, OWNERS), **permanent, **others, **assets(brand=True)}


def _report(faults: list[str], sitemap: Sitemap, path: str, block: str, fault: str) -> None:
    faults.append(f"{sitemap.place(path, block)}: {fault}")


def _linked(text: str, view: View, absent: Collection[str]) -> str:
    """An author's page with the references in its Markdown linked, and its front matter unchanged.

    Links to pages that are ``absent`` are plain text.
    A page that was to be a record and can't be read has its name for a title, and nothing of its front matter.
    """
    _, body, _ = split_front_matter(text)
    if view.path in view.sitemap.unread:
        return f"---\ntitle: {json.dumps(markdown_text(PurePosixPath(view.path).stem))}\n---\n{view.page_body(body)}"
    linked = without_links_to(absent, view.page_body(body), view.path)
    return text.removesuffix(body) + folded(view.path, with_ways(view.sitemap, view.path, linked))


_HREF = re.compile(r"""(<a\s[^<>]*?\bhref=)(["'])([^"'<>#?]*/)((?:[#?][^"'<>]*)?)\2""")


def _with_file_addresses(markdown: str, path: str, addresses: Mapping[str, str]) -> str:
    """An author's page whose HTML links to the folders of pages, with links to the files that they are in an export."""

    def rewritten(found: re.Match[str]) -> str:
        target = normpath(join(dirname(url_of(path)), found[3]))
        file = addresses.get("" if target == "." else f"{target}/")
        here = dirname(url_of(path, False))
        return f"{found[1]}{found[2]}{relpath(file, here or '.')}{found[4]}{found[2]}" if file else found[0]

    return _HREF.sub(rewritten, markdown)


def _as_markdown(site: Site, known: Collection[str]) -> Iterator[SitePage]:
    """The pages of ready HTML as Markdown, which carries HTML unchanged. ``known`` are the paths of all other pages."""
    for page in catalogue.html_pages(site, OWNERS):
        head = f"---\ntitle: {json.dumps(page.title)}\nhide: [navigation, toc]\nsearch: {{exclude: true}}\n---\n"
        yield SitePage(page.path, f"{head}\n<div>\n{_way_to(page, site.sitemap, known)}{page.html.strip()}\n</div>\n")


def _way_to(page: HtmlPage, sitemap: Sitemap, known: Collection[str]) -> str:
    """Links to what a page is below: it is in no navigation of an export."""
    under, parent = page.place.under, page.place.parent
    name = PurePosixPath(under.removesuffix("/index.md")).stem.replace("-", " ").capitalize()
    above = [step for step in ((name, under), *([parent] if parent else ())) if step[1] in known]
    links = (f'<a href="{sitemap.between(page.path, path)}">{escape(one_line(title))}</a>' for title, path in above)
    return f'<p class="tb-muted tb-crumbs">{" › ".join(links)}</p>\n' if above else ""


def _files(folder: Path, territory: Territory) -> Iterator[tuple[str, bytes]]:
    """The files of a folder. A symbolic link counts if it leads to a tracked file inside it, not in a hidden folder."""
    bounds = (territory, Territory.of(folder))
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in path.parts)
        if not hidden and file.is_file() and not any(bound.fault(file) for bound in bounds):
            yield path.as_posix(), file.read_bytes()


_NOT_THERE = ("content.action.",)
"""How the features of Material begin that need the files of the pages, which are others here."""


def _look(workspace: Workspace) -> dict[str, Any]:
    """What the knowledge base's own mkdocs.yml says of its looks, its search and its address, as far as it is Material.

    Values with tags, as of the environment, are left out: they are of the machine.
    """
    file = find_mkdocs(workspace.root)
    values = stated_values(file.read_bytes()) if file else {}
    theme = values.get("theme")
    own = theme if isinstance(theme, dict) and theme.get("name") == "material" else {}
    look = {name: own[name] for name in ("language", "icon", "palette", "features") if own.get(name)}
    if isinstance(features := look.get("features"), list):
        look["features"] = [feature for feature in features if not str(feature).startswith(_NOT_THERE)]
    listed = values.get("plugins")
    plugins = [one for one in listed if _name(one) in ("search", "tags")] if isinstance(listed, list) else []
    return {
        **{
            name: values[name] for name in ("site_description", "site_url", "repo_url", "repo_name") if values.get(name)
        },
        "theme": {"name": "material", "font": False, "palette": [{"scheme": "default", "primary": "custom"}], **look},
        "plugins": plugins or ["search"],
    }


def _name(plugin: Any) -> Any:
    return next(iter(plugin), None) if isinstance(plugin, dict) else plugin


def _in_navigation(sitemap: Sitemap, paths: Iterable[str]) -> list[str]:
    """The paths without those of pages that are reached from the page that they are behind."""
    behind = {path for id in sitemap.paths for path in sitemap.chapters(id).values()}
    return [path for path in paths if path not in behind]


def _mkdocs_yml(workspace: Workspace, paths: list[str], order: list[str]) -> str:
    served, stated = list(assets(brand=True)), workspace.configuration
    configuration: dict[str, Any] = {
        "site_name": stated.name,
        "docs_dir": "docs",
        "use_directory_urls": False,
        **_look(workspace),
        "extra_css": [path for path in served if path.endswith(".css")],
        "extra_javascript": [path for path in served if path.endswith(".js")],
        "markdown_extensions": [*EXTENSIONS, {"toc": {"permalink": True, "toc_depth": 3}}],
    }
    if stated.footer:
        configuration["copyright"] = stated.footer
    if stated.nav is not None:
        configuration["nav"] = expand_folders(stated.nav, paths, catalogue.absent_pages(OWNERS, paths), order)
    return yaml.safe_dump(configuration, sort_keys=False, allow_unicode=True)
