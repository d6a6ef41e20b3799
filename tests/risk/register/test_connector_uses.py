"""Which flows, data and credentials belong to which connector."""

from tests.risk.threats.modelling import knowledge_of

from trailbook.risk.register.connector_uses import ServiceUse, affected

CASE = {
    "model": {
        "boundaries": {"B1": {}},
        "components": {
            "NOTICE": {"type": "automation", "connector": "CON-MAIL", "boundary": "B1"},
            "TABLES": {"type": "data-store", "boundary": "B1"},
            "SMS": {"type": "external-service", "connector": "CON-SMS"},
            "HOUSEHOLD": {"type": "person"},
        },
        "data": {"D1": {"sensitivity": "confidential"}, "D2": {"sensitivity": "public"}},
        "flows": {
            "READ": {"from": "TABLES", "to": "NOTICE", "data": ["D1"], "identity": "The portal's account"},
            "TEXT": {"from": "NOTICE", "to": "SMS", "data": ["D2"], "identity": "The key of the provider"},
            "MAIL": {"from": "NOTICE", "to": "HOUSEHOLD", "data": ["D2"], "identity": "The mailbox"},
        },
    },
    "connectors": {"CON-MAIL": {}, "CON-SMS": {}},
}


def use(connector: str) -> ServiceUse:
    (found,) = affected(connector, knowledge_of(CASE)).uses
    return found


def test_a_flow_to_the_component_of_another_connector_is_a_use_of_that_one() -> None:
    assert [flow.id for flow in use("CON-MAIL").flows] == ["READ", "MAIL"]
    assert use("CON-SMS").credentials == ("The key of the provider",)
    assert [flow.id for flow in use("CON-SMS").through] == ["TEXT"]


def test_what_a_program_reaches_beside_its_connector_is_no_credential_of_it_and_perhaps_within_reach() -> None:
    mail = use("CON-MAIL")
    assert mail.credentials == ("The mailbox",)
    assert [flow.id for flow in mail.through] == ["MAIL"]
    assert [asset.id for asset in mail.beside] == ["D1"]
    assert [asset.id for asset in mail.data] == ["D1", "D2"]
