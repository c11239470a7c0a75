"""How the notes come about: fragments written by hand, put together by case, with every person marked."""
