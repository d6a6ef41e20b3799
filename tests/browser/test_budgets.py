"""What a browser does for a page, and how many sheets it prints: the table is ``tests/site/budgets.yaml``."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser.reader import PHONE
from tests.site.test_budgets import BUDGETS

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


@pytest.mark.slow
@pytest.mark.parametrize("path", BUDGETS["paper"])
def test_a_page_prints_on_few_sheets(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page()
    page.goto(address + path, wait_until="load")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= BUDGETS["paper"][path]
