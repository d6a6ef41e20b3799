"""``trailbook services``, ``trailbook affected`` and ``trailbook new connector --from``."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.building import build, configure

from trailbook.cli import main

MODEL = """\
id: TM-{id}
kind: threat-model
title: {title}
owner: {owner}
status: {status}
review: {{cadence: yearly, next: 2027-01-01}}
application: {{name: {title}, platform: P, purpose: Work, users: All, impact: Some}}
components:
  - {{id: FLOW, name: Flow, type: automation}}
  - {{id: CHAT, name: Chat, type: external-service, connector: CON-CHAT, owner: Chat team}}
  - {{id: SMS, name: "{sms}", type: external-service}}
data:
  - {{id: ORDERS, name: Orders, sensitivity: restricted, personal: true}}
  - {{id: NEWS, name: News, sensitivity: public}}
flows:
  - {{id: F1, name: Tell, source: FLOW, target: CHAT, data: [NEWS, ORDERS], identity: "{credential}"}}
  - {{id: F2, name: Text, source: FLOW, target: SMS, data: [NEWS], identity: Key of {id}}}
threats:
  - {{id: T1, title: Leak, category: data-leakage, description: D, benefits: B, harmed: H, affects: [CHAT],
     inherent: {{likelihood: likely, impact: major}}, residual: {{likelihood: rare, impact: minor}}}}
"""
CONNECTOR = """\
---
id: CON-CHAT
kind: connector
owner: Collaboration
service: Chat
tier: standard
group: business
authentication: A bot
data_up_to: internal
vetting: {state: approved, next: 2027-01-01}
logs: Here
---
# Chat
"""
PLAYBOOK = """\
---
id: PB-TOKENS
kind: playbook
owner: Response
use: respond
roles: [incident-responder]
coordinator: incident-responder
trigger: A token is stolen.
steps:
  - {id: S1, mitigates: [TM-A.T1, TM-B.T1]}
  - {id: S2}
---
# Tokens

## Steps

### Revoke it {#S1}

Now.

```trailbook
affected CON-CHAT
```

### Look {#S2}

```trailbook
affected
```
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "threat-models/a.yaml": MODEL.format(
            id="A", title="Orders", owner="Sales", status="active", sms="SMS (key 1)", credential="Bot"
        ),
        "threat-models/b.yaml": MODEL.format(
            id="B", title="Stock", owner="Supply", status="active", sms="sms", credential="Bot"
        ),
        "threat-models/c.yaml": MODEL.format(
            id="C", title="Old", owner="Nobody", status="retired", sms="SMS", credential="Bot"
        ),
        "docs/connectors/chat.md": CONNECTOR,
        "docs/playbooks/tokens.md": PLAYBOOK,
        "docs/index.md": "# Ours\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    configure(tmp_path, {"trailbook/records": {"folders": ["docs", "threat-models"]}})
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--root", str(root)])


def test_services_off_the_register_come_first_with_the_apps_that_use_them(root: Path) -> None:
    assert run(root, "services").output.splitlines() == [
        "SMS: not in the register, used by 2 applications, data up to public",
        "  TM-A (SMS) as Key of A",
        "  TM-B (SMS) as Key of B",
        "CON-CHAT: approved, used by 2 applications, data up to restricted",
        "  TM-A (CHAT) as Bot",
        "  TM-B (CHAT) as Bot",
        "  “Bot” is named by TM-A and TM-B",
    ]
    (sms,) = json.loads(run(root, "services", "--unregistered", "--format", "json").output)
    assert sms["connector"] is None
    assert [use["model"] for use in sms["applications"]] == ["TM-A", "TM-B"]


def test_a_stolen_token_opens_what_is_on_record(root: Path) -> None:
    found = json.loads(run(root, "affected", "CON-CHAT", "--format", "json").output)
    assert [use["model"] for use in found["applications"]] == ["TM-A", "TM-B"]
    assert found["applications"][0]["flows"] == {"F1": "Tell"}
    assert list(found["applications"][0]["data"]) == ["ORDERS", "NEWS"]
    assert found["shared_credentials"] == {"Bot": ["TM-A", "TM-B"]}
    assert found["owners"] == {
        "Collaboration": ["CON-CHAT"], "Sales": ["TM-A"], "Chat team": ["TM-A.CHAT", "TM-B.CHAT"], "Supply": ["TM-B"],
    }  # fmt: skip
    assert found["steps"] == {"PB-TOKENS": ["PB-TOKENS.S1"]}
    text = run(root, "affected", "CON-CHAT").output
    assert "CON-CHAT Chat (approved): 2 applications, data up to restricted\n" in text
    assert "  data    ORDERS Orders, restricted, personal\n          NEWS News, public\n" in text


