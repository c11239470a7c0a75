"""Every connector and text format. A new connector is one file (or folder) and one name in ``CONNECTORS``."""

from collections.abc import Mapping

from connectors.credentials import resolve
from connectors.documents.html import to_text
from connectors.hostile import HostileConnector, Mischief
from connectors.interface import Connector, ConnectorKind, SourceSpec, TextFormat
from connectors.sql import SqlConnector
from schemas.errors import ConfigError
from schemas.mapping import System

CONNECTORS: tuple[type[ConnectorKind], ...] = (SqlConnector,)
FORMATS: dict[str, TextFormat] = {"html": to_text}


def open_connector(spec: SourceSpec, system: System, environment: Mapping[str, str]) -> Connector:
    """The connector of the kind the mapping names. ``ConfigError`` for an unknown kind or a missing secret.

    A spec with ``mischief`` gives the same source behind a hostile wrapper.
    """
    kinds = {connector.kind: connector for connector in CONNECTORS}
    if system.kind not in kinds:
        raise ConfigError(
            f"{spec.name}: no connector of kind {system.kind!r} (mapping {system.name}). "
            f"Known: {', '.join(sorted(kinds))}."
        )
    connector = kinds[system.kind].open(spec, system, resolve(spec.secret, environment), FORMATS)
    return HostileConnector(connector, Mischief.configured(spec.mischief)) if spec.mischief else connector
