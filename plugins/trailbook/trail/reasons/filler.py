"""What in a message says nothing: lines that tools write, and words that only say that something changed.

A text is measured by its **meaningful words**: those that are left without the words of ``filler_words``, without
addresses, mentions, numbers of requests and issues, commit ids and the names of files. A reference to a record or an
item (``POL-SHARING.C1``) is meaningful. A text without a meaningful word says nothing, and one that has none but those
of the title says the title again.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from trailbook.records.references import REFERENCE
from trailbook.text.object_ids import SHORT, WHOLE
from trailbook.trail.git.people import assistant_in_line
from trailbook.trail.reasons.filler_words import JAPANESE, LANGUAGES, SPOTTING, Language

# Whoever writes a message may want it to take long to read, so what repeats here gives nothing back: `++`, `(?>…)`.
_REQUEST = r"(?>(?<![\w.-])(?:[\w.-]{1,100}+(?:/[\w.-]{1,100}+){0,9}+)?[#!]\d++)"
_REFERENCE = rf"(?>{_REQUEST}|<?https?://[^\s<>]++>?|[A-Z][A-Z0-9]++-\d++|gh-\d++)"
_REFERRING = (
    r"(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?|implements?|addresses|updates?|refs?|references?|for|part of"
    r"|related?(?: to)?|relates to|see(?: also)?|bug|issue|pr|via|cc)"
)
_LABELLING = r"[A-Za-z](?:[\w'/-]{0,20} ){0,2}[\w'/-]{1,20}"
"""Up to three words that a colon makes a label (``Tracking issue:``); more are a sentence that leads to something."""
_CLOSING = r"(fix(es|ed)?|close[sd]?|resolve[sd]?|updates?)"

TOOL_LINES: dict[str, tuple[str, ...]] = {
    # git merge, revert, cherry-pick, rebase and commit --squash; git-commit(1), git-revert(1), git-cherry-pick(1).
    "git's own sentences": (
        r"Merge (branch|remote-tracking branch|pull request|tag|commit)\b.*",
        rf"This reverts commit {SHORT}(\.?|, reversing)",
        rf"changes made to {SHORT}\.?",
        rf"This reapplies commit {SHORT}.*",
        rf"\(cherry picked from commit {SHORT}\)",
        r"Squashed commit of the following:?",
        rf"commit {WHOLE}",
        r"Author: .*<.*>",
        r"(Author|Commit)?Date: .*\d{4}.*",
        r"#? ?(This is a combination of \d+ commits|This is the \d\w+ commit message).*",
        r"#? ?The \w+ commit message will be skipped.*",
    ),
    # The template that `git commit` comments out, kept by mistake; wt-status.c.
    "git status": (
        r"#?\s*On branch \S+",
        r"#?\s*HEAD detached (at|from) \S+",
        r"#?\s*Initial commit",
        r"#?\s*Your branch (is|and) .*",
        r"#?\s*(Changes|Untracked files|Unmerged paths|Changed but not updated)\b.*:",
        r"#?\s*(new file|modified|deleted|renamed|copied|typechange|both modified|both added): .*",
        r"#?\s*\(use \"git .*",
        r"#?\s*(interactive )?rebase in progress.*",
        r"#?\s*(Last|Next) commands? (done|to do) .*",
        r"#?\s*(no changes added to commit|nothing to commit).*",
        r"#?\s*Please enter the commit message for your changes.*",
        r"#?\s*Lines starting with '.' will be (ignored|kept).*",
        r"#?\s*with '.' will be ignored.*",
        r"#?\s*Conflicts:",
    ),
    # GitHub, GitLab, Gitea, Bitbucket, Gerrit, bors, Prow, Marge; trackers.
    "forges and review tools": (
        r"Reverts \S*[#!]\d+\.?",
        r"See merge request \S+",
        r"Part-of: *<?\S+>?",
        # one branch into another, as some forges begin a request
        r"(?i:\[?(bugfix|chore|feature|fix|hotfix|release|task)/[\w./-]+\]? (in)?to \[?[\w./-]+\]?)",
        r"\d+: .* r=\S+ a=\S+",
        r"Automatic merge from submit-queue.*",
        r"Auto commit by PR queue bot",
        r"Merged by (@?[A-Z@][\w.@-]*|\S*[Bb]ot\b\S*)( [A-Z]\S*){0,3}\.?",
        r"\(?Merged from (https?://)?\S+?\)?",
        r"Merge-?Date: .*\d{4}.*",
        r"Pull Request resolved: *\S+",
        r"(?i:(differential revision|reviewers|subscribers|pulled by|submitted by|sponsored by|mfc after): *\s*\S.*)",
        r"LGTMs?: +\S.*",
        r"release-note-none",
        r"This change is \[?<img .*",
        r"\[!\[.*\]\(.*\)",
        rf"(?i:(({_CLOSING}|implements?|refs?|for|part of|relate[sd] to|bug|issue) +{_REFERENCE}|\S*[#!]\d+)"
        rf"((,| and|, and) +({_CLOSING} +)?{_REFERENCE})*\.?)",
        r"(?i:([a-z]+-)+(by|id|on|bug|queue|result|submit|trybot|bypass|revid|rev|request|position): *\S.*)",
        r"(?i:[a-z]+(-[a-z]+)*: [^<>]*<[^<>\s]+@[^<>\s]+>)",
        r"(?i:(git-svn-id|implements|bugs?|issues?|jira|ticket|story|task|closes|resolves|cc): +\S+)",
    ),
    # https://prow.k8s.io/command-help and GitLab's quick actions.
    "commands for robots": (
        r"/(lgtm|approve|assign|unassign|cc|uncc|sig|wg|committee|kind|area|priority|hold|unhold|close|reopen|retest"
        r"|test|ok-to-test|milestone|label|remove-[a-z-]+|lifecycle|triage|release-note[a-z-]*|language|retitle|help"
        r"|good-first-issue|cherry-?pick|override|skip|merge|rebase|status|estimate|spend|subscribe|draft|ready)"
        r"( +[^./].*)?",
    ),
    # Of GitHub, GitLab, Azure Pipelines, CircleCI, Netlify and others: that nothing is to be built or published.
    # https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
    # https://learn.microsoft.com/en-us/azure/devops/pipelines/repos/azure-repos-git#skipping-ci-for-individual-pushes
    "commands for pipelines": (
        r"(?i:((\*{3}no_ci\*{3}|\[(skip|no)[ -][a-z]{1,20}\]|\[[a-z]{1,20}[ -]skip\]|skip-checks: ?true)\W*)+)",
    ),
    # Dependabot's and Renovate's own texts, as their documentation shows them.
    "robots that raise dependencies": (
        r"Bumps \[?.+ (from|to) \S+.*",
        r"Bumps the .+ group .*",
        r"Updates `[^`]+` from \S+ to \S+",
        r"These dependencies need(ed)? to be updated together\.",
        r"[-*] \[(Release notes|Changelog|Commits)\]\(.*\)",
        r"updated-dependencies:",
        r"- dependency-name: .*",
        r"dependency-(type|version|group): .*",
        r"update-type: version-update.*",
        r"This PR (contains|updates) the following (updates|dependencies).*",
        r"\| (Package|datasource|\[).*\|",
        r"\.\.\.",
    ),
    "templates": (
        r"Summary:",
        r"#{1,6}(\s.*)?",
        r"\*\*[^*]+\*\*( *\*?\(.*\)\*?)?:?( *(fix(es)?|close[sd]?)? *#?\d*)?",
        r"[*+-] \[[ xX]\].*",
        r"(-{2,}|_{3,}|\*{3,}|={3,})",
    ),
    "generators": (
        r"(?i:(Generated|Created|Authored|Updated) (by|with) .*\b(bot|\[bot\]|dependabot|renovate)\b.*)",
        r"🤖 Generated with .*",
        r"([*+-] )?Initial plan",  # the first commit of GitHub's coding agent
    ),
}
"""Lines that tools write, or that are only there for tools, by whose they are. Each pattern fits a whole line."""

POINTERS: dict[str, tuple[str, ...]] = {
    "mentions": (
        rf"(?i:(/?cc|fyi|ping|hi|hey|hello|thanks)?:?[ ,]*"
        rf"((?>@[\w/-]++(\.[\w/-]++)*+|{_REFERENCE})( \([^()]*\))?[\s,;.&]*+(and )?)++)",
    ),
    "references": (
        rf"(?i:[*+-]? *(and )?(({_REFERRING}|{_LABELLING}:) +)?{_REFERENCE}"
        rf"((,| and|, and|;)? +({_REFERRING}:? +)?{_REFERENCE})*[.)]?)",
        rf"(?i:[*+-]? *{_LABELLING}: *(\[[^\]]*\]\()?<?https?://\S+>?)",
        r"\[[^\]]+\]: \S+",
    ),
}
"""Lines that only point at people or places. In the middle of a paragraph they belong to a sentence."""

_TOOL_LINE = re.compile("|".join(pattern for patterns in TOOL_LINES.values() for pattern in patterns))
_POINTER = re.compile("|".join(pattern for patterns in POINTERS.values() for pattern in patterns))


def gives_cause(line: str) -> bool:
    """Whether a line has a word that begins a cause or an aim."""
    return _BECAUSE.search(line) is not None


_LONGEST_LINE = 500
"""A line of more characters is neither a tool's nor a pointer, and of a title no more is looked at."""


