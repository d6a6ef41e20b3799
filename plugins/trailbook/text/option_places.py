"""Where in a configuration file what is said of one plugin's option stands."""

from trailbook.text.positions import Positions
from trailbook.text.yaml_text import read_yaml


def option_places(text: str, file: str, plugin: str, option: str) -> Positions:
    """The places of everything below a plugin's option, by the path below it; no places where it is not there."""
    _, positions, _ = read_yaml(text, file)
    found = (path for path in positions.values if path[:1] == ("plugins",) and path[-2:] == (plugin, option))
    place = next(found, None)
    if place is None:
        return Positions()
    start = len(place)
    values = {path[start:]: at for path, at in positions.values.items() if path[:start] == place}
    keys = {path[start:]: at for path, at in positions.keys.items() if path[:start] == place and path[start:]}
    return Positions(values, keys)
