from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.properties import seconds

from trailbook.trail.reasons.filler import is_empty_title, says_something
from trailbook.trail.reasons.messages import read_message


def test_a_trailer_is_found_wherever_it_stands() -> None:
    message = read_message("Squash\n\n* first\n\nRationale: because of a token\n\n* second\n\nmore prose here.\n")
    assert message.values("Rationale") == ("because of a token",)
    assert "more prose here." in message.prose


def test_a_trailer_is_known_by_name_in_any_case_and_goes_on_when_indented() -> None:
    message = read_message("t\n\nrationale : one\n  two\nREFS: POL-A.C1\n")
    assert [(t.name, t.value) for t in message.trailers] == [("Rationale", "one two"), ("Refs", "POL-A.C1")]


@pytest.mark.parametrize("line", ["docs: a thing", "https://example.org says so", "Note: not one", "x = {a: b}"])
def test_what_only_looks_like_a_trailer_is_prose(line: str) -> None:
    message = read_message(f"t\n\n{line}\n")
    assert message.trailers == ()
    assert message.prose == line


@pytest.mark.parametrize(
    "fields", ["Classification: restricted", "Classification: restricted\nRefs: POL-A.C1\nTeam: Ops"]
)
def test_lines_of_other_trailers_at_the_end_are_no_part_of_the_reason(fields: str) -> None:
    assert read_message(f"t\n\nA link was followed by anyone.\n\n{fields}\n").prose == "A link was followed by anyone."
    assert read_message("t\n\nTeam: Ops\nRefs: POL-A.C1").prose == ""


@pytest.mark.parametrize(
    "body", ["Keys leaked.\n\nWhy: people share them", "Keys leaked.\n\nTeam: Ops\nand they agreed", "Team: Ops\n\nSo."]
)
def test_what_is_more_than_such_lines_or_is_not_at_the_end_is_kept(body: str) -> None:
    assert read_message(f"t\n\n{body}").prose == body


def test_a_trailer_in_a_code_block_is_code() -> None:
    assert read_message("t\n\n```\nRationale: example\n```\n").trailers == ()


@pytest.mark.parametrize(
    "body",
    [
        "Merge branch 'main' into topic",
        "<!-- Describe your change -->",
        "Co-authored-by: Bo <bo@example.org>",
        "See merge request group/project!7",
        "(cherry picked from commit 0123456789abcdef)",
        "---",
        "Change-Id: I0123456789abcdef\nReviewed-on: https://review.example/c/7\nTested-by: Robot <r@example.org>",
        "Trust: Bo <bo@example.org>\nGitHub-Last-Rev: 0123456789abcdef\nGitHub-Pull-Request: a/b#4",
        "Closes-Bug: #4711\nDepends-On: I0123\nIssue: SEC-4",
        "Fixes #4, closes group/project#5 and SEC-6.",
        "This reverts commit 0123456789abcdef, reversing\nchanges made to 0123456789abcdef.",
        "## What this changes\n\n### Checklist\n\n- [x] Tests\n- [ ] Documentation",
        "4: Lower the limit r=bo a=ada",
        "Ada Lovelace (2):\n  Lower the limit\n  Ask twice\n\nLGTMs: bo cy\nCloses #4",
        "* docs: ask twice\n\n* fix(forms): lower the limit",
        "T",
    ],
)
def test_boilerplate_is_no_prose(body: str) -> None:
    assert read_message(f"t\n\n{body}\n").prose == ""


def test_a_paragraph_beside_boilerplate_is_kept() -> None:
    message = read_message(
        "t\n\n## Why\n\nKeys leaked.\n\nFixes #4.\n\nChange-Id: I01\nReviewed-by: Bo <bo@example.org>"
    )
    assert message.prose == "Keys leaked."
    assert message.values("Reviewed-by") == ("Bo <bo@example.org>",)


