"""What rules, pictures and scripts say, in the language of a site."""

from collections.abc import Iterator

import pytest

from trailbook.site.rendering.sentences import in_language
from trailbook.site.rendering.translation import script_in_language, speak


@pytest.fixture
def german() -> Iterator[None]:
    speak("de")
    yield
    speak("en")


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("What is deleted is gone", "Was gelöscht ist, ist weg"),
        (
            "Use and changes of <b>Shop</b> {0} are logged nowhere.",
            "Nutzung und Änderungen von <b>Shop</b> {0} werden nirgends protokolliert.",
        ),
        ("Access to Shop is never confirmed again.", "Zugriff auf Shop wird nie wieder bestätigt."),
        (
            "Risk is above our limit in 2 of 6 applications",
            "Das Risiko liegt in 2 von 6 Anwendungen über unserer Grenze",
        ),
        (
            "Use and changes of A are logged nowhere. Their own words. What is deleted is gone.",
            "Nutzung und Änderungen von A werden nirgends protokolliert. Their own words. Was gelöscht ist, ist weg.",
        ),
        ("It is approved until 5 May 2027.", "Es ist genehmigt bis 05.05.2027."),
        ("1 sign-off waits for you.", "1 Freigabe wartet auf Sie."),
        ("2 decisions wait, and 1 sign-off for you.", "2 Entscheidungen warten, und 1 Freigabe auf Sie."),
        ("Somebody's own words are logged.", "Somebody's own words are logged."),
        ("Links", "Links"),
    ],
)
def test_a_sentence_is_known_by_its_message_and_what_others_wrote_stays(said: str, expected: str) -> None:
    assert in_language(said) == expected


@pytest.mark.usefixtures("german")
def test_the_texts_of_a_script_are_in_the_language_and_its_names_are_not() -> None:
    script = b'add("Copy the request"); mark("tb-copy", "Enter"); say(`the trail of ${id}`)'
    expected = 'add("Anfrage kopieren"); mark("tb-copy", "Enter"); say(`der Verlauf von ${id}`)'
    assert script_in_language(script).decode() == expected


def test_english_is_left_alone() -> None:
    assert in_language("What is deleted is gone") == "What is deleted is gone"
    assert script_in_language(b'"Copied"') == b'"Copied"'
