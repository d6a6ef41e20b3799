import pytest

from trailbook.trail.reasons.filler import is_empty_title, says_something


@pytest.mark.parametrize(
    "text",
    [
        "Hope this reads well :)\n\nThanks for the nice page!",
        "helping bo",
        "a",
        "Found a tiny typo",
        "[feature/DESK-676] to dev",
        "hotfix/keys into main",
        ":robot: :+1:",
        "just a typo, noticed while reading",
        "Test plan: n/a",
        "Docs: none",
        "Updated per @bo's comments",
        "Fixed links and formatting per @bo's review.",
        "This is my first pull request, please let me know",
        "See #163.",
        "Fixes 3 typos in a.md",
        "What it says on the tin.",
        "fix spelling mistakes\n\n/lgtm",
        # said to reviewers
        "Feel free to decline.",
        "It's up to you. PTAL!",
        "@bo this is ready for another look",
        "I'd be happy to change that.",
        "Can someone double check the definition?",
        "Could someone make sure I linked to the correct docs",
        "Please accept the second update",
        "Please ignore this, it's for a demo!",
        "Appreciate help with copy-editing from this session",
        "All feedback is very welcome! Thoughts?",
        "Open for discussion. What do you think, @bo?",
        "Work in progress updates.  DO NOT MERGE",
        "Don't merge this yet; update still in progress",
        "Whoops :). All fixed now!",
        # German
        "Tippfehler korrigiert",
        "kleinere Änderungen und Korrekturen",
        "Rückmeldungen von Bo eingearbeitet",
        "wie besprochen",
        "Vielen Dank!",
        # French
        "modifs suite retours Bo",
        "Mise à jour du document",
        "correction de quelques fautes de frappe",
        "prise en compte des remarques",
        "Merci pour la relecture",
        # Spanish
        "correcciones menores",
        "Actualización del documento",
        "corrige errores ortográficos",
        "según lo acordado",
        "Gracias por la revisión",
        # Japanese
        "誤字を修正しました",
        "レビュー指摘の反映",
        "軽微な修正。よろしくお願いします。",
        "ドキュメントの更新",
    ],
)
def test_what_says_no_more_than_that_something_changed_says_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hope that nobody shares keys any more",
        "Feel free to decline. Guests lost their keys.",
        "Feel free to decline, because guests lost their keys",
        "Could somebody who left still log in? They could.",
        "Please approve keys within a day",
        "Do not merge the accounts of two people",
        "Open to everybody in the building",
        "Ready for the audit in May",
        "helping guests who lost their key",
        "Thanks to Bo, who found that keys leak",
        "Test plan: guests are asked twice",
        "Review of guests is due in May",
        "See POL-SHARING.C1",
        "Not needed any more.",
        "The new address is:\nhttps://calendar.example/7",
        "These issues have now been fixed.",
        "The links were removed in https://forge.example/7",
        "Requested by the auditor",
        "Schlüssel wurden geteilt",
        "Korrektur: die Frist beträgt 90 Tage",
        "les clés ont fuité",
        "modifié car la loi change",
        "se filtraron las claves",
        "鍵が漏れたため修正しました",
        "ключи утекли",
        "열쇠가 유출됨",
    ],
)
def test_what_says_something_in_any_language_does(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "wip",
        "typo (#8401)",
        "Typos",
        'Update page "Leave and “sick days”" (#12)',
        "Create guide.md",
        "Update docs/guide.md (group/project#12)",
        "fix: Update guide.md",
        "docs(guide): updates",
        "[main] minor changes",
        "GitBook: [main] 3 pages and one asset modified",
        "GITBOOK-12: change request with no subject merged in GitBook",
        "GITBOOK-12: No subject",
        "Merge branch 'main' into topic",
        "Merge remote-tracking branch 'origin/main'",
        "Merge pull request #4 from a/b",
        "Fixes #4",
        "Mise à jour",
        "Änderungen",
        "修正",
    ],
)
def test_a_title_that_names_no_change_is_empty(title: str) -> None:
    assert is_empty_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "Fix typo",
        "Format the files",
        "Merge two sections",
        'Revert "Ask twice"',
        "CWE-476 (#4)",
        "Ask twice #4",
        "docs: ask twice",
        "GitBook: [#12] ask twice",
        "Update page on leave",
        "鍵を追加",
    ],
)
def test_a_title_that_names_one_is_not(title: str) -> None:
    assert not is_empty_title(title)
