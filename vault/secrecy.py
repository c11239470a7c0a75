"""What holds a secret stays in the process that made it."""

from typing import NoReturn


class StaysHere:
    """No pickle, no copy, no state to look at. Each child has a repr that hides what it holds."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} stays in its process. Open the vault where it is needed.")

    def __getstate__(self) -> NoReturn:
        self.__reduce_ex__(None)
