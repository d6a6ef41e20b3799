import codecs

import pytest

from trailbook.text.files import as_utf8

TEXT = "# Café\n\nGrüße aus Köln.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), ""),
        (codecs.BOM_UTF8 + TEXT.encode(), ""),
        (TEXT.encode("latin-1"), "latin-1"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "UTF-32"),
    ],
)
def test_a_text_is_read_in_the_encoding_that_it_was_written_in(data: bytes, encoding: str) -> None:
    found, named = as_utf8(data)
    assert (found.decode("utf-8-sig"), named) == (TEXT, encoding)


def test_quotes_and_dashes_of_windows_are_told_from_latin_1() -> None:
    assert as_utf8("“so” – €".encode("cp1252")) == ("“so” – €".encode(), "windows-1252")
    assert as_utf8(b"\x81\xe9")[1] == "latin-1"  # a byte that windows-1252 gives no character


@pytest.mark.parametrize("data", [b"", b"\x00\xff\x01", codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8\x00"])
def test_what_is_no_text_stays_as_it_is(data: bytes) -> None:
    assert as_utf8(data) == (data, "")
