"""Where rows without people rest: plain hive-partitioned Parquet that any reader opens, replaced partition
by partition.

Readers: ``lake.read`` and ``lake.verify``. One run at a time writes, through ``lake.writer.Lake``.
"""

from lake.catalog import verify
from lake.reader import read

__all__ = ["read", "verify"]
