"""The knowledge base as a folder of plain Markdown with its assets, for another generator to build.

The pages are the ones that the MkDocs plugins make. A ``mkdocs.yml`` beside them names the Markdown
extensions that they need, in the form that MkDocs, ProperDocs and Zensical all read.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from trailbook.audit.ledgers.audit import LedgerAudit
from trailbook.drift.model import Drift
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import FOLDERS
from trailbook.risk.indicators.model import Observed
from trailbook.risk.reviews.plan import DEFAULT as EACH_BY_ITS_OWN
from trailbook.risk.reviews.plan import ReviewPlan
from trailbook.risk.reviews.reviews import NOTHING, Evidence
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.tuning import DEFAULT, Ruleset
from trailbook.site.files.assets import assets
from trailbook.site.files.atom_feed import FEED, feed
from trailbook.site.files.decisions_json import DATA, log_data
from trailbook.site.files.knowledge_json import knowledge_files, revisions_of
from trailbook.site.files.permanent_links import past_places, permanent_files, places
from trailbook.site.marks.insert_markdown import marked
from trailbook.site.marks.record_blocks import record_blocks
from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.pages.application_playbooks import app_links, app_pages, with_link
from trailbook.site.pages.coverage_page import coverage_files
from trailbook.site.pages.effects_page import effects_page
from trailbook.site.pages.gap_page import gap_page
from trailbook.site.pages.item_pages import item_pages
from trailbook.site.pages.record_pages import record_pages
from trailbook.site.pages.register_pages import register_pages
from trailbook.site.pages.releases_page import release_files, with_neighbours
from trailbook.site.pages.reviews_page import CALENDAR, reviews_feed, reviews_page, states_of
from trailbook.site.pages.risk_pages import Standing, risk_files, risk_pages, standing
from trailbook.site.pages.role_pages import role_pages
from trailbook.site.pages.sign_offs_page import sign_offs_page
from trailbook.site.pages.trail_pages import log_page, trail_pages, year_pages
from trailbook.site.pages.with_history import told_pages
from trailbook.site.rendering.blocks import fill_blocks
from trailbook.site.rendering.navigation import expand_folders
from trailbook.site.rendering.page import SitePage, url_of
from trailbook.site.rendering.picture_blocks import picture_blocks
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_view import TrailSite
from trailbook.site.rendering.view import View
from trailbook.text.markdown_text import split_front_matter
from trailbook.text.write import new_folder
from trailbook.trail.decisions import Trail
from trailbook.trail.git.head import Newest, newest, now_at
from trailbook.trail.sign_offs.required import NO_SIGN_OFFS, SignOffs

MARKER = ".trailbook-export"
"""Stands in every exported folder: only a folder that holds it is ever replaced."""

EXTENSIONS = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"]
EXTENSIONS += ["pymdownx.details", "pymdownx.superfences", "pymdownx.tasklist"]


@dataclass(frozen=True)
class ExportPlan:
    """What is exported: the knowledge base at ``root`` with its documentation folder, site name and nav."""

    root: Path
    docs: str
    name: str = "Knowledge base"
    nav: list[Any] | None = None
    trails: tuple[Trail, ...] = ()
    folders: tuple[str, ...] = FOLDERS
    scheme: Scheme = MATRIX
    drift: Drift | None = None
    ruleset: Ruleset = DEFAULT
    review_plan: ReviewPlan = EACH_BY_ITS_OWN
    evidence: Evidence = NOTHING
    sign_offs: SignOffs = NO_SIGN_OFFS
    emails: bool = False
    footer: str = ""
    observed: Observed | None = None
    ledgers: LedgerAudit | None = None
    problems: list[str] = field(default_factory=list)
    """Filled by ``export``: records with the same page, blocks that asked for something that does not exist."""


def export(knowledge: KnowledgeBase, plan: ExportPlan, to: Path) -> int:
    """Write the pages and assets to the folder ``to`` and give the number of pages.

    The folder appears whole or not at all; an earlier export in its place is replaced. Raises
    ``FolderError`` when something that is no export is there, or the folder can't be written.
    """
    with new_folder(to, MARKER) as made:
        contents = _contents(knowledge, plan)
        for path, content in contents.items():
            file = made / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return sum(1 for path in contents if path.endswith(".md"))


def _contents(knowledge: KnowledgeBase, plan: ExportPlan) -> Mapping[str, bytes]:
    """Every file of the export by its path."""
    docs = PurePosixPath(plan.docs).as_posix()
    sitemap = Sitemap(
        knowledge,
        docs,
        scheme=plan.scheme,
        drift=plan.drift,
        ruleset=plan.ruleset,
        review_plan=plan.review_plan,
        observed=plan.observed,
        has_trail=bool(plan.trails),
    )
    plan.problems.extend(sitemap.clashes())
    written = dict(_files(plan.root / plan.docs))
    pages: dict[str, str] = {}
    for path, content in written.items():
        if path.endswith(".md"):
            pages[path] = _linked(content.decode("utf-8-sig", errors="replace"), View(sitemap, path))
    trails = TrailSite(sitemap, plan.trails, sign_offs=plan.sign_offs, emails=plan.emails, ledgers=plan.ledgers)
    now = now_at(plan.root)
    reviews = states_of(sitemap, plan.evidence, now and now.date())
    edition = newest(plan.root)
    made = [*_generated(sitemap, standing(plan.root, list(plan.folders)), edition), *_told(trails)]
    if reviews:
        made.append(reviews_page(sitemap, reviews, now and now.date()))
    made += told_pages(sitemap, trails, reviews, now and now.date())
    taken = {url_of(path) for path in [*pages, *(page.path for page in made if page.source)]}
    links = app_links(sitemap)
    for page in made:
        if page.source or url_of(page.path) not in taken:
            pages[page.path] = with_link(page.markdown, links.get(page.path, ""))
    contents: dict[str, bytes] = {MARKER: b"", "mkdocs.yml": _configuration(plan, list(pages)).encode()}
    others = {path: content for path, content in written.items() if not path.endswith((".md", ".yaml", ".yml"))}
    trail = {DATA: log_data(trails).encode(), FEED: feed(trails, plan.name, None)}
    data = {**risk_files(sitemap), **coverage_files(sitemap), **release_files(sitemap), **trail}
    contract = knowledge_files(sitemap, edition.commit if edition else None, revisions_of(plan.trails))
    addresses = dict(permanent_files(sitemap, [*places(sitemap), *past_places(trails)], None))
    for path, content in {**contract, **addresses, **others, **assets(brand=True), **data}.items():
        contents[f"docs/{path}"] = content
    if reviews:
        contents[f"docs/{CALENDAR}"] = reviews_feed(sitemap, reviews, plan.name, None, now)
    told = dict(page_trails(trails, marks=True, reviews=reviews)) if plan.trails else {}
    for path, markdown in pages.items():
        filled = _filled(sitemap, path, markdown, plan)
        contents[f"docs/{path}"] = (marked(filled, told[path]) if path in told else filled).encode()
    return contents


def _linked(text: str, view: View) -> str:
    """A page that somebody wrote, with references linked in its Markdown and its front matter as it was."""
    _, body, _ = split_front_matter(text)
    return text.removesuffix(body) + with_neighbours(view.sitemap, view.path, view.page_body(body))


def _generated(sitemap: Sitemap, at: Standing, edition: Newest | None) -> Iterator[SitePage]:
    yield from record_pages(sitemap, diagrams=True)
    yield from register_pages(sitemap)
    yield from risk_pages(sitemap, at)
    yield from role_pages(sitemap)
    yield from app_pages(sitemap, edition)


def _told(trails: TrailSite) -> Iterator[SitePage]:
    """The log of decisions, the gaps and the rules; the trails and items, whose HTML Markdown carries as it is."""
    yield log_page(trails)
    yield gap_page(trails)
    yield effects_page()
    if trails.sign_offs.rules.roles:
        yield sign_offs_page(trails)
    for page in (*trail_pages(trails), *year_pages(trails), *item_pages(trails.sitemap, trails)):
        head = f"---\ntitle: {json.dumps(page.title)}\nhide: [navigation, toc]\nsearch: {{exclude: true}}\n---\n"
        yield SitePage(page.path, f"{head}\n<div>\n{page.html.strip()}\n</div>\n")


def _filled(sitemap: Sitemap, path: str, markdown: str, plan: ExportPlan) -> str:
    makers = {**record_blocks(sitemap, path), **picture_blocks(sitemap, path)}
    return fill_blocks(
        markdown, makers, lambda block, fault: plan.problems.append(f"{sitemap.place(path, block)}: {fault}")
    )


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a folder. A link counts where it leads to one of them, and not into a hidden folder."""
    top = folder.resolve()
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder)
        if not file.is_file() or not (end := file.resolve()).is_relative_to(top):
            continue
        if not any(part.startswith(".") for part in (*path.parts, *end.relative_to(top).parts)):
            yield path.as_posix(), file.read_bytes()


def _configuration(plan: ExportPlan, paths: list[str]) -> str:
    served = list(assets(brand=True))
    configuration: dict[str, Any] = {
        "site_name": plan.name,
        "docs_dir": "docs",
        "theme": {"name": "material", "font": False, "palette": [{"scheme": "default", "primary": "custom"}]},
        "extra_css": [path for path in served if path.endswith(".css")],
        "extra_javascript": [path for path in served if path.endswith(".js")],
        "markdown_extensions": [*EXTENSIONS, {"toc": {"permalink": True, "toc_depth": 3}}],
    }
    if plan.footer:
        configuration["copyright"] = plan.footer
    if plan.nav is not None:
        configuration["nav"] = expand_folders(plan.nav, paths)
    return yaml.safe_dump(configuration, sort_keys=False, allow_unicode=True)
