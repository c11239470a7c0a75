"""``postgresql+pyodbc``: PostgreSQL through its ODBC driver, which SQLAlchemy 2.1 does not bring."""

from typing import Any

from sqlalchemy import URL
from sqlalchemy.connectors.pyodbc import PyODBCConnector
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect

# UseDeclareFetch: the driver reads a cursor in pieces, instead of the whole result into memory.
# BoolsAsChar=0: true and false come as booleans, not as the texts 1 and 0.
_DRIVER_OPTIONS = {"UseDeclareFetch": "1", "Fetch": "1000", "BoolsAsChar": "0"}


class PostgresOverOdbc(PyODBCConnector, PGDialect):
    """PostgreSQL's SQL over pyodbc and psqlODBC. Enough to read; nothing here writes."""

    driver = "pyodbc"
    pyodbc_driver_name = "PostgreSQL Unicode"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_server_side_cursors = False  # the driver does that: UseDeclareFetch

    def create_connect_args(self, url: URL) -> Any:
        """As the connector makes them, but with the port as psqlODBC takes it: a key of its own."""
        query = {key: value for key, value in _DRIVER_OPTIONS.items() if key not in url.query}
        if url.port is not None:
            query["port"] = str(url.port)
        return super().create_connect_args(url.update_query_dict(query))

    def is_disconnect(self, e: Exception, connection: Any, cursor: Any) -> bool:
        """SQLSTATE 08xxx: connection lost; 57Pxx: the server ended it (PostgreSQL, appendix A)."""
        state = str(e.args[0]) if e.args else ""
        return state[:2] == "08" or state[:3] == "57P" or super().is_disconnect(e, connection, cursor)


registry.register("postgresql.pyodbc", __name__, PostgresOverOdbc.__name__)
