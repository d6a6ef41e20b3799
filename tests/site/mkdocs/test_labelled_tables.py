"""The cells of an author's table know their heads."""

from markdown import markdown

from trailbook.site.mkdocs.labelled_tables import LabelledTables


def rendered(text: str) -> str:
    return markdown(text, extensions=["tables", LabelledTables()])


def test_each_cell_after_the_first_has_the_text_of_its_head() -> None:
    html = rendered("| you … | *read* `first` | then |\n|---|:-:|---|\n| build | A | B |\n")

    assert "<td>build</td>" in html
    assert 'data-tb-label="read first"' in html
    assert '<td data-tb-label="then">B</td>' in html


def test_a_head_without_text_labels_nothing_and_no_html_of_a_head_comes_into_a_label() -> None:
    html = rendered('| a | | x <i title="y">"z"</i> |\n|---|---|---|\n| 1 | 2 | 3 |\n')

    assert "<td>2</td>" in html
    assert '<td data-tb-label="x &quot;z&quot;">3</td>' in html
