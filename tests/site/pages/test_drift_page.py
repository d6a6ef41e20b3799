"""Deviations on the page of drift, at the controls, on the application's page, and nowhere without templates."""

import json
from pathlib import Path

import pytest
import yaml
from tests.building import Built, broken_links, build, configure
from tests.drift.drifting import a_template, an_exception, base, write
from tests.repositories import Repo

OPEN = '{\n  "open": true\n}\n'


def site(tmp_path: Path, files: dict[str, str], *, strict: bool = True, commit: bool = True) -> Built:
    root = write(tmp_path / "kb", files)
    configure(root, "trailbook/records", docs_dir="content", theme="material")
    if commit:
        Repo(root).commit("Export the app", {"content/index.md": "# Home\n"})
    return build(root, tmp_path / "site", strict=strict)


@pytest.fixture(scope="module")
def deviating(tmp_path_factory: pytest.TempPathFactory) -> Built:
    exception = an_exception("X1", state="requested")
    template = a_template(where="open", equals=False, remedy="Close it, see POL-A.C1.")
    files = {**base(template, exception), "configurations/app.json": OPEN}
    return site(tmp_path_factory.mktemp("deviating"), files)


def test_the_page_says_what_is_expected_what_is_there_and_since_when(deviating: Built) -> None:
    page = deviating.page("drift/index.html")
    terms, values = ([e.text for e in page.all(tag)] for tag in ("dt", "dd"))
    facts = dict(zip(terms, values, strict=True))
    assert [facts[term] for term in ("Setting", "Expected, found")] == ["open line 2", "false → true"]
    assert "1 Jan 2026" in facts["Since"] and "Export the app" in facts["Since"]
    assert "not covered" in facts["Exception"]
    assert "“One” is requested and not approved, so it covers nothing" in facts["Exception"]


def test_a_finding_is_called_by_what_was_found_and_what_it_is_against(deviating: Built) -> None:
    page = deviating.page("drift/index.html")
    (title,) = (" ".join(heading.text.replace("¶", "").split()) for heading in page.all("h3"))
    assert title == "“open” is against “It is so”"
    (found,) = [e.text for e in page.all("p", "tb-item__line")]
    assert " ".join(found.split()).endswith("the check configurations/app.json")
    assert "TM-A" not in found and "CT-A" not in found


def test_the_head_of_a_control_says_whether_settings_are_against_it(deviating: Built) -> None:
    (line, *_) = deviating.page("controls/POL-A.C1/index.html").all("p", "tb-facts__line")
    assert "1 of 1 setting against it since 1 Jan 2026" in " ".join(line.text.split())
    (notice, *_) = deviating.page("controls/POL-A.C1/index.html").all("p", "tb-notice")
    said = " ".join(notice.text.split())
    assert said.startswith("“open” is against “It is so”") and "since 1 Jan 2026" in said and "What to do: " in said


def test_the_page_leads_to_the_control_and_the_application(deviating: Built) -> None:
    links = {e.attributes["href"] for e in deviating.page("drift/index.html").all("a")}
    assert {"../policies/a/#C1", "../threat-models/a/", "../configurations/templates/a/#K1"} <= links
    assert not broken_links(deviating)


@pytest.mark.parametrize(
    "path", ["policies/a/index.html", "threat-models/a/design/index.html", "configurations/templates/a/index.html"]
)
def test_every_page_that_it_concerns_tells_the_state_with_a_link_to_the_deviation(deviating: Built, path: str) -> None:
    states = [e for e in deviating.page(path).all("a", "tb-badge") if e.text == "1 deviating"]
    assert states and all(e.attributes["href"].endswith("drift/#CT-A.K1:app.json") for e in states)
    assert "CT-A.K1:app.json" in deviating.page("drift/index.html").ids


def test_the_checks_of_a_template_say_in_which_application_they_find_what(deviating: Built) -> None:
    page = deviating.page("configurations/templates/a/index.html")
    states = [e for e in (*page.all("td"), *page.all("dd")) if "deviating" in e.text]
    assert [" ".join(state.text.split()) for state in states] == ["1 deviating Title of A"] * 2


def test_a_snapshot_that_can_not_be_read_is_told_as_not_compared(tmp_path: Path) -> None:
    files = {**base(a_template(where="open", equals=False)), "configurations/app.json": OPEN.rstrip().removesuffix("}")}
    built = site(tmp_path, files, strict=False)
    for path in ("policies/a/index.html", "configurations/templates/a/index.html"):
        told = [e.text for e in built.page(path).all("span", "tb-badge")]
        assert "not compared: can't be read" in told
        assert "no snapshot" not in told
    (notice,) = built.page("drift/index.html").all("p", "tb-notice")[1:]
    assert notice.text.startswith("Not compared, because a snapshot can't be read: CT-A.K1")


def test_another_application_is_told_nothing(deviating: Built) -> None:
    assert "configuration" not in deviating.page("threat-models/b/index.html").ids


def test_the_list_of_templates_says_how_many_checks_find_what_they_expect(deviating: Built) -> None:
    cells = deviating.page("configurations/templates/index.html").all("td")
    assert [e.text for e in cells if e.attributes.get("data-tb-label") == "As required"] == ["0 of 1"]


