import pytest

from trailbook.trail.reasons.messages import read_message

REVERT = 'Revert "Ask twice"\n\nThis reverts commit 0123456789012345678901234567890123456789.\n\n'
BO = "Reviewed-by: Bo <bo@example.org>"
ORIGINAL = f"Ask twice\n\nGuests leaked keys.\n\n{BO}\n"


def own(message: str) -> list[str]:
    return [one.value for one in read_message(message).trailers if one.name == "Reviewed-by" and not one.copied]


@pytest.mark.parametrize(
    "message",
    [
        f"{REVERT}{ORIGINAL}",
        f"{REVERT}Ask twice\n\n{BO}\n\nRationale: It broke the sign-in.\n",
        f"{REVERT}{BO}\n\nIt broke the sign-in.\n",
        f'Revert "Ask twice"\n\nThis reverts commit 0123456.\n{BO}\n',
        f'Revert "Ask twice"\n\n{ORIGINAL}',
        f"{REVERT}Original change's description:\n{ORIGINAL}",
        f"Backport it\n\nOriginal commit message:\n\n{ORIGINAL}",
        f"Backport it\n\ncommit 0123456789\nAuthor: Eve <eve@example.org>\nDate:   today\n\n{ORIGINAL}",
        f"{REVERT}{''.join(f'> {line}' for line in ORIGINAL.splitlines(keepends=True))}",
        f"{REVERT}{''.join(f'    {line}' for line in ORIGINAL.splitlines(keepends=True))}",
        f"{REVERT}```\n{ORIGINAL}```\n",
        f"Say more\n\n````\n```\n\n{BO}\n\n```\n````\n",
        f"Say more\n\n```\n~~~\n\n{BO}\n\n~~~\n```\n",
        f"Say more\n\n```\n``` more\n\n{BO}\n\n```\n",
    ],
)
def test_a_quoted_trailer_is_another_commits(message: str) -> None:
    assert own(message) == []


@pytest.mark.parametrize(
    "message",
    [
        f"{REVERT}It broke the sign-in.\n\nChange-Id: I0123\n{BO}\n",
        f"{REVERT}{BO}\n",
        f"{REVERT}Original change's description:\n> Ask twice\n>\n> Reviewed-by: Cy <cy@example.org>\n\n{BO}\n",
        f"Say more\n\n{BO}\n    Reviewed-by: Cy <cy@example.org>\n",
        f"Say more\n\nOriginal messages are kept:\n\n{BO}\n",
    ],
)
def test_what_stands_last_in_a_revert_is_its_own(message: str) -> None:
    assert own(message) == ["Bo <bo@example.org>"]


def test_a_reason_that_a_revert_quotes_is_not_its_reason() -> None:
    message = read_message(f"{REVERT}Ask twice\n\nRationale: Guests leaked keys.\n")
    assert message.values("Rationale") == ()


def test_a_reason_that_a_backport_quotes_is_its_reason_too() -> None:
    message = read_message("Backport it\n\nOriginal commit message:\n\nAsk twice\n\nRationale: Guests leaked keys.\n")
    assert message.values("Rationale") == ("Guests leaked keys.",)
