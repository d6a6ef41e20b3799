"""Names of what is hidden: no text keeps one, no file that is not text holds one, and other text stays."""

import bz2
import gzip
import io
import lzma
import zlib
from base64 import b64encode
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audiences.copies import HIDDEN

from trailbook.audiences.attachments import holds_names
from trailbook.audiences.hidden_names import Hidden, without_links, without_names


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("See TM-PAYROLL.T3.", "See restricted."),
        ("See POL-ACCESS.C2, not POL-ACCESS.C1.", "See restricted, not POL-ACCESS.C1."),
        ("at /id/tm-payroll.t3/", "at /id/restricted/"),
        ("TM-PAYROLL-EXTRA is joined", "restricted is joined"),
        ("POL-ACCESS.C22 and TM-PAY are others", "POL-ACCESS.C22 and TM-PAY are others"),
        ("threat-models/payroll.yaml:12", "restricted:12"),
        ("../plans/merger/#why", "restricted"),
        ("../plans/travel.md and merger", "../plans/travel.md and merger"),
        ("secret/index.md, index.md", "restricted, index.md"),
        ("POL-ACCESS.C2 Backdoor", "restricted restricted"),
        ("A backdoor in the garden", "A backdoor in the garden"),
        ("It tells how salaries\nare paid here", "It tells restricted here"),
        ("#how-salaries-are-paid, how_salaries_are_paid", "#restricted, restricted"),
        ("plans\\merger and merger.html", "restricted and restricted"),
        ("see merger.py and a merger", "see merger.py and a merger"),
        ("secret/ and docs/secret/x.png", "restricted and restricted"),
        ("the secret, and/or plans/x", "the secret, and/or plans/x"),
        ("P&#79;L-ACCESS.C2 and **TM**-PAYROLL", "restricted and **restricted"),
        ("TM_PAYROLL, tm\u2011payroll, TM-PAYROLLs", "restricted, restricted, restricted"),
        (
            "<b>TM</b>-<i>PAYROLL</i> <tspan>TM</tspan><tspan>-PAYROLL</tspan>",
            "<b>restricted</i> <tspan>restricted</tspan>",
        ),
        ("\\u0054M-PAYROLL and TM%2dPAYROLL", "restricted and restricted"),
    ],
)
def test_names_of_what_is_hidden_read_restricted(said: str, shown: str) -> None:
    place = said.removesuffix(":12")
    assert without_names(place, HIDDEN) + said[len(place) :] == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("[Merger](plans/merger.md) soon", "restricted soon"),
        ("[Pay][TM-PAYROLL]", "restricted"),
        ("[Trip](plans/travel.md)", "[Trip](plans/travel.md)"),
        ("![Chart](../secret/index.md)", "restricted"),
        ("[Merger][m] and [m]\n\n[m]: plans/merger.md\n", "restricted and restricted\n\n\n"),
    ],
)
def test_a_link_to_what_is_hidden_goes_with_its_label(said: str, shown: str) -> None:
    assert without_links(said, HIDDEN) == shown


@given(st.text())
def test_text_that_names_nothing_hidden_comes_back_as_it_is(text: str) -> None:
    assert without_names(text, Hidden()) == text
    assert without_links(text, Hidden()) == text


@given(st.text(), st.text(), st.sampled_from(["TM-PAYROLL", "POL-ACCESS.C2", "docs/plans/merger.md"]))
def test_no_text_keeps_a_name(before: str, after: str, name: str) -> None:
    shown = without_names(f"{before} {name} {after}", HIDDEN)
    assert name not in shown
    assert without_names(shown, HIDDEN) == shown


def packed(*texts: str | bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.xml", text)
    return file.getvalue()


@pytest.mark.parametrize("name", ["TM-PAYROLL", "pol-access.c2", "How salaries are paid", "plans/merger.md"])
def test_a_file_that_is_no_text_is_searched_for_names_as_well(name: str) -> None:
    text = f"By us: {name}, 2026"
    picture = b"\x89PNG zTXt\0" + zlib.compress(text.encode()) + b"\0"
    document = f"%PDF-1.7\n<</Title <{text.encode('utf-16-be').hex()}>>>".encode()
    drawing = (
        b'<svg><image href="data:image/svg+xml;base64,' + b64encode(f"<svg>{text * 3}</svg>".encode()) + b'"/></svg>'
    )
    plain = text.encode()
    for data in (
        *(plain, text.encode("utf-16"), packed("x", text), gzip.compress(plain), picture, document, drawing),
        *(bz2.compress(plain), lzma.compress(plain), packed(packed("x", text)), gzip.compress(packed(text))),
    ):
        assert holds_names(data, HIDDEN)
    assert not holds_names(packed("TM-PAY is open", "x" * 10_000), HIDDEN)
    assert not holds_names(zlib.compress(text.encode()), Hidden())
