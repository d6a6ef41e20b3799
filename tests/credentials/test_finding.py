"""What is taken for a credential, and what never is."""

import hashlib
import uuid
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credentials.forms import ALNUM, FORMS, HEX, UUID, Form, random_credentials, written
from tests.properties import examples

from trailbook.credentials.finding import LONG, NAMED_VALUE, SHORT, SPACED, find_credentials
from trailbook.credentials.kinds import KINDS


def kinds(text: str) -> list[str]:
    return [found.kind for found in find_credentials(text)]


@pytest.mark.parametrize(("kind", "form"), FORMS)
@given(data=st.data())
@examples(15, derandomize=True)  # one in thousands reads like a word
def test_each_usual_form_is_found_once_and_as_what_it_is(kind: str, form: Form, data: st.DataObject) -> None:
    assert kinds(f"Before it.\n\n{data.draw(random_credentials(form))}\nAfter it.\n") == [kind]


def test_every_kind_has_a_form_in_these_tests() -> None:
    assert {kind for kind, _ in FORMS} == {*(kind.id for kind in KINDS), NAMED_VALUE}


def test_kinds_have_ids_and_marks_of_their_own() -> None:
    assert len({kind.id for kind in KINDS}) == len(KINDS)
    assert all(kind.marks and all(kind.marks) for kind in KINDS)


HARMLESS: list[Form] = [
    UUID,
    [(HEX, 40)],
    [(HEX, 64)],
    ["sha256:", (HEX, 64)],
    ["commit ", (HEX, 40)],
    ["CVE-20", ("0123456789", 2), "-", ("123456789", 5)],
    ["CWE-", ("123456789", 3)],
    ["https://", ("abcdefghijklmnop", 12), ".example.org/a/", *UUID],
    ["tenant_id: ", *UUID],
    ["client_secret_id: ", *UUID],
    ["secret: ", *UUID],
    ["token_hash: ", (HEX, 64)],
    ["TM-", ("ABCDEFGH", 8), ".T", ("123456789", 2)],
    ["sha512-", (ALNUM, 86), "=="],
]


@pytest.mark.parametrize("form", HARMLESS)
@given(data=st.data())
@examples(30, derandomize=True)
def test_ids_and_digests_are_no_credentials(form: Form, data: st.DataObject) -> None:
    assert kinds(f"Before {data.draw(random_credentials(form))} after\n") == []


@given(st.uuids(), st.binary(max_size=40))
def test_ids_and_digests_as_values_of_settings_are_no_credentials(id: uuid.UUID, data: bytes) -> None:
    digest = hashlib.sha256(data)
    text = f'{{"id": "{id}", "digest": "{digest.hexdigest()}", "commit": "{hashlib.sha1(data).hexdigest()}"}}'
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "password: the longest that the platform allows",
        "Password: required",
        "password: changeme-123-ABC",
        "client_secret: ${CLIENT_SECRET_OF_2027}",
        "client_secret: @Microsoft.KeyVault(SecretUri=https://a.vault.example/secrets/b/0123456789abcdef)",
        "token: <token of the connection 1A2b3C4d5E6f>",
        'apiKey: "(hidden)"',
        "token_lifetime: P90D-2027-01-01-A1b2",
        "passwordPolicy: Upper1-lower2-Digit3",
        "secret: prometheus-k8s-dockercfg-6wl6b",
        "secretName: a1B2c3D4e5F6g7H8i9J0",
        "api_key: TM-EXPENSES-2027.T3",
        "token: csi.storage.k8s.io/serviceAccount.tokens",
        "hashed_password: Mapped[str]",
        "postgres://user:password@localhost/db",
        "https://name:<password>@host.example/",
        "git@github.com:owner/name.git and ssh://git@host:2222/owner",
        "Authorization: Bearer <token>",
        "-----BEGIN PRIVATE KEY----- is how such a file begins",
        "A key begins with " + "AK" + "IA and has 20 characters.",
        "AK" + "IAIOSFODNN7" + "EXAMPLE",
        "gh" + "p_" + "x" * 36,
        "hooks.slack" + ".com/services/T00000000/B00000000/" + "X" * 24,
    ],
)
def test_examples_blanks_and_words_about_credentials_are_none(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'clientSecret: "{}"',
        '{{"client_secret": "{}"}}',
        "CLIENT_SECRET={}",
        "  - api-key: {} # of the portal",
        "Server=db;Password={};Encrypt=yes",
        "The old one was `token: {}`",
    ],
)
def test_a_value_under_the_name_of_a_credential_is_found_however_it_is_written(text: str) -> None:
    value = "Zx9" + "kT2mQ7" + "vB4nR8wL1p"
    (found,) = find_credentials(text.format(value))
    assert (found.kind, found.text) == (NAMED_VALUE, value)
    assert text.format(value)[found.start : found.end] == value


def test_the_description_of_a_credential_holds_no_part_of_it() -> None:
    value = "gh" + "p_" + "9fK2" * 9
    (found,) = find_credentials(f"See {value}.")
    assert found.description == "a token of GitHub (40 characters)"


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert all(text[found.start : found.end] == found.text for found in find_credentials(text))


def test_letters_with_two_small_ones_move_nothing() -> None:
    value = "Zx9" + "kT2mQ7" + "vB4nR8wL1p"
    (found,) = find_credentials(f"İİİ İstanbul\nCLIENT_SECRET={value}\n")
    assert found.text == value


@pytest.mark.parametrize(("kind", "form"), FORMS)
def test_what_may_be_short_is_looked_for_in_texts_of_short_words(kind: str, form: Form) -> None:
    """Texts without a word of ``LONG`` characters are searched for few kinds: no other kind fits into one."""
    words = written(form, Random(1)).split()
    assert max(map(len, words)) >= LONG or kind in (*SHORT, NAMED_VALUE)
    assert len(words) == 1 or kind in (*SHORT, *SPACED, NAMED_VALUE)


def test_a_short_address_with_a_password_is_found() -> None:
    assert [one.kind for one in find_credentials("ftp" + "://a:" + "b8!k@c")] == ["url-password"]
