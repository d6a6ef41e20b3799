import pytest

from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import is_placeholder, read_contact
from trailbook.trail.git.people import (
    People,
    account_of,
    accounts,
    assistant_called,
    assistant_in_line,
    is_account,
    same,
)


@pytest.mark.parametrize(
    "account",
    [
        "Merge Robot <merge-robot@example.org>",
        "k8s-ci-robot <1+ci-robot@users.noreply.github.com>",
        "dependabot[bot] <support@forge.example>",
        "Renovate Bot <renovate@example.org>",
        "triagebot <t@example.org>",
        "Jenkins <ci@example.org>",
        "GitHub <noreply@github.com>",
        "deploy <project7_bot_1f@noreply.gitlab.example.org>",
        "github-merge-queue[bot] <9+github-merge-queue[bot]@users.noreply.github.com>",
        "@marge-bot",
    ],
)
def test_an_account_is_no_person(account: str) -> None:
    assert is_account(read_contact(account))


@pytest.mark.parametrize(
    "person", ["Botond Bottom", "Ann Talbot", "Robotham Leigh", "Al Abbott <abbot@example.org>", "Jo Jenkins"]
)
def test_a_name_like_a_bots_is_a_person(person: str) -> None:
    assert not is_account(read_contact(person))


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ("Claude <noreply@anthropic.com>", "Claude"),
        ("Claude Opus 4.6 (1M context) <noreply@anthropic.com>", "Claude"),
        ("Claude", "Claude"),
        ("Copilot <5+Copilot@users.noreply.github.com>", "Copilot"),
        ("copilot-swe-agent[bot] <5+Copilot@users.noreply.github.com>", "Copilot"),
        ("Cursor <cursoragent@cursor.com>", "Cursor"),
        ("coderabbitai[bot] <6+coderabbitai[bot]@users.noreply.github.com>", "CodeRabbit"),
        ("gemini-code-assist[bot] <7+gemini-code-assist[bot]@users.noreply.github.com>", "Gemini"),
        ("Codex <noreply@openai.com>", "Codex"),
        ("Devin <8+devin-ai-integration[bot]@users.noreply.github.com>", "Devin"),
        ("google-labs-jules[bot] <9+google-labs-jules[bot]@users.noreply.github.com>", "Jules"),
        ("aider (some-model) <aider@aider.chat>", "aider"),
        ("amazon-q-developer[bot] <1+amazon-q-developer[bot]@users.noreply.github.com>", "Amazon Q"),
    ],
)
def test_an_assistant_is_known_by_name_and_address(contact: str, name: str) -> None:
    account = account_of(read_contact(contact))
    assert account
    assert (account.kind, account.name) == ("assistant", name)


@pytest.mark.parametrize(
    "person",
    [
        "Claude Dupont <claude@example.org>",
        "Claude <claude@example.org>",
        "Claudenir Silva <c@example.org>",
        "Jules Martin <jules@example.org>",
        "Jules",
        "Devin Brown",
        "Ada Cursor <ada@example.org>",
        "Jane Doe <jane@anthropic.com>",
        "Ada (aider) <ada@example.org>",
    ],
)
def test_a_person_who_is_called_like_an_assistant_is_a_person(person: str) -> None:
    assert account_of(read_contact(person)) is None


@pytest.mark.parametrize(
    "contact",
    [
        "Security Team",
        "The Platform Team <bo@example.org>",
        "@example/security-leads",
        "policy@lists.example.org",
        "Bo via list <policy@lists.example.org>",
        "security@example.org",
        "CISO",
        "Data owner",
        "Steering Committee",
    ],
)
def test_a_team_a_list_and_a_role_are_nobody_in_particular(contact: str) -> None:
    account = account_of(read_contact(contact))
    assert account
    assert account.kind == "team"


@pytest.mark.parametrize("person", ["@ada", "Steam Teamer", "Ada <ada@teams.example.org>", "Bo <bo@oneteam.example>"])
def test_a_name_like_a_teams_is_a_person(person: str) -> None:
    assert account_of(read_contact(person)) is None


