"""SQL sources through SQLAlchemy Core."""

from connectors.sql.connector import SqlConnector

__all__ = ["SqlConnector"]
