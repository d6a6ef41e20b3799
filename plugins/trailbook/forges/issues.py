"""Issues of a project that hold what is due, one for each owner: opened, written anew, and closed when all is done.

Only issues of the account whose token is used are looked at, so that nobody else can pass one off as ours. They are
found again by the mark in their text, and nothing is sent where nothing has changed.

Sources: https://docs.github.com/en/rest/issues/issues, https://docs.gitlab.com/api/issues/, and ``/api/swagger`` of
each Gitea and Forgejo.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, Protocol
from urllib.parse import quote

from trailbook.forges.addresses import FetchedForge, ForgeProject
from trailbook.forges.http import Client, ForgeError, RefusedError
from trailbook.forges.listing import pages_of
from trailbook.risk.overview.reminders import Reminder, closing, mark_in
from trailbook.text.json_text import at

Outcome = Literal["opened", "changed", "unchanged", "closed"]


@dataclass(frozen=True)
class Issue:
    """An open issue: what the interface calls it, its address, title and text."""

    number: int
    address: str
    title: str
    text: str


@dataclass(frozen=True)
class Reminded:
    """What became of the issue of an owner; ``reminder`` is None if nothing of theirs is due."""

    outcome: Outcome
    issue: Issue
    reminder: Reminder | None


class Tracker(Protocol):
    """The issues of a project. Whatever asks it raises ``ForgeError``."""

    def own(self) -> Iterator[Issue]:
        """The open issues of the account whose token is used, oldest last."""

    def open(self, title: str, text: str) -> Issue:
        """A new issue. It is asked for once: a second try could open a second one."""

    def change(self, issue: Issue, title: str, text: str, *, closes: bool = False) -> Issue:
        """The issue with another title and text, closed or left open."""


@dataclass
class _Issues:
    """What the interfaces have in common; they differ in names of fields and in how an issue is changed."""

    client: Client
    place: ForgeProject
    text: ClassVar[str] = "body"
    number: ClassVar[str] = "number"
    address: ClassVar[str] = "html_url"
    closing: ClassVar[Mapping[str, str]] = {"state": "closed"}
    method: ClassVar[Literal["PATCH", "PUT"]] = "PATCH"
    stated: ClassVar[Mapping[str, Any]] = {}
    query: ClassVar[Mapping[str, str | int]] = {"state": "open"}

    @property
    def path(self) -> str:
        return f"/repos/{quote(self.place.project)}/issues"

    @cached_property
    def account(self) -> str:
        """The account whose token is used. Raises ``ForgeError``."""
        name = at(self.client.get("/user").json(), "login")
        if not isinstance(name, str) or not name:
            raise ForgeError(f"{self.client.host} does not say whose token it is")
        return name

    def own(self) -> Iterator[Issue]:
        account = self.account
        for _, values, _ in pages_of(self.client, self.path, "", **self.query):
            for value in values:
                if at(value, "pull_request") is None and (not account or at(value, "user", "login") == account):
                    yield self.issue(value)

    def open(self, title: str, text: str) -> Issue:
        return self.issue(self.client.post(self.path, {"title": title, self.text: text, **self.stated}, 1).json())

    def change(self, issue: Issue, title: str, text: str, *, closes: bool = False) -> Issue:
        value = {"title": title, self.text: text, **(self.closing if closes else {})}
        return self.issue(self.client.change(self.method, f"{self.path}/{issue.number}", value).json())

    def issue(self, value: Any) -> Issue:
        number, address = at(value, self.number), at(value, self.address)
        if not isinstance(number, int) or not isinstance(address, str):
            raise ForgeError(f"{self.client.host} answered with no issue")
        return Issue(number, address, str(at(value, "title") or ""), str(at(value, self.text) or ""))


class GitHubIssues(_Issues):
    """Those of GitHub. The token of a workflow belongs to an account that may not ask for its own name."""

    query: ClassVar[Mapping[str, str | int]] = {"state": "open", "per_page": 100}

    @cached_property
    def account(self) -> str:
        """The account whose token is used."""
        try:
            return super().account
        except RefusedError:
            if os.environ.get("GITHUB_ACTIONS") == "true":
                return "github-actions[bot]"
            raise


class GitLabIssues(_Issues):
    """Those of GitLab, which only members of the project see."""

    text: ClassVar[str] = "description"
    number: ClassVar[str] = "iid"
    address: ClassVar[str] = "web_url"
    closing: ClassVar[Mapping[str, str]] = {"state_event": "close"}
    method: ClassVar[Literal["PATCH", "PUT"]] = "PUT"
    stated: ClassVar[Mapping[str, Any]] = {"confidential": True}
    query: ClassVar[Mapping[str, str | int]] = {"state": "opened", "scope": "created_by_me", "per_page": 100}

    @property
    def path(self) -> str:
        """Where the issues are, below the interface."""
        return f"/projects/{quote(self.place.project, safe='')}/issues"

    @cached_property
    def account(self) -> str:
        """Empty: only issues of the account are asked for."""
        return ""


class GiteaIssues(_Issues):
    """Those of Gitea and Forgejo."""

    query: ClassVar[Mapping[str, str | int]] = {"state": "open", "type": "issues", "limit": 50}


TRACKERS: Mapping[FetchedForge, type[_Issues]] = {
    "github": GitHubIssues,
    "gitlab": GitLabIssues,
    "gitea": GiteaIssues,
}


def remind(tracker: Tracker, due: Iterable[Reminder], is_looked_at: Callable[[str], bool]) -> Iterator[Reminded]:
    """Let each owner have one open issue with what is due, and close those of owners of whom nothing is.

    ``is_looked_at`` says by its mark whether an issue may be closed. Raises ``ForgeError``; what was done stays, and a
    later run goes on from there.
    """
    known = {mark: issue for issue in tracker.own() if (mark := mark_in(issue.text))}  # the oldest is the last
    for reminder in due:
        issue = known.pop(reminder.mark, None)
        if issue is None:
            yield Reminded("opened", tracker.open(reminder.title, reminder.text), reminder)
        elif (issue.title, _plain(issue.text)) == (reminder.title, _plain(reminder.text)):
            yield Reminded("unchanged", issue, reminder)
        else:
            yield Reminded("changed", tracker.change(issue, reminder.title, reminder.text), reminder)
    for mark, issue in known.items():
        if is_looked_at(mark):
            yield Reminded("closed", tracker.change(issue, issue.title, closing(mark), closes=True), None)


def _plain(text: str) -> str:
    """A text without what forges change of it: the ends of its lines, and blanks around it."""
    return text.replace("\r\n", "\n").strip()
