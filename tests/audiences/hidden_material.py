"""A knowledge base in which everything that may be hidden is, each with a word that is nowhere else."""

import io
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import yaml
from tests.audiences.canaries import Canaries, Maker, items_of, plain, with_hidden_items
from tests.building import start
from tests.kept_requests import keep, request, review
from tests.repositories import Files, Repo

from trailbook.records.kinds import KINDS
from trailbook.trail.requests.statement import Account

SIGN_OFFS = {"sign_offs": {"exception": ["data-owner"], "new_connector": ["reviewer"]}}


def folder_of(kind: str) -> str:
    cls = KINDS[kind]
    return cls.folder if cls.syntax == "yaml" or kind == "postmortem" else f"content/{cls.folder}"


def hide_in_everything(root: Path) -> Canaries:
    """Begin a knowledge base in a folder, with a canary in everything that an internal reader must not see."""
    repo, canaries = Repo(start(root)), Canaries()
    new = canaries.new
    hidden_ids = _hidden_records(repo, canaries)
    _hidden_items(repo, canaries)
    _hidden_pages(repo, canaries, hidden_ids)
    _hidden_files(repo, canaries)
    _hidden_pasts(repo, canaries)
    _hidden_settings(repo, canaries, hidden_ids)
    _hidden_touches(repo, canaries)
    _hidden_front_matter(repo, canaries)
    _names_spelled(repo, hidden_ids)
    _names_attached(repo, canaries, hidden_ids)
    repo.branch(f"topic-{new('name of a branch')}")
    path = f"{folder_of('policy')}/{new('file name on a branch')}.md"
    maker = Maker("policy", f"POL-{new('id on a branch').upper()}", canaries.text, canaries.new)
    repo.commit(canaries.text("message on a branch"), {path: maker.file(maker.record(), "confidential")})
    repo.checkout("main")
    merged = f"Merge the topic\n\nIt was asked for because {canaries.text('message of a merge')}."
    repo.merge(repo.git("branch", "--list", "topic*", "--format=%(refname:short)"), merged)
    repo.git("tag", "-a", "v1", "-m", f"{canaries.text('message of a tag')} {hidden_ids['policy']}", **repo._when())
    repo.commit("Go on as before", {"content/more.md": "# More\n\nNothing special.\n"})
    _names_in_git(repo, canaries, hidden_ids)
    _fetched_requests(repo, canaries)
    return canaries


def _fetched_requests(repo: Repo, canaries: Canaries) -> None:
    """What a forge said of two requests, of which one brought a hidden record."""
    new = canaries.new
    maker = Maker("policy", f"POL-{new('id in a request').upper()}", canaries.text, new)
    path = f"{folder_of('policy')}/{new('file name in a request')}.md"
    hidden = repo.commit("Go on (#12)", {path: maker.file(maker.record(), "confidential")})
    seen = repo.commit("Go on again (#13)", {"content/asked.md": "# Asked\n\nSay so.\n"})
    for number, landed in enumerate((hidden, seen), start=12):
        said = {
            "title": canaries.text("title of a request"),
            "description": f"It was asked for because {canaries.text('description of a request')}.",
            "author": Account(name=new("account of an author")),
            "merged_by": Account(name=new("account of who merged")),
            "reviews": (review(new("account of a reviewer")),),
        }
        keep(repo, request(landed, number=number, **said))


