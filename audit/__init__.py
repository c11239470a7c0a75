"""What happened: an append-only, hash-chained log of events. Coordinates and counts, never content."""
