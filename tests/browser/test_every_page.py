"""What holds for every kind of page, on a phone and on a desktop, in light and in dark."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.browser.conftest import ONE_IN
from tests.browser.reader import DESKTOP, PHONE, Faults, search_for
from tests.paths import REPOSITORY
from tests.properties import tries_all

from trailbook.records.kinds import KINDS
from trailbook.records.loading import load

pytestmark = pytest.mark.browser  # both readers of a page, which they open together

PAGES = {
    "home": "",
    "threat-model register": "threat-models/",
    "policy register": "policies/",
    "postmortem register": "postmortems/",
    "playbook register": "playbooks/",
    "connector register": "connectors/",
    "indicator register": "indicators/",
    "exercise register": "exercises/",
    "training register": "training/",
    "template register": "configurations/templates/",
    "threat-model": "threat-models/expenses/",
    "policy": "policies/exposure/",
    "postmortem": "postmortems/drift-2025/",
    "playbook": "playbooks/token-theft/",
    "connector": "connectors/chat/",
    "indicator": "indicators/open-shares/",
    "indicator with a chart": "indicators/overdue-certifications/",
    "exercise": "exercises/token-theft/",
    "training": "training/agents/",
    "template": "configurations/templates/sharing/",
    "drift": "drift/",
    "due": "due/",
    "may-i": "may-i/",
    "changes": "changes/",
    "incident-mode": "go/data-exposure/",
    "threats": "threats/",
    "estate": "estate/",
    "links": "links/",
    "controls": "controls/",
    "frameworks": "frameworks/",
    "coverage": "coverage/",
    "risk scheme": "risk-scheme/",
    "risk": "risk/",
    "lessons": "lessons/",
    "dashboard of leadership": "dashboards/leadership/",
    "dashboard of security": "dashboards/security/",
    "dashboard of makers": "dashboards/makers/",
    "threat page": "threats/TM-DONORS.T2/",
    "same threat": "threats/TM-ONBOARDING.T6/",
    "control page": "controls/POL-ACCESS.C3/",
    "roles": "roles/",
    "role": "roles/maker/",
    "playbook for an application": "playbooks/for/expenses/",
    "playbooks by application": "playbooks/for/",
    "threat rules": "threat-rules/",
    "tags": "tags/",
    "guide": "guides/reading/",
    "decisions": "decisions/",
    "decisions of a year": "decisions/2026/",
    "trail": "trail/policies/exposure/",
    "gaps": "gaps/",
    "reviews": "reviews/",
    "sign-offs": "sign-offs/",
    "effects": "effects/",
    "accounts": "accounts/",
    "releases": "releases/",
    "not found": "404.html",
}
SEARCH = "search"

ALL = (*PAGES, SEARCH)
SAMPLE = ("policy", "training")
"""The pages that every run looks at. The others are slow, and a run that samples looks at some of them."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""What axe-core calls the sets of rules that hold here."""

START_AXE = """standards => {
  const colours = ["color-contrast", "link-in-text-block"]
  const run = async (context, options) => {
    const { violations } = await axe.run(context, { resultTypes: ["violations"], preload: false, ...options })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`))
  }
  const styles = new Map()
  const style = element => {
    if (!element) return ""
    if (!styles.has(element)) {
      const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight } = getComputedStyle(element)
      const behind = style(element.parentElement).split("|").at(-1)
      const ground = `${backgroundColor} ${backgroundImage} ${opacity}`
      const added = ground === "rgba(0, 0, 0, 0) none 1" ? behind : `${behind} ${ground}`
      styles.set(element, `${color} ${fontSize} ${fontWeight}|${added}`)
    }
    return styles.get(element)
  }
  const kinds = () => {
    const found = new Map()
    styles.clear()
    for (const element of document.querySelectorAll("body *")) {
      const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
      if (!words || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      const kind = `${element.tagName} ${style(element)} ${style(element.parentElement)}`
      if (!found.has(kind)) found.set(kind, element)
    }
    return run({ include: [...found.values()] }, { runOnly: colours })
  }
  const rules = Object.fromEntries(colours.map(rule => [rule, { enabled: false }]))
  window.faults = new Promise(setTimeout)
    .then(() => run(document, { runOnly: { type: "tag", values: standards }, rules }))
    .then(async found => [...found, ...await kinds()])
  window.faultsInDark = window.faults.then(async () => {
    document.body.dataset.mdColorScheme = "slate"
    await Promise.all(document.getAnimations().map(animation => animation.finished))
    return kinds()
  })
}"""
"""Looks for faults in light, then in dark, which one word on the page tells apart.

To measure contrast takes axe-core longer than all else together, so it is given one text of each kind:
those of the same size, weight and colour, on the same ground, have the same contrast.
"""

