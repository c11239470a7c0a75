"""Two case systems full of people who do not exist, so that nobody needs production data to try it."""

from synthetic.generate import Summary, generate

__all__ = ["Summary", "generate"]