@pytest.mark.parametrize("body", ["Fixes #4 by asking twice.", "Issue: nobody asked for it", "- Ask twice\n- Ask Bo"])
def test_what_says_more_than_a_reference_or_a_title_is_prose(body: str) -> None:
    assert read_message(f"t\n\n{body}").prose == body


LONG = "Take the old form out of the guide, as nobody can say any more what it had been for"


@pytest.mark.parametrize(
    "title", ["Ask twice (#4)", "Ask twice (!4)", "Ask twice (group/project#4)", "Merged it (pull request #4)"]
)
@pytest.mark.parametrize("bullets", [f"* Ask twice\n* {LONG}", f"* Ask twice.\n\n* {LONG}\n\n"])
def test_the_list_that_a_forge_wrote_below_a_squash_is_no_prose_however_long_its_titles_are(
    title: str, bullets: str
) -> None:
    assert read_message(f"{title}\n\n{bullets}").prose == ""
    assert read_message(f"{title}\n\n{bullets}\n\nPeople share accounts.").prose == "People share accounts."


@pytest.mark.parametrize(
    "body",
    [
        "Why:\n\n* [They were voted in](https://vote.example/7)\n\nThis also serves us by:\n\n* fewer rights",
        "What it does:\n* Ask twice\n* Ask Bo",
        "Two things leaked:\n\n* Keys\n\n* Names",
        "Two things leaked:\n\n* Keys of guests\n  and of Bo\n\n* Names",
        "* Keys leaked last week.\n* People share their accounts.",
    ],
)
def test_bullets_of_prose_stay_below_a_squash(body: str) -> None:
    assert read_message(f"Ask twice (#4)\n\n{body}").prose == body


def test_bullets_that_no_forge_wrote_are_prose() -> None:
    assert read_message("Ask twice\n\n* Ask guests\n* Ask Bo").prose == "* Ask guests\n* Ask Bo"


def test_a_squashed_title_that_says_nothing_is_left_out() -> None:
    message = read_message("Ask (#4)\n\n* Update a.md\n\nKeys leaked.\n\n* Ask twice\n\nPeople share accounts.")
    assert message.prose == "Keys leaked.\n\n* Ask twice\n\nPeople share accounts."


def test_what_squashed_commits_say_stands_below_the_title_of_each() -> None:
    bodies = "* Ask guests\n\nGuests leaked keys.\n\n* Fix b\n\nFix b.\n\n* Hide names\n\nNames leaked, too."
    assert (
        read_message(f"Ask twice (#4)\n\n{bodies}").prose
        == "* Ask guests\n\nGuests leaked keys.\n\n* Hide names\n\nNames leaked, too."
    )
    assert read_message("Ask twice (#4)\n\n* Update a.md\n\nGuests leaked keys.").prose == "Guests leaked keys."


@pytest.mark.parametrize(
    "body",
    [
        "# On branch main\n# Changes to be committed:\n#\tmodified:   a.md",
        "On branch main\n\nChanges to be committed:\n\tnew file:   a.md\n\tmodified:   b.md",
        "Please enter the commit message for your changes. Lines starting\nwith '#' will be ignored",
        "Conflicts:\n\tdocs/a.md\n\tdocs/b.md",
        "Part-of: <https://forge.example/a/b/-/merge_requests/7>",
        "/lgtm\n/sig storage\n/assign @bo",
        "***NO_CI***",
        "[ci skip] [skip netlify]",
        "[skip-ci]\nskip-checks: true",
        "* Initial plan",
        "cc @bo, @ada",
        "@bo @ada",
        "https://forge.example/issues/7",
        "See https://video.example/1\nand https://video.example/2",
        "Nomination issue: #163.",
        "Ref: https://forge.example/7#note_2",
        "Bumps [left-pad](https://forge.example/left-pad) from 1.0 to 1.1.\n- [Release notes](https://forge.example/r)",
        "---\nupdated-dependencies:\n- dependency-name: left-pad\n  dependency-type: indirect\n...",
        "**Special notes for your reviewer**:\n\n**Release note**:\n```release-note\nNONE\n```",
        "🤖 Generated with [Robot](https://robot.example)",
        "This reapplies commit 0123456789abcdef.",
    ],
)
def test_what_tools_write_and_what_only_points_elsewhere_is_no_prose(body: str) -> None:
    assert read_message(f"t\n\n{body}\n").prose == ""


