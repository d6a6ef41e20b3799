"""Whom to call: the file beside mkdocs.yml."""

from pathlib import Path

import pytest
from tests.paths import REPOSITORY
from tests.site.files.test_incident_mode import PLAYBOOK

from trailbook.records.contacts import NO_CONTACTS, contact_problems, contacts_in, contacts_schema, read_contacts
from trailbook.records.loading import assemble

LEGAL = b'teams: {Legal: {phone: "+44 (20) 7946-0140"}, Legal team: {channel: "mailto:law@example.org", deputy: legal}}'


def test_a_team_goes_by_its_name_and_of_names_in_one_another_the_longest_counts() -> None:
    contacts, problems = contacts_in(LEGAL)
    assert problems == []
    found = contacts.named_in("The legal team, then LEGAL; illegal acts")
    assert [one.team for one in found] == ["Legal team", "Legal"]
    (team,) = contacts.named_in("legal")
    assert (team.how.dial, team.how.opens) == ("tel:+442079460140", "")
    other = contacts.of("LEGAL TEAM")
    assert other and (other.how.opens, other.how.address) == ("mailto:law@example.org", "law@example.org")
    assert contacts.of("Board") is None
    assert NO_CONTACTS.named_in("Legal") == ()


@pytest.mark.parametrize("channel", ["javascript:alert(1)", "#incidents", 'https://x" onclick="y', "tel:1"])
def test_a_channel_that_is_no_safe_address_is_only_named(channel: str) -> None:
    contacts, _ = contacts_in(f"teams: {{A: {{channel: {channel!r}}}}}".encode())
    assert contacts.teams["A"].opens == ""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("teams:\n  A: {phone: call me}\n", 2, "expected a telephone number such as"),
        ("teams:\n  A: {fone: '1234'}\n", 2, "did you mean 'phone'?"),
        ("teams:\n  A: {hours: Always}\n", 2, "'A' can't be reached; expected a phone, a channel, or both"),
        ("teams:\n  Legal: {phone: '123', deputy: Leagl}\n", 2, "did you mean 'Legal'?"),
        ("classification: public\n", 1, "internal"),
        ("- a\n", 1, "expected keys with values: 'teams:'"),
    ],
)
def test_a_fault_of_the_file_has_place_and_remedy(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "contacts.yaml").write_text(text)
    _, problems = read_contacts(tmp_path)
    assert (problems[0].path, problems[0].line) == ("contacts.yaml", line)
    assert said in str(problems[0])


def test_a_playbook_that_responds_asks_for_a_contact_of_its_team() -> None:
    def notices(use: str, owners: bytes) -> list[str]:
        text = PLAYBOOK.format(id="PB-LEAK", use=use, title="A leak")
        knowledge = assemble({"content/playbooks/leak.md": text.encode()})
        return [str(one) for one in contact_problems(knowledge, contacts_in(owners)[0])]

    assert notices("respond", b"teams: {us: {phone: '1234'}}") == notices("build", b"") == []
    (said,) = notices("respond", b"teams: {Use: {phone: '1234'}}")
    assert said.startswith("content/playbooks/leak.md:4:8: notice: 'Us' responds to an incident")
    assert "expected an entry 'Us:' with phone, channel and hours under 'teams:' in contacts.yaml" in said


def test_the_shipped_file_has_no_number_of_anybody_and_the_schema_is_committed() -> None:
    """Ofcom keeps these free for drama: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama."""
    contacts, problems = read_contacts(REPOSITORY)
    assert problems == []
    dialled = [how.dial for how in contacts.teams.values() if how.phone]
    assert dialled and all(one.startswith(("tel:+4420794600", "tel:+4420794601", "tel:+447700900")) for one in dialled)
    assert (REPOSITORY / "schemas/contacts.schema.json").read_text() == contacts_schema()