def _hidden_records(repo: Repo, canaries: Canaries) -> dict[str, str]:
    """A restricted record of each kind, first committed as one that anybody may read."""
    ids: dict[str, str] = {}
    for kind, cls in KINDS.items():
        if not cls.prefix:
            continue
        ids[kind] = f"{cls.prefix}-{canaries.new(f'{kind} id').upper()}"
        maker = Maker(kind, ids[kind], canaries.text, canaries.new)
        suffix = ".yaml" if cls.syntax == "yaml" else ".md"
        path = f"{folder_of(kind)}/{canaries.new(f'{kind} file name')}{suffix}"
        message = f"{canaries.text('title of a commit')}\n\n"
        trailers = f"Rationale: {canaries.text('rationale')}\nApproved-by: {canaries.new('approver')} <a@example.org>"
        first, values = maker.record(), maker.record()
        maker.names.clear()
        repo.commit(message + trailers, {path: maker.file(first)})
        second = f"{canaries.text('title of a second commit')}\n\nIt is so because {canaries.text('body of a commit')}."
        repo.commit(second, {path: maker.file(values, "restricted")})
    return ids


def _hidden_items(repo: Repo, canaries: Canaries) -> None:
    """An open record of each kind with restricted items in each list."""
    for kind, cls in KINDS.items():
        if cls.prefix and any(items_of(cls)):
            suffix = ".yaml" if cls.syntax == "yaml" else ".md"
            path = f"{folder_of(kind)}/open-{kind}{suffix}"
            text = with_hidden_items(kind, f"{cls.prefix}-OPEN", canaries)
            repo.commit(canaries.text("commit of a hidden item"), {path: text})


