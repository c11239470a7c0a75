"""Two case systems full of people who do not exist: nobody needs production data to try or test the product."""

from synthetic.generate import Summary, generate

__all__ = ["Summary", "generate"]
