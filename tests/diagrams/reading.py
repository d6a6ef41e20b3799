"""What a test reads from a picture: its parts by what they are, without a word on where they stand."""

from dataclasses import dataclass
from xml.etree import ElementTree

from trailbook.diagrams.drawing.picture import Picture

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Read:
    """The parts of a picture: cards by their id, streams by their ends, and the words of each part."""

    cards: dict[str, ElementTree.Element]
    streams: dict[tuple[str, str], ElementTree.Element]
    frames: dict[str, ElementTree.Element]


def read(picture: Picture | None) -> Read:
    """The parts of a picture, which there has to be."""
    assert picture is not None
    links = list(ElementTree.fromstring(picture.svg).iter(f"{SVG}a"))
    cards = {e.attrib["data-tb-node"]: e for e in links if "data-tb-node" in e.attrib}
    pairs = [(e.attrib["data-tb-ends"].split(" "), e) for e in links if "data-tb-ends" in e.attrib]
    streams = {(source, target): e for (source, target), e in pairs}
    frames = {words(e): e for e in links if "tb-boundary" in e.attrib["class"].split()}
    return Read(cards, streams, frames)


def words(part: ElementTree.Element) -> str:
    """The words of a part as they are painted, line after line."""
    return " ".join(text for line in part.iter(f"{SVG}text") for text in line.itertext())


def tooltip(part: ElementTree.Element) -> str:
    """What a part says when it is pointed at."""
    return part[0].text or ""


def classes(part: ElementTree.Element) -> set[str]:
    """What a part is, for the style sheet."""
    return set(part.attrib["class"].split())


def left(part: ElementTree.Element) -> float:
    """The x at which a card begins."""
    return float(next(part.iter(f"{SVG}rect")).attrib["x"])