def is_tool_line(line: str) -> bool:
    """Whether a line was written by a tool or for one."""
    if len(line) > _LONGEST_LINE:
        return False
    return _TOOL_LINE.fullmatch(line.strip()) is not None or bool(assistant_in_line(line))


def is_pointer(line: str) -> bool:
    """Whether a line does no more than point at somebody or something."""
    return len(line) <= _LONGEST_LINE and _POINTER.fullmatch(line.strip()) is not None


_NOISE = re.compile(
    r"https?://\S+"
    r"|<[^<>\s]+@[^<>\s]+>"
    rf"|{_REQUEST}"
    r"|(?<![\w.])@[\w./-]+"
    rf"|\b{SHORT}\b"
    r"|(?<!\w):[a-z0-9_+-]{1,40}+:(?!\w)"
    r"|[\w./-]*\w\.(?:md|mdx|ya?ml|rst|txt|adoc|html?|toml|json|csv|png|jpe?g|svg|pdf)\b"
)
"""What names something elsewhere, and says nothing of the change itself."""
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s+|\n+(?=[*+-]\s)|(?<=[。！？])")
_LABEL = re.compile(rf"^[*_]*{_LABELLING}[*_]*:[*_]*(?=\s|$)")
_OF_SOMEBODY = re.compile(
    r"(\w+)((?: (?:by|from|of|de|von|del|d'))?(?:(?:,? | and | et | und | y | & )[A-Z][a-zà-ÿ'-]+\b)+)"
)
_BECAUSE = re.compile(
    r"\b(?:(?:because|since|so that|in order|due to|as it|to avoid|leak|weil|damit|porque|para que)\b|parce qu|afin d)",
    re.IGNORECASE,
)
_LONGEST_TALK = 15
"""Talk of more words than this is taken for something that somebody had to say."""


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    """A word without the endings that English, French and Spanish plurals and verbs have: to compare, not to show."""
    word = word.casefold()
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return f"{word[:-1]}y" if len(word) > 3 and word[-1] == "i" else word


