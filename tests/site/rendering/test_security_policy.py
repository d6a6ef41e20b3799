"""The policy of a page, and what it lets a page do."""

from base64 import b64encode
from hashlib import sha256

from trailbook.site.rendering.security_policy import with_policy

PAGE = """<!doctype html><html><head lang="en">
  <meta charset="utf-8">
  <link rel="stylesheet" href="a.css"><script>a = 1\r\n</script></head>
<body><script src="b.js"></script><script type="application/json">{}</script><p>Text</p>{content}</body></html>"""


def hash_of(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def scripts(html: str) -> list[str]:
    _, _, policy = html.partition('<meta http-equiv="Content-Security-Policy" content="')
    (found,) = [part for part in policy.partition('"')[0].split("; ") if part.startswith("script-src ")]
    return found.split()[1:]


def test_a_policy_comes_before_anything_that_is_loaded() -> None:
    html = with_policy(PAGE)
    assert html.index("charset") < html.index("Content-Security-Policy") < html.index("stylesheet")


def test_scripts_of_the_theme_are_allowed_by_their_hashes_alone() -> None:
    assert scripts(with_policy(PAGE)) == ["'self'", hash_of("a = 1\n")]


def test_a_development_server_may_add_its_script() -> None:
    assert scripts(with_policy(PAGE, "", is_served=True)) == ["'self'", "'unsafe-inline'"]


def test_scripts_in_the_text_are_allowed_on_plain_pages_only() -> None:
    content = "<p><script>alert(1)</script></p>"
    html = PAGE.replace("{content}", content)
    assert hash_of("alert(1)") in scripts(with_policy(html))
    assert scripts(with_policy(html, content)) == ["'self'", hash_of("a = 1\n")]


def test_what_is_no_page_is_left_as_it_is() -> None:
    assert with_policy("<p>A part</p>") == "<p>A part</p>"
