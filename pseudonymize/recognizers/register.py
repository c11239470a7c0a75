"""People the registers know: names of the case in any spelling, name parts of the municipality's citizens.

A word in doubt (it is also an ordinary word) is masked when it has a capital, or when what stands
around it says that a person is meant.
"""

from collections.abc import Iterator
from functools import lru_cache

from presidio_analyzer.nlp_engine import NlpArtifacts
from rapidfuzz.distance import OSA

from pseudonymize.recognizers.doubt import (
    ANYWHERE,
    IN_THE_REGISTER,
    STRONGEST,
    Place,
    begins_sentence,
    beside_a_name,
    in_file_name,
    in_small_letters,
    joined,
)
from pseudonymize.recognizers.interface import DanishRecognizer
from pseudonymize.text.ordinary import PARTICLES, never_a_name, ordinary
from pseudonymize.text.register import Likeness, NameIndex
from pseudonymize.text.span import Hit
from pseudonymize.text.words import Word, bare, fold, words

_TAILS = ("erne", "ernes", "mor", "far", "familien", "sagen", "drengene")


@lru_cache(maxsize=64)
def word_list(text: str) -> tuple[Word, ...]:
    """Words of a text, kept for the recognizers that read it one after another."""
    return tuple(words(text))


@lru_cache(maxsize=64)
def written_small(text: str) -> bool:
    """Is the text written (nearly) without capitals? Then a missing capital says nothing."""
    listed = word_list(text)
    return sum(word.capital for word in listed) * 20 < len(listed)


