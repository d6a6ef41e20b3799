import json

from tests.repositories import Repo

from trailbook.trail.decisions import Decision
from trailbook.trail.export import trails_json, trails_markdown, trails_text
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

PAGE = "# Rules\n\n## Sharing\n\n{}\n"
TWICE, ONCE = "Guests are asked twice before they may share.", "Nobody is asked."


def write(repo: Repo, message: str, text: str, path: str = "docs/a.md") -> str:
    return repo.commit(message, {path: PAGE.format(text)})


def decisions(repo: Repo) -> list[Decision]:
    """The decisions on the page, oldest first."""
    (trail,) = read_trails(Repository(repo.root), ["docs"])
    return list(reversed(trail.decisions))


def related(repo: Repo) -> list[list[tuple[str, str]]]:
    """What each decision on the page is to which commit, oldest first."""
    return [[(one.kind, one.commit) for one in decision.related] for decision in decisions(repo)]


def test_a_revert_and_what_it_undoes_name_each_other(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    change = write(repo, "Ask nobody", ONCE)
    revert = write(repo, f'Revert "Ask nobody"\n\nThis reverts commit {change}.', TWICE)
    assert related(repo) == [[], [("undone-by", revert)], [("undoes", change)]]
    undoing = decisions(repo)[2]
    assert undoing.rationale.source == "title"
    assert str(undoing.related[0].day) == "2026-01-01"


def test_a_shortened_id_will_do_and_an_unknown_one_names_nothing(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    change = write(repo, "Ask nobody", ONCE)
    revert = write(repo, f"Ask again\n\nThis reverts commit {change[:9]}, which went too far.", "Ask.")
    write(repo, "Reword\n\nThis reverts commit 0123456789.", "Ask them.")
    assert related(repo) == [[], [("undone-by", revert)], [("undoes", change)], []]


def test_what_reverts_a_revert_applies_the_first_again(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    change = write(repo, "Ask nobody", ONCE)
    revert = write(repo, f'Revert "Ask nobody"\n\nThis reverts commit {change}.', TWICE)
    again = write(repo, f'Reapply "Ask nobody"\n\nThis reverts commit {revert}.', ONCE)
    assert related(repo)[1:] == [
        [("undone-by", revert), ("applied-again-by", again)],
        [("undoes", change), ("undone-by", again)],
        [("undoes", revert), ("applies-again", change)],
    ]


def test_a_forge_names_the_request_that_it_reverts(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    change = write(repo, "Ask nobody (#4)", ONCE)
    revert = write(repo, 'Revert "Ask nobody" (#5)\n\nReverts group/project#4', TWICE)
    assert related(repo) == [[], [("undone-by", revert)], [("undoes", change)]]


def test_a_revert_without_more_is_known_by_the_title_of_what_it_undoes(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    change = write(repo, "Ask nobody (#4)", ONCE)
    revert = write(repo, 'Revert "Ask nobody"', "Ask.")
    write(repo, 'Revert "Something else"', "Ask them.")
    assert related(repo) == [[], [("undone-by", revert)], [("undoes", change)], []]


def test_what_undoes_a_merge_undoes_each_commit_that_came_with_it(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    repo.branch("topic")
    change = write(repo, "Ask nobody", ONCE)
    repo.checkout("main")
    merge = repo.merge("topic", "Merge pull request #4 from a/topic\n\nAsk nobody")
    message = f'Revert "Ask nobody"\n\nThis reverts commit {merge}, reversing\nchanges made to {change}.'
    revert = write(repo, message, TWICE)
    assert related(repo) == [[], [("undone-by", revert)], [("undoes", merge)]]


def test_a_pick_and_what_it_was_picked_from_name_each_other(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    repo.branch("old")
    picked = write(repo, "Ask nobody", ONCE)
    repo.checkout("main")
    pick = write(repo, f"Ask nobody\n\n(cherry picked from commit {picked})", ONCE)
    repo.merge("-s ours old", "Merge branch 'old'")
    assert sorted(related(repo)) == sorted([[], [("picked-as", pick)], [("picked-from", picked)]])


def test_a_pick_from_elsewhere_names_a_commit_without_a_day(repo: Repo) -> None:
    write(repo, f"Begin\n\n(cherry picked from commit {'0123456789' * 4})", TWICE)
    ((relation,),) = [decision.related for decision in decisions(repo)]
    assert (relation.kind, relation.commit, relation.day) == ("picked-from", "0123456789" * 4, None)


def test_a_wording_that_comes_back_names_the_decision_that_it_was_before(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    change = write(repo, "Ask nobody", ONCE)
    back = write(repo, "Guests complained", TWICE.replace(" before", "\nbefore"))
    assert related(repo) == [[], [("restored-by", back)], [("restores", change)]]
    assert decisions(repo)[2].related[0].items == ("sharing",)


def test_a_wording_that_was_never_there_restores_nothing(repo: Repo) -> None:
    for number, text in enumerate((TWICE, ONCE, "Ask.", "Ask them.")):
        write(repo, f"Word it {number}", text)
    assert related(repo) == [[], [], [], []]


def test_a_value_that_comes_back_does_so_too(repo: Repo) -> None:
    for title in ("Rules", "Advice", "Rules"):
        repo.commit(f"Call them {title}", {"docs/a.md": f"# {title}\n\nAsk.\n"})
    assert [[kind for kind, _ in one] for one in related(repo)] == [[], ["restored-by"], ["restores"]]


def test_every_format_says_what_is_related(repo: Repo) -> None:
    write(repo, "Begin", TWICE)
    change = write(repo, "Ask nobody", ONCE)
    write(repo, f'Revert "Ask nobody"\n\nThis reverts commit {change}.', TWICE)
    trails = read_trails(Repository(repo.root), ["docs"])
    assert f"Undoes commit {change[:10]} (2026-01-01)" in trails_text(trails)
    assert f"Undoes commit {change[:10]} (2026" in trails_markdown(trails)
    (undoes,) = json.loads(trails_json(trails))[0]["decisions"][0]["related"]
    assert undoes == {"kind": "undoes", "commit": change, "day": "2026-01-01", "items": []}
