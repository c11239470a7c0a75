"""Secrets and control data: keys, sealed values, and the store that links pseudonym and person.

Everything that could undo the pseudonymisation is in this room, and in the folder it keeps.
"""