def test_a_page_without_deviations_says_so_and_what_was_looked_at(tmp_path: Path) -> None:
    files = {**base(a_template(where="open", equals=True)), "configurations/app.json": OPEN}
    text = site(tmp_path, files).page("drift/index.html").text
    assert "Nothing deviates." in text
    assert "configurations/app.json" in text and "An app" in text and "1 Jan 2026" in text


def test_what_found_nothing_to_look_at_is_no_success(tmp_path: Path) -> None:
    template = a_template(where="apps[*].open", equals=True)
    built = site(tmp_path, {**base(template), "configurations/app.json": '{"apps": []}'})
    assert "not compared" in built.page("configurations/templates/index.html").text
    assert "These checks found nothing to look at." in built.page("drift/index.html").text
    said = " ".join(built.page("controls/POL-A.C1/index.html").text.split())
    assert "not applicable Title of A " in said


def test_what_an_exception_covers_is_shown_as_covered(tmp_path: Path) -> None:
    template = a_template(where="open", equals=False)
    exception = an_exception("X1", granted=yaml.safe_load("2025-06-01"))
    built = site(tmp_path, {**base(template, exception), "configurations/app.json": OPEN})
    assert "“One” covers it until 31 Dec 2026" in built.page("drift/index.html").text
    assert "1 excepted" in built.page("policies/a/index.html").text


def test_without_git_the_page_says_what_it_can_not_know(tmp_path: Path) -> None:
    files = {**base(a_template(where="open", equals=False)), "configurations/app.json": OPEN}
    files["content/index.md"] = "# Home\n"
    assert "unknown: no history here" in site(tmp_path, files, commit=False).page("drift/index.html").text


def test_what_is_not_committed_is_told(tmp_path: Path) -> None:
    files = {**base(a_template(where="open", equals=False)), "configurations/app.json": '{"open": false}'}
    site(tmp_path, files)
    write(tmp_path / "kb", {"configurations/app.json": OPEN})
    built = build(tmp_path / "kb", tmp_path / "site")
    assert "not committed yet" in built.page("drift/index.html").text


def test_a_snapshot_that_can_not_be_read_is_a_warning_with_its_place(tmp_path: Path) -> None:
    files = {**base(a_template(where="open", equals=False)), "configurations/app.json": "{"}
    warnings = site(tmp_path, files, strict=False).warnings
    assert [w for w in warnings if "configurations/app.json:1:2: not valid JSON" in w]


def test_a_folder_of_that_name_without_templates_changes_nothing(tmp_path: Path) -> None:
    files = {"content/a.md": "# A\n", "configurations/values.yaml": "a: 1\na: 2\n"}
    built = site(tmp_path, files)
    assert "drift/index.html" not in built.files() and not built.warnings


def test_text_of_a_snapshot_is_text_wherever_it_is_shown(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)> {{ 1 }} `a` | [x](javascript:1) </td></table> **b** &amp; \u202e"
    settings = {"list": [{"name": hostile, hostile: hostile, "open": hostile, "client_secret": "s3cret"}]}
    template = yaml.safe_load(a_template(where="list[*]", fits={"additionalProperties": {"type": "number"}}))
    template["checks"][0]["title"] = hostile
    template["applies_to"][0]["of"] = hostile
    files = {**base(yaml.safe_dump(template)), "configurations/app.json": json.dumps(settings)}
    built = site(tmp_path, files)
    for path in ("drift/index.html", "policies/a/index.html", "threat-models/a/index.html"):
        page = built.page(path)
        assert not [e for e in page.elements if "onerror" in e.attributes or e.attributes.get("src") == "x"]
        assert not [e for e in page.all("a") if e.attributes.get("href", "").startswith("javascript")]
        assert "s3cret" not in built.text(path) and "\u202e" not in built.text(path)
    page = built.page("drift/index.html")
    assert "<img src=x onerror=alert(1)>" in page.text and "(hidden)" in page.text
    assert not [e for e in page.all("strong") if e.text == "b"]


def test_many_deviations_are_cut_and_the_page_says_where_the_rest_is(tmp_path: Path) -> None:
    settings = {"list": [{"name": f"n{number}", "open": True} for number in range(60)]}
    template = a_template(where="list[*].open", equals=False)
    text = (
        site(tmp_path, {**base(template), "configurations/app.json": json.dumps(settings)})
        .page("drift/index.html")
        .text
    )
    assert "These are the first 40 of 60" in text and "list[n39].open" in text and "list[n40].open" not in text


def test_a_new_knowledge_base_has_a_page_of_drift_on_which_nothing_deviates(starter_site: Built) -> None:
    assert "Nothing deviates." in starter_site.page("drift/index.html").text


def test_a_day_that_became_too_old_deviates_since_then_and_not_since_its_export(tmp_path: Path) -> None:
    files = {**base(a_template(where="scanned", within_days=8)), "configurations/app.json": '{"scanned": "2025-12-20"}'}
    built = site(tmp_path, files)
    values = [" ".join(e.text.split()) for e in built.page("drift/index.html").all("dd")]
    assert "29 Dec 2025, when it became too old; 1 Jan 2026: Export the app" in values
    (line, *_) = built.page("controls/POL-A.C1/index.html").all("p", "tb-facts__line")
    assert "against it since 29 Dec 2025" in " ".join(line.text.split())
