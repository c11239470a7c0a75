"""The shapes: what a dataset promises, how rows are carried, what can go wrong. Knows nobody above.

``contract.py``   a dataset's columns: class, purpose, how each leaves; the promises are ``datasets/*.toml``
``load.py``       TOML to contract; ``column_rules.py`` and ``dataset_rules.py`` refuse, with file and line
``mapping.py``    where a supplier keeps the columns; ``systems/*.toml``, one a system
``conform.py``    raw strings to typed rows; ``parse.py`` reads cells, ``guard.py`` stops stray CPR numbers
``drift.py``      what a source has and its mapping reads, compared by name
``batch.py``      rows in a wrapper that says what may be done with them
``people.py``     what the systems know about the people of a case
``errors.py``     sorted by what the runner does next

A new dataset is one TOML file in ``datasets/``; a new supplier is one in ``systems/``.
"""
