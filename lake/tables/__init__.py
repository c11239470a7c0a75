"""The published tables, one SQL file each, over plain Parquet."""
