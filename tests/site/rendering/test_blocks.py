import pytest

from trailbook.site.rendering.blocks import BlockError, fill_blocks, has_block


def make(argument: str) -> str:
    if argument == "wrong":
        raise BlockError("there is no 'wrong'; did you mean 'right'?")
    return f"<b>{argument}</b>"


def filled(markdown: str) -> tuple[str, list[tuple[str, str]]]:
    reports: list[tuple[str, str]] = []
    text = fill_blocks(markdown, {"make": make}, lambda block, fault: reports.append((block, fault)))
    return text, reports


@pytest.mark.parametrize("fence", ["```", "~~~", "````", "``` ", "~~~~"])
def test_a_block_is_replaced_by_what_it_asks_for(fence: str) -> None:
    text, reports = filled(f"Before\n{fence}trailbook\nmake it\n{fence.strip()}\nAfter\n")
    assert text == "Before\n\n<b>it</b>\n\nAfter\n"
    assert not reports


@pytest.mark.parametrize("fence", ["```", "~~~", "````", "``` ", "~~~~"])
def test_a_block_is_found_by_its_name_however_it_is_fenced(fence: str) -> None:
    markdown = f"Before\n{fence}trailbook\nmake it\n{fence.strip()}\n"
    assert has_block(markdown, "make")
    assert not has_block(markdown, "made")
    assert not has_block("make", "make")


def test_a_block_needs_no_argument() -> None:
    assert filled("```trailbook\nmake\n```\n")[0].strip() == "<b></b>"


@pytest.mark.parametrize(
    "markdown",
    [
        "```trailbook\nother it\n```\n",
        "```trailbook\nmake it\nand more\n```\n",
        "```trailbook\n```\n",
        "```trailbook\nmake it\n",
        "```yaml\nmake it\n```\n",
        "```trailbooks\nmake it\n```\n",
        "```\ntrailbook\nmake it\n```\n",
        "````\n```trailbook\nmake it\n```\n````\n",
        "````markdown\n```trailbook\nmake it\n```\n````\n",
        "~~~markdown\n```trailbook\nmake it\n```\n~~~\n",
        "Write `trailbook make it`.\n",
        "trailbook\nmake it\n",
        "<!-- not yet\n```trailbook\nmake it\n```\n-->\n",
    ],
)
def test_what_is_no_block_of_ours_is_left_alone(markdown: str) -> None:
    assert filled(markdown) == (markdown, [])


def test_a_block_between_comments_is_filled() -> None:
    text = "<!-- one -->\n\n```trailbook\nmake it\n```\n\n<!-- two --> <!-- never closed\n"
    assert filled(text)[0] == text.replace("```trailbook\nmake it\n```", "\n<b>it</b>\n")


def test_a_block_that_asks_for_something_that_is_not_there_is_reported_and_left_as_it_is() -> None:
    markdown = "```trailbook\nmake it\n```\n\n```trailbook\nmake wrong\n```\n"
    text, reports = filled(markdown)
    assert text == "\n<b>it</b>\n\n\n```trailbook\nmake wrong\n```\n"
    assert reports == [("```trailbook\nmake wrong\n```", "there is no 'wrong'; did you mean 'right'?")]
