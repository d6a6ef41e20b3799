"""What the pages tell of indicators: observations, trend, breaches, retirement, or that nothing is observed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown import Markdown
from tests.building import Html, parse
from tests.paths import REPOSITORY, STARTER
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.loading import assemble, load
from trailbook.risk.indicators.reading import of_files
from trailbook.risk.overview.observe import observe_with_month_ends
from trailbook.risk.reviews.reviews import NOTHING
from trailbook.site.pages.record_pages import record_pages, register_table
from trailbook.site.pages.reviews_page import reviews_page, states_of
from trailbook.site.rendering.blocks import BlockError, fill_blocks
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.picture_blocks import picture_blocks
from trailbook.site.rendering.sitemap import Sitemap

RECORD = """\
---
id: IND-A
kind: indicator
owner: Us
unit: apps
worse: higher
thresholds: {amber: 2, red: 5}
frequency: monthly
measured_by: Count them.
measures: []
---
# Open apps

What it is.

## How to measure it

Count.
"""
TODAY = date(2026, 6, 30)
CONNECTOR = """\
---
id: CON-A
kind: connector
owner: Us
service: S
tier: standard
group: business
authentication: A
data_up_to: null
vetting: {state: approved, next: 2026-02-15}
logs: L
---
# A
"""


def sitemap(csv: str | None = None, *stated: str, today: date | None = TODAY) -> Sitemap:
    record = RECORD.replace("measures: []\n", "measures: []\n" + "".join(f"{line}\n" for line in stated))
    knowledge = assemble({"content/indicators/a.md": record.encode()})
    assert not knowledge.problems
    indicators = {id: record for id, record in knowledge.records.items() if isinstance(record, Indicator)}
    files = {} if csv is None else {"observations/IND-A.csv": f"date,value,note,source\n{csv}".encode()}
    return Sitemap(knowledge, "content", observed=of_files(files, indicators, today))


def markdown(site: Sitemap, *, diagrams: bool = True) -> str:
    (page,) = record_pages(Texts(site), diagrams=diagrams, kinds=("indicator",))
    makers = picture_blocks(site, page.path) if diagrams else {}
    faults: list[str] = []
    filled = fill_blocks(page.markdown, makers, lambda block, fault: faults.append(fault))
    assert not faults
    return filled


def html(site: Sitemap, *, diagrams: bool = True) -> Html:
    body = markdown(site, diagrams=diagrams).split("---\n", 2)[2]
    return parse(Markdown(extensions=["attr_list", "md_in_html", "tables"]).convert(body))


def verdict(page: Html) -> str:
    (said,) = page.all(cls="tb-ruling")
    return " ".join(said.text.split())


def fact(page: Html, term: str) -> str:
    """What the head says of something; empty where it says nothing."""
    found = [dt.parent for dt in page.all("dt") if dt.text == term]
    return " ".join(next(dd.text for dd in page.all("dd") if dd.parent is found[0]).split()) if found else ""


def test_without_observations_the_page_says_so_and_where_they_go() -> None:
    page = html(sitemap())
    assert fact(page, "Last observed") == ""
    assert "Nothing is observed yet, so its state is not known here." in page.text
    assert "observations/IND-A.csv" in page.text
    assert not page.all("svg") and not page.all("table")


def test_a_site_that_reads_no_observations_says_nothing_of_them() -> None:
    page = html(replace(sitemap(), observed=None))
    assert fact(page, "Last observed") == ""
    assert "bserved" not in page.text


def test_the_chart_stands_between_the_introduction_and_the_first_part_with_a_table_below() -> None:
    page = html(sitemap('2026-05-31,1,,\n2026-06-15,3,"more, at once",the export\n'))
    assert page.text.index("What it is.") < page.text.index("Observations") < page.text.index("How to measure it")
    assert [svg.attributes["class"] for svg in page.all("svg")] == [
        "tb-chart tb-chart--wide",
        "tb-chart tb-chart--narrow",
    ]
    rows = [row.text.split() for row in page.all("tr")]
    assert rows == [
        ["Day", "Value", "State", "Note", "Source"],
        ["15", "Jun", "2026", "3", "amber", "more,", "at", "once", "the", "export"],
        ["31", "May", "2026", "1", "green"],
    ]


def test_columns_that_nobody_filled_are_left_out() -> None:
    page = html(sitemap("2026-05-31,1,,\n"))
    assert [head.text for head in page.all("th")] == ["Day", "Value", "State"]


def test_without_pictures_there_is_the_trend_in_words_and_the_table() -> None:
    page = html(sitemap("".join(f"2026-06-{day:02},{day},,\n" for day in range(1, 5))), diagrams=False)
    assert not page.all("svg")
    assert (
        "Rising, which is worse: the mean of the last 2 observations is 3.5, that of the 2 before was 1.5." in page.text
    )
    assert len(page.all("tr")) == 5


def test_a_breach_is_told_with_since_when() -> None:
    page = html(sitemap("2026-04-30,5,,\n2026-05-31,6,,\n"))
    assert fact(page, "Review due") == "since 30 Apr 2026: red at 6 on 31 May 2026"
    assert fact(html(sitemap("2026-05-31,1,,\n")), "Review due") == ""


@pytest.mark.parametrize(("today", "late"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True), (None, False)])
def test_an_observation_that_did_not_come_is_missed_from_the_day_after(today: date | None, late: bool) -> None:
    told = verdict(html(sitemap("2026-05-30,1,,\n", today=today)))
    assert told.startswith("green 1 on 30 May 2026. Amber from")
    assert ("A value was due on 30 Jun 2026." in told) == late


def test_a_retired_indicator_keeps_its_history_and_says_when_and_why_it_ended() -> None:
    site = sitemap("2026-04-30,9,,\n", "status: retired", "retired: {on: 2026-05-01, because: The platform is gone.}")
    page = html(site)
    assert fact(page, "Retired") == "1 May 2026: The platform is gone."
    assert "retired 1 May 2026" in page.text
    assert fact(page, "Review due") == ""
    assert len(page.all("tr")) == 2
    assert "retired 1 May 2026" in parse(register_table(site, "indicator", "indicators/index.md")).text


def test_made_up_figures_are_called_so_wherever_they_stand() -> None:
    site = sitemap("2026-04-30,9,,\n2026-05-30,9,,\n", "example: true")
    page = html(site)
    assert verdict(page).startswith("red 9 on 30 May 2026, an example that nobody observed.")
    assert page.text.count("Example: made-up figures") == 5  # both drawings with their descriptions, the caption
    assert "These figures are made up." in page.text
    assert "example" in parse(register_table(site, "indicator", "indicators/index.md")).text


def test_of_very_many_observations_the_last_are_listed_and_the_page_says_so() -> None:
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + day) for day in range(1500)]
    page = html(sitemap("".join(f"{day},{day.day},,\n" for day in days)))
    assert len(page.all("tr")) == 61
    assert "The last 60 of 1,500 observations; all of them are in observations/IND-A.csv." in page.text


def test_the_register_shows_the_last_value_and_how_it_came_there() -> None:
    table = parse(register_table(sitemap("2026-04-30,1,,\n2026-05-30,6,,\n"), "indicator", "indicators/index.md"))
    (cell,) = [e for e in table.all("td") if e.attributes.get("data-tb-label") == "Last observed"]
    assert " ".join(cell.text.split()).endswith("red 6 30 May 2026")
    assert len([svg for svg in table.all("svg") if "tb-sparkline" in svg.classes]) == 1
    assert table.all("p", "tb-verdict")[0].text == "1 of 1 are measured: 1 red."
    assert not table.all("details", "tb-fold")


def test_what_is_not_measured_yet_is_apart_from_what_is() -> None:
    table = parse(register_table(sitemap(), "indicator", "indicators/index.md"))
    assert table.all("p", "tb-verdict")[0].text == "0 of 1 are measured; one has no value yet."
    (waiting,) = table.all("details", "tb-fold")
    assert "Open apps IND-A" in " ".join(waiting.text.split())
    assert "Last observed" not in table.text
    assert "amber from 2, red from 5" in waiting.text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[a](javascript:b)", "{{ 7*7 }}", "| a | b", "```x", "&lt;b>"]
)
def test_notes_and_sources_stay_text(text: str) -> None:
    page = html(sitemap(f'2026-05-30,1,"{text}","{text}"\n'))
    assert not page.all("script") and not page.all("img")
    assert [a for a in page.all("a") if "javascript" in a.attributes.get("href", "")] == []
    assert page.text.count(text) >= 2


def test_charts_can_stand_on_any_page_also_twice() -> None:
    makers = picture_blocks(sitemap("2026-05-30,1,,\n"), "index.md")
    page = parse(makers["chart"]("IND-A") + makers["chart"]("IND-A"))
    assert len(page.ids) == len(set(page.ids)) == 12
    assert "nothing is observed yet" in picture_blocks(sitemap(), "index.md")["chart"]("IND-A")


def test_a_chart_of_something_else_is_a_fault_that_names_the_nearest() -> None:
    with pytest.raises(BlockError, match="there is no indicator 'IND-B'; did you mean 'IND-A'"):
        picture_blocks(sitemap(), "index.md")["chart"]("IND-B")


def test_what_is_computed_has_a_value_at_each_end_of_a_month_that_the_history_has(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    computed = RECORD.replace("measures: []\n", "measures: []\ncomputed: connectors-past-certification\n")
    repo.commit("Start", {"content/a.md": computed, "content/c.md": CONNECTOR})
    repo.hour = 91 * 24  # the second of April
    repo.commit("Certify", {"content/c.md": CONNECTOR.replace("2026-02-15", "2027-02-15")})
    knowledge = load(repo.root)
    series = observe_with_month_ends(repo.root, ["content"], knowledge, date(2026, 4, 2)).of("IND-A")
    told = [(observation.day.isoformat(), observation.value) for observation in series.observations]
    assert told == [("2026-01-31", 0), ("2026-02-28", 1), ("2026-03-31", 1), ("2026-04-02", 0)]
    page = html(
        Sitemap(
            knowledge, "content", observed=observe_with_month_ends(repo.root, ["content"], knowledge, date(2026, 4, 2))
        )
    )
    assert "Counted from the records of this repository" in page.text


def test_check_tells_what_is_wrong_in_a_file_of_observations(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text(RECORD)
    (tmp_path / "observations").mkdir()
    file = tmp_path / "observations" / "IND-A.csv"
    file.write_text("date,value\n2026-01-31,many\n2026-12-31,1\n")

    def check(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["check", "--root", str(tmp_path), "--today", "2026-06-30", *arguments])
        return result.exit_code, result.output

    code, output = check()
    assert code == 1
    assert "observations/IND-A.csv:2:12: the value is 'many'; expected a number with a point, such as 2.5" in output
    assert "observations/IND-A.csv:3:1: the day 2026-12-31 is in the future; expected a day up to 2026-06-30" in output
    file.write_text("date,value\n2026-01-31,3\n")
    assert check()[0] == 0


def test_the_example_of_a_new_knowledge_base_is_the_only_series_that_is_shipped() -> None:
    starter = load(STARTER)
    assert [record.example for record in starter.of_kind(Indicator)] == [True]
    own = list(load(REPOSITORY).of_kind(Indicator))
    assert not (REPOSITORY / "observations").exists()
    assert not any(record.example for record in own)


def asked_for(site: Sitemap) -> str:
    """What the page of reviews says below the heading for indicators; empty where it has none."""
    text = reviews_page(site, states_of(site, NOTHING, TODAY), TODAY).markdown
    return " ".join(parse(text.partition("{ #indicators }")[2].partition("\n## ")[0]).text.split())


def test_the_page_of_reviews_lists_what_indicators_ask_for_with_since_when() -> None:
    assert asked_for(sitemap("2026-04-30,5,,\n2026-05-31,6,,\n")) == (
        "30 Apr 2026 red Open apps IND-A (Us; red at 6 on 31 May 2026)"
    )
    calm = sitemap("2026-05-31,1,,\n")
    assert asked_for(calm) == ""
    assert 'id="indicators"' in reviews_page(calm, states_of(calm, NOTHING, TODAY), TODAY).markdown
    assert asked_for(replace(sitemap(), observed=None)) == ""
