"""Two case systems full of people who do not exist: the product is tried and tested without production data.

``cases.py`` plans a case (people, days, what it is about), ``writing/`` makes its texts from the fragments in
``words/``, ``authority.py`` and ``performing.py`` lay the rows out as their supplier would, and ``truth.py``
writes down who stands where. ``edit.py`` changes a finished source as people do.
"""

from synthetic.generate import Summary, generate

__all__ = ["Summary", "generate"]