class _Words:
    """The words of one language that say nothing, as they are compared."""

    def __init__(self, language: Language) -> None:
        lists = (language.changing, language.parts, language.slips, language.little, language.elsewhere)
        self.reviewing = frozenset(map(_stem, language.reviewing.split()))
        self.slips = frozenset(map(_stem, language.slips.split()))
        self.empty = self.reviewing | frozenset(
            _stem(word) for words in (*lists, language.grammar) for word in words.split()
        )
        self.changing = frozenset(map(_stem, language.changing.split()))
        self.changed = self.reviewing | frozenset(map(_stem, f"{language.parts} {language.slips}".split()))
        talk = [line.strip() for line in language.talk.splitlines() if line.strip()]
        stating = "".join(line.strip() for line in language.stating.splitlines())
        self.stating = re.compile(stating, re.IGNORECASE) if stating else None
        self.talk = re.compile(rf"[\W_]*(?:{'|'.join(talk)})", re.IGNORECASE) if talk else None

    def meaningful(self, sentence: str, words: list[str]) -> set[str]:
        """The stems of the words of a sentence that say something."""
        if self.talk and len(words) <= _LONGEST_TALK and self.talk.match(sentence) and not gives_cause(sentence):
            return set()
        stems = {_stem(word) for word in words}
        left = stems - self.empty
        if self.stating and (stated := self.stating.search(sentence)):
            left.add(stated[0].casefold())
        if left and not self.reviewing.isdisjoint(stems):
            given = (of[2] for of in _OF_SOMEBODY.finditer(sentence) if _stem(of[1]) in self.reviewing)
            left -= {_stem(name) for names in given for name in _WORD.findall(names)}
        return left - _SPOTTING if left and not self.slips.isdisjoint(stems) else left

    def name_a_change(self, title: str) -> bool:
        """Whether a title has a word for changing something and another for what."""
        stems = set(map(_stem, _WORD.findall(_NOISE.sub(" ", title))))
        changed = stems & self.changed
        return any(stems & self.changing - {one} for one in changed)


