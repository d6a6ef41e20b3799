import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.properties import examples

from trailbook.audit.evidence.diffs import unified

lines = st.lists(st.sampled_from(["a", "b", "c", "same", ""]), max_size=30)
texts = st.tuples(lines, st.booleans()).map(lambda drawn: "\n".join(drawn[0]) + ("\n" if drawn[1] else ""))


@given(texts, texts)
@example("a\na\na\na", "a\na\na\na\na")
@examples(40)
def test_a_diff_leads_from_the_old_text_to_the_new(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str
) -> None:
    folder = tmp_path_factory.mktemp("diff")
    (folder / "x").write_bytes(before.encode())
    if diff := unified(before.encode(), after.encode(), "x", "x"):
        subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=folder, input=diff.encode(), check=True)
    assert (folder / "x").read_bytes().decode() == after


def test_what_is_alike_far_from_a_change_is_left_out_and_lines_are_counted_from_the_top() -> None:
    before = [f"line {number}" for number in range(1000)]
    after = [*before[:500], "other", *before[501:]]
    diff = unified("\n".join(before).encode(), "\n".join(after).encode(), "a.md", "b.md")
    assert diff.split("\n")[:4] == ["--- a/a.md", "+++ b/b.md", "@@ -498,7 +498,7 @@", " line 497"]
    assert len(diff.split("\n")) == 12


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, b"one\n", "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+one\n"),
        (b"one", None, "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n\\ No newline at end of file\n"),
        (b"\xff\n", b"a\n", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\ufffd\n+a\n"),
        (b"one\n", b"one\n", ""),
    ],
)
def test_files_that_come_go_or_are_no_text(before: bytes | None, after: bytes | None, expected: str) -> None:
    assert unified(before, after, "x", "x") == expected
