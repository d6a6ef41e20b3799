"""What a browser does for a page, how long it is, and on how many sheets: the table is ``tests/site/budgets.yaml``."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser.reader import PHONE
from tests.site.test_budgets import BUDGETS

pytestmark = pytest.mark.browser  # every budget is held in each slow run

MEASURE = """() => new Promise(resolve => {
  let blocking = 0
  new PerformanceObserver(list => {
    for (const task of list.getEntries()) blocking += task.duration - 50
  }).observe({ type: "longtask", buffered: true })
  setTimeout(() => {
    const loaded = performance.getEntriesByType("resource").map(entry => entry.name)
    resolve({ requests: loaded.length + 1, blocking: Math.round(blocking), loaded })
  }, 500)
})"""


IS_ALONE = "PYTEST_XDIST_WORKER" not in os.environ
"""Whether no other tests run beside these: a machine that is busy answers nobody soon."""


@pytest.mark.slow
@pytest.mark.parametrize("path", BUDGETS["browser"])
def test_a_page_asks_for_few_files_and_answers_its_reader(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport=PHONE.size)
    page.goto(address + path, wait_until="load")
    found: dict[str, Any] = page.evaluate(MEASURE)
    page.close()
    loaded = [name.partition("?")[0] for name in found["loaded"]]
    assert len(loaded) == len(set(loaded))
    assert len([name for name in loaded if "/assets/trailbook/" in name and name.endswith((".css", ".js"))]) == 2
    assert all(name.endswith(".woff2") for name in loaded if "/fonts/" in name)
    held = {name: most for name, most in BUDGETS["browser"][path].items() if name != "blocking" or IS_ALONE}
    assert {name: found[name] for name in held if found[name] > held[name]} == {}, loaded


READ = """() => {
  const seen = element => element.checkVisibility({ visibilityProperty: true })
  const all = "a[href], button, input, select, textarea, summary, [tabindex='0']"
  const stops = [...document.querySelectorAll(all)].filter(stop => stop.tabIndex >= 0 && seen(stop))
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT)
  const sizes = new Set()
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement
    if (texts.currentNode.data.trim() && seen(holder) && !holder.closest("svg, .tb-sr"))
      sizes.add(Math.round(parseFloat(getComputedStyle(holder).fontSize) * 10) / 10)
  }
  return { height: document.documentElement.scrollHeight, focusable: stops.length, sizes: [...sizes] }
}"""


@pytest.mark.slow
@pytest.mark.parametrize("path", BUDGETS["reading"])
def test_a_page_is_no_longer_than_its_kind_may_be(browser: Browser, address: str, path: str) -> None:
    page, held = browser.new_page(viewport={"width": 1400, "height": 1000}), BUDGETS["reading"][path]
    page.goto(address + path, wait_until="load")
    found: dict[str, Any] = page.evaluate(READ)
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.set_viewport_size(PHONE.size)
    page.goto(address + path, wait_until="load")
    found["phone"] = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    found["sheets"] = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert {name: found[name] for name, most in held.items() if found[name] > most} == {}
    assert set(found["sizes"]) <= set(BUDGETS["type"])