_SPOTTING = frozenset(map(_stem, SPOTTING.split()))
_WORDS = tuple(map(_Words, LANGUAGES))
_JAPANESE = re.compile("|".join(sorted(JAPANESE.split(), key=len, reverse=True)))


@lru_cache(maxsize=1024)
def meaningful_words(text: str) -> frozenset[str]:
    """The stems of the words in a text that say something; empty if it says nothing. Its order and case don't count."""
    found = {match[0] for match in REFERENCE.finditer(text)}
    for sentence in _sentences(REFERENCE.sub(" ", text)):
        runs = (_JAPANESE.sub("", run) for run in _CJK.findall(sentence))
        found |= {run for run in runs if run}
        words = [word for word in _WORD.findall(_CJK.sub(" ", sentence)) if _is_long(word)]
        found |= min((language.meaningful(sentence, words) for language in _WORDS), key=len) if words else set()
    return frozenset(found)


def _is_long(word: str) -> bool:
    """Whether a word is more than a particle or an initial; abbreviations in capitals may be short."""
    return len(word) > 2 or (len(word) == 2 and word.isupper())


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text, less its noise. A label (``Test plan:``) with nothing but noise behind it is noise."""
    return (sentence for sentence in _SENTENCES.split("\n".join(map(_without_noise, text.split("\n")))) if sentence)


def _without_noise(line: str) -> str:
    plain = _NOISE.sub(" ", _LINK.sub(r" \1 ", line))
    label = _LABEL.match(plain.lstrip(" *+-"))
    rest = plain.lstrip(" *+-")[label.end() :] if label else plain
    is_empty = label and not any(len(word) > 2 for word in _WORD.findall(rest))
    return "" if is_empty else plain


def says_something(text: str, beyond: str = "") -> bool:
    """Whether a text does more than say that something changed, or what another text (a title) says already."""
    if not text:
        return False
    lines = (line for line in text[:_MEASURED].split("\n") if not is_tool_line(line) and not is_pointer(line))
    return not meaningful_words("\n".join(lines)) <= meaningful_words(beyond[:_MEASURED])


_MEASURED = 4_000
"""How many characters of a text are measured: what says nothing up to there is not read for what comes then."""


_PREFIX = re.compile(
    r"^\s*((\[[^\]]*\]|(fix|feat|docs?|chore|style|refactor|build|ci|test|content)(\([^()]*\))?!?:"
    r"|gitbook(-\d+)?:?)\s*)+",
    re.IGNORECASE,
)
"""What is put before a title to sort it: a type of change, a label in brackets."""
_EMPTY_TITLES: Iterable[str] = (
    # GitBook's, in place of the subject that nobody wrote.
    r"(change request with )?no subject( merged in gitbook)?",
    r"(\d+|one|no) (pages?|assets?)( and (\d+|one) (pages?|assets?))* (modified|added|deleted)",
    r"(create|update|edit|delete|rename) (the )?(page|document|file|article) [\"“'«].*[\"”'»]",
    r"(automatic )?merged?( (branch|remote-tracking branch|commit|tag|pull request|heads?|upstream|origin|main|master)"
    r"\b.*| ['\"#h].*)?",
    r"initial commit|initial import|initial plan|auto commit by pr queue bot|automatic merge from submit-queue",
    r"(create|update|add|delete|edit|rename) \S+\.\w{1,5}",
)
_EMPTY_TITLE = re.compile("|".join(f"(?:{form})" for form in _EMPTY_TITLES), re.IGNORECASE)
_NUMBER = re.compile(
    rf" ?(\((?:(?:PR|MR|pull request) )?{_REQUEST}\)|\({_REQUEST}(, ?{_REQUEST})*\)|\s{_REQUEST})$", re.IGNORECASE
)


def is_empty_title(title: str) -> bool:
    """Whether a title says nothing of what was done. What sorts and numbers it does not count.

    ``Fix typo`` names a kind of change and what was changed, ``typos`` and ``Update a.md`` don't.
    """
    bare = _NUMBER.sub("", _PREFIX.sub("", title[:_LONGEST_LINE])).strip(" .")
    if _EMPTY_TITLE.fullmatch(bare):
        return True
    return not meaningful_words(bare) and not any(words.name_a_change(bare) for words in _WORDS)