def test_every_entry_of_the_list_has_a_public_source_and_a_use_of_its_own() -> None:
    assert all(account.source.startswith("https://") for account in accounts())
    assert all(bool(account.name) == (account.kind == "assistant") for account in accounts())
    assert len({account.contact for account in accounts()}) == len(accounts())


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Claude:claude-opus-4-6", "Claude"),
        ("Claude Code", "Claude"),
        ("gemini 2.5-pro", "Gemini"),
        ("Cursor <no-reply@cursor.com>", "Cursor"),
        ("Loom:loom-3 [sparse]", "Loom"),
        ("Claude Dupont <claude@example.org>", ""),
        ("Claude Dupont", ""),
        ("Bo", ""),
        ("sphinx", ""),
    ],
)
def test_a_trailer_for_tools_names_an_assistant_with_or_without_its_model(value: str, name: str) -> None:
    assert assistant_called(value) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("🤖 Generated with [Claude Code](https://claude.ai/code)", "Claude"),
        ("Made with [Cursor](https://cursor.com)", "Cursor"),
        ("Generated with [Devin](https://devin.ai)", "Devin"),
        ("Generated with Codex.", "Codex"),
        ("Generated with Sphinx", ""),
        ("The list is generated with Codex and checked by hand", ""),
    ],
)
def test_a_line_that_says_nothing_but_what_a_change_was_made_with_names_it(line: str, name: str) -> None:
    assert assistant_in_line(line) == name


@pytest.mark.parametrize(
    "value",
    ["<tbd>", "TBD", "N/A", "none", "-", "@", "all", "Everyone", "the author", "N. N.", "None <none@none>"],
)
def test_a_form_that_was_not_filled_in_names_nobody(value: str) -> None:
    assert is_placeholder(read_contact(value))


@pytest.mark.parametrize("value", ["<bo@example.org>", "Bo", "王", "N. Allen", "None <bo@example.org>"])
def test_a_name_or_an_address_names_somebody(value: str) -> None:
    assert not is_placeholder(read_contact(value))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Person("Ada", "ADA@example.org"), Person("A. L.", "ada@example.org")),
        (Person("Ada", "ada+git@example.org"), Person("", "ada@example.org")),
        (Person("x", "12+ada@users.noreply.github.com"), Person("y", "ada@users.noreply.github.com")),
        (Person("José García", "j@a.example"), Person("Jose Garcia", "j@b.example")),
        (Person("Jo T Smith", "j@a.example"), Person("Jo Smith", "j@b.example")),
        (Person("josmith", ""), Person("Jo Smith", "j@b.example")),
        (Person("王 小明", "a@a.example"), Person("王小明", "b@b.example")),
        (Person("x", "12-ada@users.noreply.gitlab.com"), Person("y", "ada@users.noreply.gitlab.com")),
        (Person("adasmith", "ada@a.example"), Person("Ada", "12+AdaSmith@users.noreply.github.com")),
        (Person("@adasmith", ""), Person("Ada", "12+adasmith@users.noreply.github.com")),
        (Person("Smith, Ada", "a@a.example"), Person("ada_smith", "b@b.example")),
        (Person("Ada Smith", "ada@example.org"), Person("Ada", "")),
        (Person("Ada Smith", "asmith@example.org"), Person("@asmith", "")),
        (Person("Ada Smith", "ada@example.org"), Person("A. Smith", "as@example.com")),
        (Person("Ada Maria Smith", "ada@example.org"), Person("Ada M. Smith", "as@example.com")),
        (Person("Hari Chintala", "hari@a.example"), Person("harichint1", "9+harichint1@users.noreply.github.com")),
        (Person("Hari Chintala", "hari@a.example"), Person("x", "9+hchintala-acme@users.noreply.github.com")),
        (Person("Hari", "hari.chintala@a.example"), Person("harichin", "9+harichin@users.noreply.github.com")),
        (Person("Hari", "h@a.example"), Person("hari-acme", "9+hari-acme@users.noreply.github.com")),
        (Person("Ada Bell Coe", "ada@a.example"), Person("abcoe", "9+abcoe@users.noreply.github.com")),
    ],
)
def test_one_address_or_one_name_is_one_person(one: Person, other: Person) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Person("Ada", "a@example.org"), Person("Ada Smith", "b@example.org")),
        (Person("王", "a@example.org"), Person("李", "b@example.org")),
        (Person("", "a@example.org"), Person("", "b@example.org")),
        (Person("x", "1+a@users.noreply.github.com"), Person("y", "1+b@users.noreply.github.com")),
        (Person("Ada Smith", "ada@example.org"), Person("Ada", "ada@example.com")),
        (Person("Ada Smith", "ada@example.org"), Person("B. Smith", "bs@example.com")),
        (Person("Ada Smith", "ada@example.org"), Person("A. S.", "as@example.com")),
        (Person("Ada Smith", "ada@example.org"), Person("Bo", "")),
        (Person("Ada Smith", "ada@a.example"), Person("Alan Smith", "9+asmith@users.noreply.github.com")),
        (Person("Jo", "jo@a.example"), Person("jonathan", "9+jonathan@users.noreply.github.com")),
        (Person("Ada Smith", "ada@a.example"), Person("adele", "9+adele@users.noreply.github.com")),
    ],
)
def test_other_names_and_addresses_are_other_people(one: Person, other: Person) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    "other", ["\u0415ve Example", "Eve Ex\u0430mple", "Ev\u0435 \u0415xampl\u0435 <eve@elsewhere.example>", "\u0415ve"]
)
def test_a_name_in_letters_that_look_the_same_is_the_same(other: str) -> None:
    assert same(Person("Eve Example", "eve@example.org"), read_contact(other))
    assert same(read_contact(other), Person("Eve Example", "eve@example.org"))


