"""The options of Trailbook's plugins in the form that MkDocs validates, derived from their declarations."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from mkdocs.config import config_options as c
from mkdocs.config.base import BaseConfigOption, Config
from mkdocs.config.defaults import MkDocsConfig

from trailbook.workspace.options import PLUGINS

T = TypeVar("T")


class PluginConfig(Config):
    """The options of one of Trailbook's plugins, as MkDocs validated them."""


def mkdocs_config(declared: type[Any]) -> type[PluginConfig]:
    """A configuration class for MkDocs with the options that a class of ``workspace.options`` declares."""
    options = {option.name: _option(option) for option in fields(declared)}
    return type(declared.__name__, (PluginConfig,), {"__doc__": declared.__doc__, **options})


def options_of(config: Mapping[str, Any], declared: type[T]) -> T:
    """The validated options of a plugin, as an instance of the class that declares them."""
    return declared(**{option.name: config[option.name] for option in fields(declared)})  # type: ignore[arg-type]


def plugin_options(config: MkDocsConfig, plugin: str) -> Any:
    """The options of a plugin, by its name; the defaults if the site does not use it."""
    declared = PLUGINS[plugin]
    return options_of(config.plugins[plugin].config, declared) if plugin in config.plugins else declared()


def _option(option: Field[Any]) -> BaseConfigOption[Any]:
    default = option.default_factory() if option.default_factory is not MISSING else option.default
    if get_origin(option.type) in (Union, UnionType):
        return c.Optional(_value(next(part for part in get_args(option.type) if part is not type(None))))
    return _value(option.type, default=default)


def _value(wanted: Any, **default: Any) -> BaseConfigOption[Any]:
    """The option class with which MkDocs validates values of a type."""
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is Literal:
        return c.Choice(parts, **default)
    if origin is list:
        return c.ListOfItems(_value(parts[0]), **default)
    if origin is dict and parts[1] is not Any:
        return c.DictOfItems(_value(parts[1]), **default)
    return c.Type(origin or wanted, **default)