@pytest.mark.parametrize(
    "body",
    [
        "It was founded because of\nhttps://forge.example/7\nand has an owner now.",
        "/etc/passwd was readable",
        "Bumps into the wall of the old limit.",
        "Changes to be committed to by everybody: keys are rotated.",
    ],
)
def test_what_only_looks_like_such_lines_is_prose(body: str) -> None:
    assert read_message(f"t\n\n{body}").prose == body


@pytest.mark.parametrize(
    ("message", "request_title"),
    [
        (
            "Merge pull request #4 from a/b\n\nAutomatic merge from submit-queue.\n\nAsk twice\n\nKeys leaked.",
            "Ask twice",
        ),
        ("Merge PR #4 from @bo - Ask twice\n\nKeys leaked.", "Ask twice"),
        ("Merge RFC #4 -- Ask twice\n\nKeys leaked.", "Ask twice"),
        ("Merge RFC 4: Ask twice\n\nKeys leaked.", "Ask twice"),
        ("Merge group/project#4: Ask twice\n\nKeys leaked.", "Ask twice"),
        ('Merge "Ask twice"\n\nKeys leaked.', "Ask twice"),
        ("Merge two sections\n\nKeys leaked.", ""),
    ],
)
def test_a_merge_may_hold_the_title_of_its_request(message: str, request_title: str) -> None:
    found = read_message(message)
    assert (found.request, found.prose) == (request_title, "Keys leaked.")


@pytest.mark.parametrize(
    "title",
    ["Merge pull request #4 from a/b", "Merge branch 'b' into 'main'", "Merged in b (pull request #4)"],
)
def test_below_a_forges_merge_the_first_line_is_the_title_of_the_pull_request(title: str) -> None:
    message = read_message(f"{title}\n\nAsk twice\n\nPeople share accounts.\n\nSee merge request a/b!4")
    assert (message.request, message.prose) == ("Ask twice", "People share accounts.")


def test_code_in_a_message_is_kept_as_it_is() -> None:
    code = "```\n# a comment\n\n  indented\n```"
    assert read_message(f"t\n\n{code}").prose == code


def test_a_list_of_sentences_is_prose() -> None:
    assert read_message("t\n\n* The old limit let a stolen token read everything.\n").prose


def test_a_paragraph_that_a_squash_repeats_is_told_once() -> None:
    message = read_message("t\n\nSmaller words.\n\nSmaller words.\n\nAnd a reason.\n")
    assert message.prose == "Smaller words.\n\nAnd a reason."