def test_a_name_in_another_script_is_one_in_either_case_and_no_latin_one() -> None:
    one, other = Person("\u041d\u0438\u043d\u0430", ""), Person("\u041d\u0418\u041d\u0410", "")
    assert same(one, other)
    assert not same(one, Person("Nina", ""))


def test_two_names_that_went_with_one_address_are_one_person() -> None:
    ada, nick = Person("Ada Smith", "ada@example.org"), Person("mathematician", "ada@example.org")
    people = People([ada, nick, Person("Bo", "bo@example.org")])
    elsewhere = Person("mathematician", "4+mathematician@users.noreply.github.com")
    assert not same(ada, elsewhere)
    assert people.same(ada, elsewhere)
    assert people.same(elsewhere, ada)
    assert not people.same(Person("Bo", "bo@example.org"), elsewhere)


def test_a_first_name_that_two_people_used_joins_nobody() -> None:
    history = [Person("Kim Jones", "kim@a.example"), Person("Kim", "kim@a.example"), Person("Kim Lee", "kim@b.example")]
    people = People([*history, Person("Kim", "kim@b.example")])
    assert not people.same(history[0], history[2])


def test_an_address_that_many_share_joins_nobody() -> None:
    names = ("Ada Smith", "Bo Berg", "Cy Young", "Di Law", "Ed Fox", "Flo Day", "Gus Orr")
    people = People(Person(name, "root@localhost") for name in names)
    assert not people.same(Person("Ada Smith", "root@localhost"), Person("Bo Berg", "bo@example.org"))


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("eve@e.org", "", "eve@e.org"),
        ("eve@localhost", "", "eve@localhost"),
        ("<eve@e.org>", "", "eve@e.org"),
        ("mailto:eve@e.org", "", "eve@e.org"),
        ("eve@e.org (Somebody Else)", "Somebody Else", "eve@e.org"),
        ("Somebody Else (eve@e.org)", "Somebody Else", "eve@e.org"),
        ("Somebody Else eve@e.org.", "Somebody Else", "eve@e.org"),
        ("Somebody Else <eve@e.org", "Somebody Else", "eve@e.org"),
        ("Somebody Else [mailto:eve@e.org]", "Somebody Else", "eve@e.org"),
        ('"Somebody, Else" eve@e.org', "Somebody Else", "eve@e.org"),
        ("@eve", "@eve", ""),
        ("Eve", "Eve", ""),
    ],
)
def test_an_address_is_one_wherever_it_is(text: str, name: str, email: str) -> None:
    assert read_contact(text) == Person(name, email)


EVE = Person("Eve", "eve@e.org")


@pytest.mark.parametrize(
    "other",
    [
        "eve@e.org",
        "EVE@E.ORG.",
        "eve+review@e.org",
        "e\u200bve@e.org",
        "eve@\u2060e.org",
        "\uff45ve@e.org",
        '"eve"@e.org',
        "Nobody <eve@e.org\ufe0f>",
        "E\u200cve",
        "\u202eEve",
        "E\u3164ve",
        "Ev\u034fe",
        "Eve\U000e0101",
        "Е\u00adve".replace("Е", "E"),
    ],
)
def test_what_nobody_sees_makes_nobody_else(other: str) -> None:
    assert same(EVE, read_contact(other))


@pytest.mark.parametrize(
    "name", ["Clau\u200bde <noreply@anthropic.com>", "dependabot[b\u2060ot]", "T\u00adBD", "Security\u200b Team"]
)
def test_an_account_with_characters_that_nobody_sees_is_still_one(name: str) -> None:
    person = read_contact(name)
    assert is_account(person) or is_placeholder(person)