def test_tables_that_are_signed_in_to_are_of_a_service_too(root: Path) -> None:
    file = root / "threat-models/a.yaml"
    text = file.read_text(encoding="utf-8").replace("data:\n", """\
  - {id: ONE, name: One, type: data-store, technology: PostgreSQL}
  - {id: TWO, name: Two, type: data-store, technology: PostgreSQL}
  - {id: OWN, name: Own, type: data-store, technology: Tables of the platform}
data:
""", 1).replace("threats:\n", """\
  - {id: F3, source: FLOW, target: ONE, identity: Reader, facts: {signs_in_with: password}}
  - {id: F4, source: FLOW, target: TWO, identity: Reader, facts: {signs_in_with: password}}
  - {id: F5, source: FLOW, target: OWN}
threats:
""", 1)  # fmt: skip
    file.write_text(text, encoding="utf-8")
    assert "PostgreSQL: not in the register, used by 1 application, data not stated\n  TM-A (ONE, TWO) as Reader\n" in (
        run(root, "services", "--unregistered").output
    )


@pytest.mark.slow
def test_what_only_the_run_decides_on_is_no_service_to_be_registered(root: Path, tmp_path: Path) -> None:
    file = root / "threat-models/a.yaml"
    address = "  - {id: ANY, name: An address, type: external-service, facts: {chosen_at_run_time: true}}\ndata:\n"
    flow = "  - {id: F3, source: FLOW, target: ANY}\nthreats:\n"
    text = file.read_text(encoding="utf-8").replace("data:\n", address, 1).replace("threats:\n", flow, 1)
    file.write_text(text, encoding="utf-8")
    assert "An address: chosen at run time, used by 1 application, data not stated\n  TM-A (ANY)\n" in (
        run(root, "services", "--unregistered").output
    )
    assert run(root, "new", "connector", "--from", "An address").exit_code == 2
    built = build(root, tmp_path / "site")
    text = " ".join(built.page("estate/index.html").text.split())
    assert "Only the run decides which service these reach, so no entry can cover them: TM-A.ANY" in text, text
    assert "An address" not in text


def test_an_unknown_connector_is_misuse(root: Path) -> None:
    result = run(root, "affected", "CON-CHATS")
    assert result.exit_code == 2
    assert "did you mean 'CON-CHAT'?" in result.output


def test_a_service_off_the_register_is_drafted_from_its_uses(root: Path) -> None:
    result = run(
        root, "new", "connector", "--from", "sms", "--owner", "Sales", "--tier", "custom", "--decide-by", "2027-01-31"
    )
    assert result.exit_code == 0, result.output
    assert "name it as 'connector: CON-SMS' in TM-A.SMS and TM-B.SMS" in result.output
    text = (root / "docs/connectors/sms.md").read_text(encoding="utf-8")
    values = yaml.safe_load(text.split("---")[1])
    assert (values["service"], values["data_up_to"]) == ("SMS", "public")
    assert "before anybody vetted it: in TM-A.SMS and TM-B.SMS." in text
    assert run(root, "check").exit_code == 0
    result = run(root, "new", "connector", "--from", "sm")
    assert result.exit_code == 2
    assert "did you mean 'SMS'?" in result.output


def test_pages_say_what_a_stolen_token_opens_and_what_nobody_registered(root: Path, tmp_path: Path) -> None:
    built = build(root, tmp_path / "site")
    assert built.warnings == []
    connector = built.text("connectors/chat/index.html")
    below = connector.index('<div class="tb-facts">')  # below the first of these are who decided last, and reviews
    assert connector.index('id="affected"') < connector.index('id="about-this"') < below
    leaked = connector[connector.index('id="affected"') : connector.index('id="about-this"')]
    assert "If its token leaks" in leaked
    assert leaked.index("Applications that use it") < leaked.index("Whom to call")
    assert "Signs in with" not in leaked and "Who keeps it" not in leaked  # the facts below do
    playbook = built.text("playbooks/tokens/index.html")
    page = built.page("playbooks/tokens/index.html")
    (_, block, *_) = page.all("div", "tb-within-reach")
    assert "Who keeps it Collaboration Signs in with A bot" in " ".join(page.text.split())
    facts = ("Whom to call", "Data within reach", "Through", "Signs in as", "Flows")
    assert tuple(one.text for one in page.inside(block) if one.tag == "dt") == facts
    assert "What a stolen token opens, by connector" in playbook
    estate = built.text("estate/index.html")
    assert 'id="unregistered"' in estate
    assert 'id="credentials"' in estate


def test_a_block_for_a_connector_that_is_not_there_is_reported(root: Path, tmp_path: Path) -> None:
    file = root / "docs/playbooks/tokens.md"
    file.write_text(file.read_text(encoding="utf-8").replace("affected CON-CHAT", "affected CON-CHT"), encoding="utf-8")
    assert any("did you mean 'CON-CHAT'?" in warning for warning in build(root, tmp_path / "site").warnings)
