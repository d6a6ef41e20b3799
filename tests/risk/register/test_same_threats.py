from hypothesis import given
from hypothesis import strategies as st

from trailbook.records.loading import assemble
from trailbook.risk.register.register import once_per_group, same_threats

MODEL = """\
id: TM-{name}
kind: threat-model
title: {name}
owner: Us
application: {{name: A, platform: P, purpose: P, users: U, impact: I}}
components: [{{id: APP, name: A, type: screen, owner: Us}}]
review: {{cadence: yearly}}
threats:
  - id: T1
    title: Same title everywhere
    category: injection
    description: D
    benefits: B
    harmed: H
    affects: [APP]
    inherent: {{likelihood: likely, impact: major}}
    residual: {{likelihood: likely, impact: major}}
    frameworks: {{OWASP-CD: [CD-SEC-08]}}
    same_as: [{same}]
"""
NAMES = "ABCDEF"


def models(**same: str) -> dict[str, bytes]:
    return {f"threat-models/{name}.yaml": MODEL.format(name=name, same=same.get(name, "")).encode() for name in NAMES}


def test_threats_that_only_look_alike_are_not_the_same() -> None:
    assert all(group == (threat,) for threat, group in same_threats(assemble(models())).items())


def test_same_as_holds_both_ways_and_onwards() -> None:
    groups = same_threats(assemble(models(C="TM-A.T1", D="TM-C.T1")))
    assert groups["TM-A.T1"] == groups["TM-C.T1"] == groups["TM-D.T1"] == ("TM-A.T1", "TM-C.T1", "TM-D.T1")
    assert groups["TM-B.T1"] == ("TM-B.T1",)


def test_a_threat_that_names_itself_is_only_itself() -> None:
    assert same_threats(assemble(models(A="T1")))["TM-A.T1"] == ("TM-A.T1",)


def test_same_as_a_control_is_a_problem_with_its_place() -> None:
    knowledge = assemble(models(A="TM-B"))
    (problem,) = knowledge.problems
    assert (problem.rule, problem.path) == ("wrong-target", "threat-models/A.yaml")
    assert problem.expected == "a threat"


def test_a_group_is_named_once_by_its_first_member() -> None:
    groups = same_threats(assemble(models(C="TM-A.T1")))
    assert once_per_group(["TM-C.T1", "POL-X.C1", "TM-A.T1", "TM-B.T1"], groups) == ("TM-A.T1", "POL-X.C1", "TM-B.T1")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8))
def test_the_groups_divide_the_threats_whatever_is_stated(pairs: list[tuple[str, str]]) -> None:
    stated: dict[str, list[str]] = {}
    for one, other in pairs:
        stated.setdefault(one, []).append(f"TM-{other}.T1")
    groups = same_threats(assemble(models(**{name: ", ".join(same) for name, same in stated.items()})))
    assert set(groups) == {f"TM-{name}.T1" for name in NAMES}
    for threat, group in groups.items():
        assert threat in group
        assert all(groups[member] == group for member in group)
    for one, other in pairs:
        assert groups[f"TM-{one}.T1"] == groups[f"TM-{other}.T1"]