class RegisterRecognizer(DanishRecognizer):
    """Names of the people of one case."""

    def __init__(self, index: NameIndex, name: str = "register", *, exact: bool = False) -> None:
        self._index = index
        self._exact = exact  # names found by reading: a likeness to them says little
        self._small = False
        self._nobody: set[str] = set()  # words met that name nobody here, wherever they stand
        self._heads = {part[:size] for part in index.by_part for size in range(len(part) + 1)}
        super().__init__(name)

    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterator[Hit]:
        """Every word that names someone of the index, runs of them joined."""
        if not self._index.by_part:
            return
        listed = word_list(text)
        self._small = written_small(text)
        nobody = self._nobody
        found = [
            at
            for at, word in enumerate(listed)
            if word.text not in nobody and self._accepts(text, listed, at)
        ]
        yield from self._pairs(text, listed)
        for at in (*found, *self._beside(text, listed, found)):
            yield Hit(listed[at].start, listed[at].end, self.kinds[0], 1.0, self.name)
        for word in listed:
            if word.folded.endswith(_TAILS) and (stem := self._compound(word)):
                yield Hit(word.start, word.start + stem, self.kinds[0], 0.9, self.name)

    def _accepts(self, text: str, listed: tuple[Word, ...], at: int) -> bool:
        word = listed[at]
        if len(word.text) < 2 or (self._exact and not word.capital and not self._has(word)):
            self._nobody.add(word.text)
            return False
        fits = self._index.fits(word.text)
        if not fits:
            if word.folded in self._index.alike:
                return self._misspelt(text, listed, at)
            self._nobody.add(word.text)
            return False
        best = max(likeness for _, likeness, _ in fits)
        doubtful = any(fold(form) in ordinary() for form in bare(word.text))
        if best is Likeness.EXACT and not doubtful:
            return word.capital or len(word.folded) >= 3
        if best is not Likeness.EXACT and self._exact:
            return not doubtful and word.capital and best is Likeness.SIMILAR and len(word.folded) >= 5
        if best is not Likeness.EXACT:
            likely = word.capital or len(word.folded) >= 5 or best is Likeness.SHORT
            return not doubtful and (likely or self._misspelt(text, listed, at))
        return self._in_doubt(text, listed, at)

    def _beside(self, text: str, listed: tuple[Word, ...], found: list[int]) -> Iterator[int]:
        """``Emma Nielsne``: beside a name found, another part of that person's, much misspelt."""
        if self._exact:
            return
        taken = set(found)
        for at in found:
            for other in (at - 1, at + 1):
                if other in taken or not 0 <= other < len(listed):
                    continue
                left, right = sorted((listed[at], listed[other]), key=lambda word: word.start)
                if joined(text, left.end, right.start) and self._another_part(listed[at], listed[other]):
                    yield other

    def _another_part(self, name: Word, word: Word) -> bool:
        owners = {at for at, _, _ in self._index.fits(name.text)}
        parts = {part for at in owners for part in self._index.people[at].parts} - {name.folded}
        return any(_nearly(word.folded, part) for part in parts)

    def _has(self, word: Word) -> bool:
        return not self._index.by_part.keys().isdisjoint(map(fold, bare(word.text)))

    def _in_doubt(self, text: str, listed: tuple[Word, ...], at: int) -> bool:
        place = Place(text, listed, at, self._index)
        rules = ANYWHERE if self._exact else (*ANYWHERE, *IN_THE_REGISTER)
        if self._exact and place.word.folded in never_a_name() and begins_sentence(text, place.word.start):
            rules = (in_file_name, beside_a_name)  # "Vi Karlsen" was read somewhere: every "Vi" is not she
        if any(rule(place) for rule in rules):
            return True
        return self._small and not self._exact and in_small_letters(place)

    def _misspelt(self, text: str, listed: tuple[Word, ...], at: int) -> bool:
        """``passede mile``: a name whose misspelling is a word. Only where a person is the likely reading."""
        place = Place(text, listed, at, self._index)
        return not self._exact and any(rule(place) for rule in STRONGEST)

    def _pairs(self, text: str, listed: tuple[Word, ...]) -> Iterator[Hit]:
        """Parts written together in the register and apart here, or the other way round."""
        heads = self._heads
        for at in [at for at, word in enumerate(listed[:-1]) if word.folded in heads]:
            left, right = listed[at : at + 2]
            if (
                right.start - left.end <= 2
                and left.folded + right.folded in self._index.by_part
                and joined(text, left.end, right.start)
            ):
                yield Hit(left.start, right.end, self.kinds[0], 1.0, self.name)

    def _compound(self, word: Word) -> int:
        """Length of a name that is glued to a role or ending: ``Jensenerne``, ``Emmamor``."""
        for tail in _TAILS:
            stem = word.folded.removesuffix(tail)
            if (
                stem != word.folded
                and len(stem) >= 3
                and stem in self._index.by_part
                and stem not in ordinary()
            ):
                return max(1, len(word.text) - len(tail))
        return 0


def _nearly(word: str, part: str) -> bool:
    """May a word be a part of the name that it stands in? An ordinary word has to come closer."""
    distance = OSA.distance(word, part, score_cutoff=2)
    if word in ordinary():
        return distance == 0 or (distance == 1 and len(part) >= 5)
    return distance < len(part) - 1 and distance <= (1 if len(part) <= 4 else 2)


class MunicipalRecognizer(DanishRecognizer):
    """Capitalised words that are name parts of the municipality's own citizens and staff."""

    def __init__(self, parts: frozenset[str]) -> None:
        self._parts = parts
        super().__init__("municipal")

    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterator[Hit]:
        """Words with a capital, not ordinary Danish."""
        if not self._parts:
            return
        for word in word_list(text):
            if word.capital and len(word.text) >= 2 and self._is_name(text, word):
                yield Hit(word.start, word.end, self.kinds[0], 0.7, self.name)

    def _is_name(self, text: str, word: Word) -> bool:
        for form in bare(word.text):
            folded = fold(form)
            if folded in self._parts and folded not in never_a_name():
                return folded not in ordinary() or not begins_sentence(text, word.start)
        return False


def name_parts(names: Iterator[str]) -> frozenset[str]:
    """Folded parts of whole names, two letters or more."""
    return frozenset(
        w.folded for name in names for w in words(name) if len(w.folded) >= 2 and w.folded not in PARTICLES
    )
