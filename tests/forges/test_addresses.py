"""Which forge a repository is on, and which token goes where."""

import pytest

from trailbook.forges.addresses import AddressError, ForgeProject, forge_project, token_for
from trailbook.forges.http import Client, ForgeError

SECRET = "ghp_" + "x" * 36


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://github.com/org/kb.git", ForgeProject("github", "github.com", "org/kb")),
        ("https://ada:word@github.com/org/kb/", ForgeProject("github", "github.com", "org/kb")),
        ("git@github.com:org/kb.git", ForgeProject("github", "github.com", "org/kb")),
        ("ssh://git@ssh.github.com:443/org/kb.git", ForgeProject("github", "github.com", "org/kb")),
        ("git@gitlab.example.org:group/sub/kb.git", ForgeProject("gitlab", "gitlab.example.org", "group/sub/kb")),
        ("ssh://git@gitlab.example.org:2222/group/kb", ForgeProject("gitlab", "gitlab.example.org", "group/kb")),
        ("https://codeberg.org/org/kb", ForgeProject("gitea", "codeberg.org", "org/kb")),
        ("http://gitea.localhost:3000/org/kb", ForgeProject("gitea", "gitea.localhost:3000", "org/kb", "http")),
    ],
)
def test_a_remote_says_where_requests_are(address: str, place: ForgeProject) -> None:
    assert forge_project([address]) == place
    assert forge_project(["/home/ada/kb", "file:///srv/kb", address]) == place


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        ([], "the forge of this repository is not known"),
        (["/srv/kb.git"], "the forge of this repository is not known"),
        (["https://[x/org/kb.git"], "the forge of this repository is not known"),
        (["https://git.example.org/org/kb"], "--forge"),
        (["https://bitbucket.org/org/kb"], "Bitbucket"),
        (["https://github.com/../user"], "can't be the name of a project"),
        (["https://github.com/org/kb\x1b[2J"], "can't be the name of a project"),
    ],
)
def test_what_leads_to_no_forge_says_what_to_do(addresses: list[str], said: str) -> None:
    with pytest.raises(AddressError, match=said) as raised:
        forge_project(addresses)
    assert str(raised.value).isprintable()


def test_options_say_what_a_host_does_not() -> None:
    place = forge_project(["https://git.example.org/fork/kb"], "gitea", "org/kb")
    assert (place.kind, place.project, place.interface) == ("gitea", "org/kb", "https://git.example.org/api/v1")


@pytest.mark.parametrize(
    ("host", "interface"),
    [
        ("github.com", "https://api.github.com"),
        ("acme.ghe.com", "https://api.acme.ghe.com"),
        ("github.example.org", "https://github.example.org/api"),
    ],
)
def test_where_github_answers(host: str, interface: str) -> None:
    assert ForgeProject("github", host, "org/kb").interface == interface


@pytest.mark.parametrize(
    ("place", "environment", "headers"),
    [
        (ForgeProject("github", "github.com", "o/k"), {"GH_TOKEN": SECRET}, {"Authorization": f"bearer {SECRET}"}),
        (ForgeProject("github", "github.com", "o/k"), {"GITHUB_TOKEN": SECRET}, {"Authorization": f"bearer {SECRET}"}),
        (ForgeProject("gitlab", "gitlab.com", "o/k"), {"GITLAB_TOKEN": SECRET}, {"PRIVATE-TOKEN": SECRET}),
        (
            ForgeProject("gitlab", "git.example.org", "o/k"),
            {"GITLAB_TOKEN": SECRET, "CI_SERVER_URL": "https://git.example.org"},
            {"PRIVATE-TOKEN": SECRET},
        ),
        (ForgeProject("gitea", "codeberg.org", "o/k"), {"FORGEJO_TOKEN": SECRET}, {"Authorization": f"token {SECRET}"}),
        (ForgeProject("github", "github.com", "o/k"), {"GITLAB_TOKEN": SECRET}, {}),
        (ForgeProject("gitlab", "gitlab.example.org", "o/k"), {"GITLAB_TOKEN": SECRET}, {}),
        (ForgeProject("github", "github.com.example.org", "o/k"), {"GH_TOKEN": SECRET}, {}),
        (
            ForgeProject("gitea", "codeberg.example.org", "o/k"),
            {"GITEA_TOKEN": SECRET, "GH_HOST": "codeberg.example.org"},
            {},
        ),
    ],
)
def test_a_token_goes_to_hosts_that_somebody_else_than_the_repository_names(
    place: ForgeProject, environment: dict[str, str], headers: dict[str, str]
) -> None:
    token = token_for(place, environment)
    assert token.headers == headers
    assert SECRET not in repr(token) + token.withheld


@pytest.mark.parametrize("value", ["two words", "line\nbreak", "schlüssel"])
def test_what_can_be_no_token_is_not_quoted(value: str) -> None:
    with pytest.raises(AddressError, match="GH_TOKEN holds something") as raised:
        token_for(ForgeProject("github", "github.com", "o/k"), {"GH_TOKEN": value})
    assert value not in str(raised.value)


@pytest.mark.parametrize(
    "base", ["http://git.example.org/api/v1", "ftp://git.example.org", "http://127.0.0.1.example.org"]
)
def test_only_https_is_used_but_for_this_machine(base: str) -> None:
    with pytest.raises(ForgeError, match="only asked over https"):
        Client(base)


def test_a_proxy_of_the_environment_is_used_but_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://ada:word@proxy.example.org:3128")
    monkeypatch.setenv("no_proxy", "git.example.org")
    client = Client("https://api.github.com", {"Authorization": SECRET})
    assert client._pool.proxy and client._pool.proxy.host == "proxy.example.org"
    assert Client("https://git.example.org")._pool.proxy is None
    assert Client("http://127.0.0.1:3000")._pool.proxy is None
    assert SECRET not in repr(client)
    monkeypatch.setenv("https_proxy", "socks5://proxy.example.org")
    with pytest.raises(ForgeError, match="only http and https"):
        Client("https://api.github.com")