@given(st.text())
def test_any_text_is_a_message(text: str) -> None:
    message = read_message(text)
    assert "\n" not in message.title
    assert all("\n" not in trailer.value for trailer in message.trailers)


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [
        "@a.",
        "https://a,",
        "a",
        "#1",
        "<!--",
        "```release-note",
        "[",
        "(a",
        " ",
        "a/",
        "a-",
        "ab-1",
        "**",
        "* a\n",
        "(a/b#1",
    ],
)
def test_no_text_takes_long_to_read(part: str) -> None:
    many = part * (300_000 // len(part))
    for text in (
        f"t\n\n{many}!",
        f"{many}!",
        f"t (#1)\n\n{many[:400]}!\n{many}",
        f"Merge pull request #1 from a\n\n{many}",
    ):
        message = read_message(text)
        assert seconds(read_message, text) < 5
        assert seconds(partial(says_something, beyond=message.title), message.prose) < 5
        assert seconds(is_empty_title, message.title) < 5
        assert seconds(is_empty_title, message.request) < 5


@pytest.mark.parametrize(
    ("message", "title", "prose"),
    [
        (
            "Say in the template which of the two dates of a release\ncounts.\n\nMakers asked.",
            "Say in the template which of the two dates of a release counts.",
            "Makers asked.",
        ),
        (
            "Let the robot open a request when a proposal reaches the\nnext stage. Nobody did so.",
            "Let the robot open a request when a proposal reaches the next stage.",
            "Nobody did so.",
        ),
        (
            "Ask the owner of an application twice a year\nwhether anybody still uses it (and who does), or\nretire",
            "Ask the owner of an application twice a year whether anybody still uses it (and who does), or retire",
            "",
        ),
        ("Say how to run it in\nmac M1 (#125)", "Say how to run it in mac M1 (#125)", ""),
        ("Lower the limit\nteams asked for it", "Lower the limit", "teams asked for it"),
    ],
)
def test_a_title_goes_on_where_an_editor_wrapped_it(message: str, title: str, prose: str) -> None:
    read = read_message(message)
    assert (read.title, read.prose) == (title, prose)


@pytest.mark.parametrize(
    "below",
    [
        "because teams could not plan with it.",
        "damit Teams planen können.",
        "It is the limit of the contract.",
        "- thirty days\n- ninety days",
        "\n".join(["and so on for another line of this account"] * 6),
    ],
)
def test_a_cause_another_sentence_or_an_account_below_a_title_is_prose(below: str) -> None:
    read = read_message(f"Drop the limit of thirty days for all exceptions\n{below}")
    assert (read.title, read.prose) == ("Drop the limit of thirty days for all exceptions", below)


def test_a_short_title_ends_with_its_line() -> None:
    assert read_message("Ask twice\nguests leaked keys").prose == "guests leaked keys"


@pytest.mark.parametrize(
    "line", ["Merged by Merge-Bot.", "Merged by @bo", "(Merged from https://forge.example/a/pull/7)", "Merged by Bo"]
)
def test_who_or_what_merged_a_commit_is_no_reason(line: str) -> None:
    below = f"Reviewed-by: Bo <bo@example.org>\nMergeDate: Mon 5 Jan 2026\n{line}"
    assert read_message(f"t\n\n{line}").prose == ""
    assert read_message(f"t\n\nKeys leaked.\n\n{below}").prose == "Keys leaked."


def test_a_merge_by_mistake_is_a_reason() -> None:
    assert read_message("t\n\nMerged by mistake.").prose == "Merged by mistake."


@pytest.mark.parametrize(
    "robot",
    ["Hi, I'm a bot! I merged this because:\n\n - it is a draft\n - its author agreed\n", "I am a bot, and did it."],
)
def test_what_a_robot_says_of_itself_is_no_reason(robot: str) -> None:
    assert read_message(f"t\n\n{robot}").prose == ""
    assert read_message(f"t\n\n{robot}\n\nKeys leaked, as I am a botanist.").prose == "Keys leaked, as I am a botanist."


def test_the_fields_of_a_review_tool_are_no_reason_and_say_who_reviewed() -> None:
    fields = "Reviewed By: bo\n\nDifferential Revision: D12\n\nfbshipit-source-id: 0123456789"
    assert read_message(f"t\n\n{fields}").prose == ""
    resolved = "Summary:\nPull Request resolved: https://forge.example/7"
    assert read_message(f"t\n\n{resolved}\n\n{fields}").prose == ""
    read = read_message(f"t\n\nKeys leaked.\n\nReviewers: #makers, cy\n\n{fields}")
    assert (read.prose, read.values("Reviewed-by")) == ("Keys leaked.", ("bo",))
    typed = read_message("t\n\nKeys leaked.\n\nApproved by:\tBo Li\nMFC after:\t3 days")
    assert (typed.prose, typed.values("Approved-by")) == ("Keys leaked.", ("Bo Li",))
    assert read_message("t\n\nReviewed by Bo, who found nothing.").trailers == ()
