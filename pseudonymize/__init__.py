"""Takes people out: columns here, texts in ``text/``. Makes ``SafeBatch``, all that the lake accepts."""
