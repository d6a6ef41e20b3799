from trailbook.records.links import Link, sorted_links


def test_links_are_sorted_with_numbers_by_value() -> None:
    links = [Link("TM-A", "mitigates", target) for target in ("TM-A.M10", "TM-A.M2", "TM-A.M1")]
    assert [link.target for link in sorted_links(links)] == ["TM-A.M1", "TM-A.M2", "TM-A.M10"]


def test_a_number_of_any_length_can_be_sorted() -> None:
    long = f"TM-A.M{'9' * 5000}"
    assert sorted_links([Link(long, "uses", "X"), Link("TM-A.M2", "uses", "X")])[0].source == "TM-A.M2"
