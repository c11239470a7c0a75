"""The ways to keep a key ring. One file a way; all pass the same conformance tests."""