def _hidden_pages(repo: Repo, canaries: Canaries, ids: dict[str, str]) -> None:
    """Plain pages, what is attached to them, and open pages that lead to them."""
    page, picture = canaries.new("name of a page"), canaries.new("name of an attachment")
    text = f"---\nclassification: confidential\n---\n# {canaries.text('title of a page')}\n\n![x]({picture}.png)\n"
    repo.commit(
        canaries.text("commit of a page"),
        {
            f"content/{page}.md": text + f"\n## {canaries.text('heading of a page')}\n",
            f"content/{picture}.png": b"\x89PNG\r\n" + canaries.new("bytes of an attachment").encode(),
        },
    )
    before = canaries.new("former name of a page")
    repo.commit("Plan", {f"content/{before}.md": "# Plan\n\nA plan.\n" * 9})
    after = canaries.new("new name of a page")
    text = "---\nclassification: restricted\n---\n" + "# Plan\n\nA plan.\n" * 9
    repo.commit("Move", {f"content/{before}.md": None, f"content/{after}.md": text})
    links = f"[{canaries.text('label of a link')}]({page}.md), [{canaries.text('label of a definition')}][there]"
    names = f"{ids['threat-model']} and {ids['policy'].lower()}, at /id/{ids['connector']}/ and {page}.md"
    target = f'\n\n[there]: {page}.md "{canaries.text("title of a definition")}"\n'
    repo.commit("Lead on", {"content/leading.md": f"# Leading\n\nSee {links}.\n\nSee {names}.{target}"})
    values = yaml.safe_load((repo.root / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", ""))
    values["nav"] = [*(values.get("nav") or []), {canaries.text("title in nav"): f"{page}.md"}, "leading.md"]
    values["plugins"] = [*(p for p in values["plugins"] if p != "trailbook/trail"), {"trailbook/trail": SIGN_OFFS}]
    repo.commit(f"Lead to {ids['policy']}", {"mkdocs.yml": yaml.safe_dump(values, sort_keys=False)})


def _hidden_files(repo: Repo, canaries: Canaries) -> None:
    """Pages of other endings and forms, a classification that is misspelt, texts, and pictures beside hidden pages."""
    new, text = canaries.new, canaries.text
    files: Files = {
        f"content/vault/{new('other ending')}.markdown": f"---\nclassification: restricted\n---\n{text('mkd')}\n",
        f"content/vault/{new('page with meta lines')}.md": f"title: {text('meta')}\nclassification: restricted\n\nX\n",
        f"content/vault/{new('misspelt')}.md": f"---\nclassification: [restricted]\n---\n# {text('title, misspelt')}\n",
        f"content/vault/{new('text')}.txt": f"Classification: confidential\n{text('text of a file')}\n",
        f"content/vault/img/{new('picture that no page names')}.png": b"\x89PNG\r\n",
    }
    repo.commit(text("commit of files"), files)
    picture = next(path for path in files if path.endswith(".png"))
    repo.commit(text("commit of a picture alone"), {picture: b"\x89PNG\r\n" + new("bytes of a picture").encode()})


def _hidden_pasts(repo: Repo, canaries: Canaries) -> None:
    """What was restricted once: a record that is open now, one that is gone, an item that is gone."""
    once = Maker("policy", "POL-ONCE", canaries.text, canaries.new)
    repo.commit("Begin", {"content/policies/once.md": once.file(once.record(), "restricted")})
    now = Maker("policy", "POL-ONCE", plain, lambda place: place.replace(".", "-"))
    repo.commit(canaries.text("commit that opens"), {"content/policies/once.md": now.file(now.record(), "internal")})
    gone = Maker("playbook", "PB-GONE", canaries.text, canaries.new)
    path = f"content/playbooks/{canaries.new('name of a file that is gone')}.md"
    repo.commit("Begin", {path: gone.file(gone.record())})
    repo.commit("Restrict", {path: gone.file(gone.record(), "confidential")})
    repo.commit(canaries.text("commit that deletes"), {path: None})


def _hidden_settings(repo: Repo, canaries: Canaries, ids: dict[str, str]) -> None:
    """Snapshots of a hidden application and observations of a hidden indicator."""
    name = canaries.new("name of a snapshot")
    template = Maker("template", "CT-OPENED", plain, lambda place: place.replace(".", "-")).record()
    entry = {"snapshot": f"{name}.json", "of": canaries.text("of"), "application": ids["threat-model"]}
    own = {"snapshot": "ours.json", "of": "Ours"}
    template["applies_to"] = [entry, own]
    template["checks"][0]["equals"] = "nobody"
    maker = Maker("template", "CT-OPENED", plain, plain)
    shared = f'{{"sharing": {{"links": "{canaries.new("setting")}"}}}}'
    observed = f"date,value,note\n2026-01-01,1,{canaries.new('note of an observation')}\n"
    repo.commit(
        canaries.text("commit of settings"),
        {
            "configurations/templates/opened.yaml": maker.file(template),
            f"configurations/{name}.json": shared,
            "configurations/ours.json": '{"sharing": {"links": "anybody"}}',
            f"observations/{ids['indicator']}.csv": observed,
        },
    )


def _hidden_touches(repo: Repo, canaries: Canaries) -> None:
    """Commits that move a hidden page, set its mode, make a link of it and delete it, and messages that quote them."""
    text, new = canaries.text, canaries.new
    first, second = (f"content/vault/{new('name of a page that moves')}.md" for _ in range(2))
    eve = {
        "GIT_AUTHOR_NAME": new("author of hidden things"),
        "GIT_AUTHOR_EMAIL": f"{new('address of an author')}@example.org",
    }
    kim = {
        "GIT_COMMITTER_NAME": new("committer"),
        "GIT_COMMITTER_EMAIL": f"{new('address of a committer')}@example.org",
    }
    page = "---\nclassification: restricted\n---\n# Vault\n\n" + f"{text('page that moves')}.\n" * 4
    repo.commit("Begin", {first: page}, **eve, **kim)
    repo.git("mv", first, second)
    moves = text("message of a move")
    repo.commit(moves, **eve)
    (repo.root / second).chmod(0o755)
    repo.commit(text("message of a mode"), **kim)
    (repo.root / second).unlink()
    (repo.root / second).symlink_to("../index.md")
    repo.commit(text("message of a link"))
    repo.commit(text("message of a deletion"), {second: None})
    page = "# Quoting\n\nNothing special.\n"
    for number, message in enumerate(
        (
            f'Revert "{moves}"',
            f"Squash\n\n* {moves.upper()}\n* Other things",
            f"Mend \u201c{moves}\u201d",
            f"Follow {moves[:15]}\u2026",
            f"Mend {first}",
            f"Mend `{first.rpartition('/')[2]}`",
        )
    ):
        page += f"\nMore of {number}.\n"
        repo.commit(f"{message}\n\nAnd {text('message that quotes')}.", {"content/quoting.md": page})
    latin = f"Caf\u00e9: {text('message in latin-1')}".encode("latin-1")
    repo.git(
        "-c",
        "i18n.commitEncoding=latin-1",
        "commit",
        "--quiet",
        "--allow-empty",
        "-F",
        "-",
        stdin=b"Caf\xe9",
        **repo._when(),
    )
    repo.git("config", "i18n.commitEncoding", "latin-1")
    repo.commit(latin, {first: "---\nclassification: restricted\n---\n# Vault\n"})
    repo.git("config", "--unset", "i18n.commitEncoding")
    repo.commit(f"Mend {first.rpartition('/')[2]}: {text('message of a commit without files')}")


def _hidden_front_matter(repo: Repo, canaries: Canaries) -> None:
    """Pages whose front matter nothing reads, and one in another encoding that is gone."""
    head = "---\nclassification: restricted\n---\n"
    pages = {
        "blank lines": "\n\n" + head,
        "mark of byte order": "\ufeff\ufeff" + head,
        "comment": "<!-- ours -->\n" + head,
        "TOML": '+++\nclassification = "restricted"\n+++\n',
        "misspelt key": "---\nclasification: restricted\n---\n",
    }
    files = {
        f"content/{canaries.new(f'page behind {name}')}.md": f"{text}# {canaries.text(f'title behind {name}')}\n"
        for name, text in pages.items()
    }
    repo.commit(canaries.text("commit of unread front matter"), files)
    path = f"content/{canaries.new('name of a page in UTF-16')}.md"
    repo.commit(canaries.text("commit of UTF-16"), {path: (head + f"# {canaries.text('UTF-16')}\n").encode("utf-16")})
    repo.commit(canaries.text("end of UTF-16"), {path: None})


def _names_spelled(repo: Repo, ids: dict[str, str]) -> None:
    """An open page and an open record that name hidden ones in every spelling."""
    id = ids["policy"]
    prefix, _, word = id.partition("-")
    spelled = [
        "".join(f"&#{ord(letter)};" for letter in id),
        f"{prefix}&#x2d;{word}",
        f"**{prefix}**-{word}",
        f"<b>{prefix}</b>-<i>{word}</i>",
        f"[{prefix}](#x)-{word}",
        f"{prefix}\\-{word}",
        f"{prefix}-<!-- x -->{word}",
        f"{prefix}\u2011{word}",
        f"{prefix}\u00ad-\u200b{word}",
        id.translate({ord("O"): "\u041e"}),
        "".join(chr(ord(letter) + 0xFEE0) for letter in id),
        id.replace("-", "_").lower(),
        f"{id}s and {id}'s",
        f"/id/{id.replace('-', '%2D').lower()}/",
    ]
    front = f"---\ndescription: About {id}\nimage: /{id}.png\ntags: [{id}]\nowner: {id}\n---\n"
    page = f"{front}# Spelled\n\n<!-- {id} -->\n\n" + "\n\n".join(spelled) + f"\n\n![About {id}](/pictures/open.svg)\n"
    maker = Maker("policy", "POL-SPELLED", plain, lambda place: place.replace(".", "-"))
    text = maker.file({**maker.record(), "owner": "OWNER"}).replace("OWNER", f'"us, by {prefix}\\u002d{word}"')
    repo.commit("Spell", {"content/spelled.md": page, "content/policies/spelled.md": text})


def _names_attached(repo: Repo, canaries: Canaries, ids: dict[str, str]) -> None:
    """Files that an open page leads to and that name something hidden, in their bytes or in their own names."""
    id = ids["policy"]
    prefix, _, word = id.partition("-")
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{'x ' * 45}{id}</w:t>")
    stream = zlib.compress(f"BT ({id}) Tj ET".encode() * 9)
    folder = canaries.new("name of a folder")
    files: Files = {
        "open.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><title>{id}</title><text><tspan>{prefix}</tspan><tspan>-{word}</tspan></text></svg>',
        "open.css": f"/* for {id} */",
        "open.json": f'{{"of": "{prefix}\\u002d{word}"}}',
        "open.csv": f"a,b\n{id},1\n",
        "open.txt": f"It is {id}.".encode("utf-16"),
        "open.png": b"\x89PNG\r\n\x1a\n" + b"tEXtComment\0" + id.encode(),
        "open.docx": packed.getvalue(),
        "open.pdf": b"%PDF-1.4\n1 0 obj <</Filter /FlateDecode>> stream\n" + stream + b"\nendstream",
        f"{id.lower()}-drawn.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    page = "# Attached\n\n" + "\n".join(f"[x](pictures/{name})" for name in files)
    page += f"\n\nSee {folder}/, {folder}/plan.html, {folder}\\plan and content/{folder}/x.png.\n"
    attached = {f"content/pictures/{name}": data for name, data in files.items()}
    secret = {f"content/{folder}/plan.md": "---\nclassification: restricted\n---\n# Plan\n"}
    repo.commit("Attach", {**attached, **secret, "content/attached.md": page})


def _names_in_git(repo: Repo, canaries: Canaries, ids: dict[str, str]) -> None:
    """Words in tags, notes, refs, mailmap and attributes, and in objects that no branch leads to."""
    text, new = canaries.text, canaries.new
    title = repo.git("log", "-1", "--format=%s", "--", f"{folder_of('policy')}/*zq*")
    who = {"GIT_COMMITTER_NAME": new("tagger"), "GIT_COMMITTER_EMAIL": f"{new('address of a tagger')}@example.org"}
    repo.git("tag", new("name of a tag"))
    repo.git("tag", "-a", new("name of an annotated tag"), "-m", text("message of another tag"), **repo._when())
    release = {"content/releases/1.0.0.md": f"# 1.0.0\n\n- {title}\n"}
    repo.commit("Release 1.0.0", release)
    repo.git(
        "tag",
        "-a",
        "1.0.0",
        "-m",
        f"One\n\nWith \u201c{title}\u201d and {text('message of a release')}",
        **{**repo._when(), **who},
    )
    repo.git("notes", "add", "-m", text("note"), "HEAD", **repo._when())
    repo.git("update-ref", f"refs/other/{new('name of a ref')}", "HEAD")
    lost = repo.commit(text("lost commit"), {f"content/{new('lost page')}.md": "# Lost\n"})
    repo.git("reset", "--quiet", "--hard", "HEAD^")
    repo.git("stash", "store", "-m", text("stash"), lost, **repo._when())
    mapped = f"Ada <ada@example.org> {new('mapped name')} <{new('mapped address')}@example.org>\n"
    maker = Maker("playbook", f"PB-{new('id of a playbook with contacts').upper()}", text, new)
    called = {**maker.record(), "use": "respond"}
    files = {
        ".mailmap": mapped,
        "contacts.yaml": f"classification: confidential\nteams:\n  {called['owner']}: {{channel: {text('channel')}}}\n",
        f"content/playbooks/{new('name of a playbook with contacts')}.md": maker.file(called, "confidential"),
        ".gitattributes": f"content/{new('attributes')}.md diff\n",
        ".gitmodules": f'[submodule "{new("submodule")}"]\n\tpath = x\n\turl = https://example.org/\n',
        f".{new('file with a dot')}": "x",
        f"tools/{new('code')}.py": f"# {text('code')}\n",
    }
    repo.commit(text("commit of files beside"), files)
