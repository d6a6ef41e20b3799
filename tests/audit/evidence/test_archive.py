import io
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.audit.evidence import archive
from trailbook.audit.evidence.archive import ArchiveError, is_safe, pack, safe_name, unpack

FILES = {"b/x.txt": b"two", "a.txt": b"one", "ä.md": b""}
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(safe_name).filter(is_safe)


@given(st.dictionaries(names, st.binary(max_size=50), max_size=5))
def test_what_was_packed_is_unpacked(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files


def test_the_bytes_do_not_depend_on_the_order_of_the_files() -> None:
    assert pack(FILES) == pack(dict(reversed(FILES.items())))


def test_any_archiver_can_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as found:
        assert found.testzip() is None
        assert found.namelist() == sorted(FILES)


@given(st.data())
def test_any_altered_byte_is_found(data: st.DataObject) -> None:
    whole = pack(FILES)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    changed = whole[:place] + bytes([other]) + whole[place + 1 :]
    try:
        found = unpack(changed)
    except ArchiveError:
        return
    assert found.keys() != FILES.keys()  # a whole archive with another name in it, which the manifest will not list


@given(st.binary(max_size=300))
def test_bytes_that_are_no_archive_are_an_error_of_one_kind(data: bytes) -> None:
    with pytest.raises(ArchiveError):
        unpack(data)


@given(st.integers(0, 400))
def test_an_archive_that_was_cut_off_is_an_error(end: int) -> None:
    whole = pack(FILES)
    with pytest.raises(ArchiveError):
        unpack(whole[: min(end, len(whole) - 1)])


@pytest.mark.parametrize("where", ["before", "behind", "comment", "extra", "date", "attributes"])
def test_bytes_that_belong_to_no_file_are_found(where: str) -> None:
    whole = pack({"a": b"1"})
    if where in ("before", "behind"):
        changed = b"x" + whole if where == "before" else whole + b"x"
    else:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as target_archive:
            info = zipfile.ZipInfo("a", (1980, 1, 1, 0, 0, 2 if where == "date" else 0))
            info.create_system, info.external_attr = 3, 0o100755 << 16 if where == "attributes" else 0o100644 << 16
            info.extra = b"\x99\x99\x01\x00x" if where == "extra" else b""
            target_archive.writestr(info, b"1")
            target_archive.comment = b"hidden" if where == "comment" else b""
        changed = target.getvalue()
    with pytest.raises(ArchiveError, match="belong to none of its files"):
        unpack(changed)


def written(*files: tuple[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", how) as target_archive:
        warnings.simplefilter("ignore")
        for name, data in files:
            target_archive.writestr(zipfile.ZipInfo(name), data, how)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (written(("a", b"1"), ("a", b"2")), "twice"),
        (written(("a", bytes(10_000)), how=zipfile.ZIP_DEFLATED), "more than it has bytes"),
        (written(("a", b"1"), how=zipfile.ZIP_DEFLATED), "compressed"),
        (written(("../a", b"1")), "not a valid name"),
        (written(("/a", b"1")), "not a valid name"),
        (written(("a/./b", b"1")), "not a valid name"),
        (written(("c:a", b"1")), "not a valid name"),
        (written(("a\nb", b"1")), "not a valid name"),
    ],
    ids=["twice", "bomb", "compressed", "above", "root", "dot", "drive", "line"],
)
def test_what_evidence_never_has_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(ArchiveError, match=message):
        unpack(data)


def test_more_than_the_limit_is_neither_written_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pack({"a": bytes(50), "b": bytes(50)})
    monkeypatch.setattr(archive, "MAX_BYTES", 99)
    with pytest.raises(ArchiveError, match="100 bytes in 2 files; the limit is 99"):
        pack({"a": bytes(50), "b": bytes(50)})
    monkeypatch.setattr(archive, "LARGEST", 99)
    with pytest.raises(ArchiveError, match="at most 99 are read"):
        unpack(whole)
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_FILES", 1)
    with pytest.raises(ArchiveError, match="holds 2 files; at most 1"):
        unpack(whole)


@given(st.text(max_size=30))
def test_any_path_has_a_safe_name(path: str) -> None:
    assert is_safe(safe_name(path))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("content/Über uns.md", "content/Über uns.md"),
        ("../a.md", "%2E%2E/a.md"),
        ("a\\b:c.md", "a%5Cb%3Ac.md"),
        ("a\n.md", "a%0A.md"),
        ("\udcff.md", "%FF.md"),
        ("100%.md", "100%25.md"),
    ],
)
def test_names_stay_readable_and_different(path: str, name: str) -> None:
    assert safe_name(path) == name