CUT_OFF = """() => [...document.querySelectorAll(".md-content *")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .filter(element => element.checkVisibility())
  .filter(element => !element.closest(".tb-figure__canvas, .tb-chips, .tb-sr, .md-typeset__scrollwrap, pre"))
  .filter(element => innerWidth < 600 || !element.closest(".tb-scroll"))
  .map(element => element.outerHTML.slice(0, 120))"""
"""What reaches past the screen's edge without a box to scroll it in. On a phone rows of tables are stacked instead."""


@dataclass(frozen=True)
class Reader:
    """Somebody with a page open, and what went wrong on it."""

    page: Page
    faults: Faults


@pytest.fixture(scope="module")
def readers(browser: Browser, address: str) -> Iterator[dict[str, Reader]]:
    """A reader at a phone and one at a desktop, who go from page to page."""
    found = {}
    for screen in (PHONE, DESKTOP):
        page = browser.new_context(viewport=screen.size, color_scheme="light", reduced_motion="reduce").new_page()
        page.context.add_init_script(Axe().axe_script)
        faults = Faults(urlsplit(address).netloc)
        faults.watch(page)
        found[screen.name] = Reader(page, faults)
    yield found
    for reader in found.values():
        reader.page.context.close()


OTHERS = [kind for kind in (ALL if tries_all() else ALL[1::ONE_IN]) if kind not in SAMPLE]
VISITED = [*SAMPLE, *(pytest.param(kind, marks=pytest.mark.slow) for kind in OTHERS)]


@pytest.fixture(scope="module", params=VISITED)
def opened(
    request: pytest.FixtureRequest, readers: dict[str, Reader], address: str, searchable: str
) -> dict[str, Reader]:
    """Both readers with one page open, in which axe-core is at work: on two cores, they share the time."""
    served = searchable if request.param == SEARCH else address
    for reader in readers.values():
        reader.faults.forget()
        reader.faults.host = urlsplit(served).netloc
        reader.page.goto(served + PAGES.get(request.param, ""), wait_until="commit")
    for reader in readers.values():
        reader.page.wait_for_load_state()
        if request.param == SEARCH:
            search_for(reader.page, "token")
        reader.page.evaluate("() => document.fonts.ready.then(() => null)")
        reader.page.evaluate(START_AXE, STANDARDS)
    return readers


@pytest.fixture(params=["phone", "desktop"])
def reader(request: pytest.FixtureRequest, opened: dict[str, Reader]) -> Reader:
    return opened[request.param]


def test_a_page_raises_no_complaint_and_misses_nothing(reader: Reader) -> None:
    assert reader.faults.complaints == []
    assert reader.faults.missing == []


def test_a_page_asks_no_other_host(reader: Reader) -> None:
    assert reader.faults.elsewhere == []


def test_a_page_is_not_wider_than_the_screen(reader: Reader) -> None:
    assert reader.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert reader.page.evaluate(CUT_OFF) == []


def test_a_page_has_one_main_heading(reader: Reader) -> None:
    assert reader.page.locator("h1:visible:not(.md-search-result h1)").count() == 1  # the theme's results have theirs


def test_a_page_has_no_fault_that_axe_finds(reader: Reader) -> None:
    assert reader.page.evaluate("faults") == []


def test_a_page_can_be_read_in_dark(reader: Reader) -> None:
    assert reader.page.evaluate("faultsInDark") == []
    assert reader.faults.complaints == []


def test_every_kind_of_record_and_every_folder_of_the_site_is_visited(site: Path) -> None:
    kinds = {record.kind for record in load(REPOSITORY).records.values()}
    assert kinds <= set(KINDS)
    assert {name for kind in kinds - {"page"} for name in (kind, f"{kind} register")} <= set(PAGES)
    folders = {page.relative_to(site).parts[0] for page in site.rglob("*.html")}
    assert folders - {"index.html", "id"} == {path.split("/")[0] for path in PAGES.values() if path}
