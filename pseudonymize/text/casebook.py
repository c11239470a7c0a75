"""Who is meant: links mentions to the register, and remembers outsiders, so that ``[PERSON_3]`` stays."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pseudonymize.text.kin import of_the_role, the_adult
from pseudonymize.text.meant import candidates, is_surname, who
from pseudonymize.text.ordinary import PARTICLES
from pseudonymize.text.register import Likeness, NameIndex, initials, is_initials, likeness, person_of
from pseudonymize.text.tokens import CASEWORKER, EMPLOYEE, PERSON
from pseudonymize.text.words import bare, fold, words
from schemas.people import Casebook, KnownPerson, Outsider

_MANY = 800  # beyond this many name parts of outsiders only exact spellings are compared


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a mention means: the token without brackets, the person if known, and whether it is a genitive."""

    token: str
    person_id: str | None
    genitive: bool


@dataclass(slots=True, repr=False)
class _Entry:
    token: str
    forms: list[str]
    parts: set[str]
    codes: set[str]
    person_id: str | None = None
    order: int = 0


class Staff:
    """Employees by whole name and by sign-off code; exact only, as they may be thousands."""

    def __init__(self, people: Sequence[KnownPerson]) -> None:
        self.by_name: dict[tuple[str, str], list[KnownPerson]] = {}
        self.by_code: dict[str, list[KnownPerson]] = {}
        self.codes = frozenset(fold(code) for person in people for code in person.initials)
        for person in people:
            entry = person_of(person)
            for name in person.names:
                parts = [w.folded for w in words(name)]
                if len(parts) >= 2:
                    self.by_name.setdefault((parts[0], parts[-1]), []).append(person)
            for code in initials(entry) if not person.initials else {fold(c) for c in person.initials}:
                self.by_code.setdefault(code, []).append(person)

    def who(self, mention: Sequence[str]) -> KnownPerson | None:
        """The one employee with this name or code."""
        if len(mention) == 1:
            found = self._with_code(mention[0])
        else:
            ends = {fold(form) for form in bare(mention[-1])}
            found = [p for end in ends for p in self.by_name.get((fold(mention[0]), end), [])]
        return found[0] if len({p.person_id for p in found}) == 1 else None

    def _with_code(self, code: str) -> list[KnownPerson]:
        folded = fold(code)
        if folded not in self.codes and not is_initials(code):
            return []
        return self.by_code.get(folded) or self.by_code.get(folded.removesuffix("s"), [])


@dataclass(slots=True, repr=False)
class CaseMemory:
    """Links the mentions of one case, from its register, the casebook of earlier harvests and the staff."""

    register: NameIndex
    tokens: dict[str, str]
    casebook: Casebook
    staff: Staff
    _entries: list[_Entry] = field(default_factory=list)
    _by_part: dict[str, set[int]] = field(default_factory=dict)
    _by_form: dict[str, set[int]] = field(default_factory=dict)
    _known_as: dict[str, set[str]] = field(default_factory=dict)  # token of the register -> initials
    searched: set[str] = field(default_factory=set)  # forms that are looked for in all texts of the case
    _links: dict[str, Link] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _places: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = {token: person_id for person_id, token in self.tokens.items()}
        for token in people:
            self._count(token)  # nobody gets a number that somebody of the register has
        for number, outsider in enumerate(self.casebook.outsiders):
            if outsider.token in people:
                for mention in outsider.mentions:
                    link = Link(outsider.token, people[outsider.token], genitive=False)
                    now = self._known(mention)
                    self._remember_initials(mention, now if now and now.token == link.token else link)
                continue
            self.searched |= set(outsider.forms)
            base = self._count(outsider.token)
            if base in (PERSON, CASEWORKER, EMPLOYEE):
                entry = _Entry(outsider.token, [], set(), set(), order=number)
                self._add(entry, (*outsider.forms, *outsider.mentions))
            else:
                for form in outsider.forms:
                    self._places[(base, fold(form))] = outsider.token

    def _count(self, token: str) -> str:
        base, _, digits = token.rpartition("_")
        self._numbers[base] = max(self._numbers.get(base, 0), int(digits) if digits.isdigit() else 0)
        return base

    def _add(self, entry: _Entry, forms: Iterable[str]) -> None:
        at = len(self._entries)
        self._entries.append(entry)
        for form in forms:
            self._learn(at, form)

    def _learn(self, at: int, form: str) -> None:
        entry = self._entries[at]
        listed = [w for w in words(form) if w.folded not in PARTICLES]
        for word in listed:
            if len(word.folded) >= 2 and not is_initials(word.text):
                for spelling in bare(word.text):
                    entry.parts.add(fold(spelling))
                    self._by_part.setdefault(fold(spelling), set()).add(at)
        if len(listed) >= 2:
            entry.codes |= initials(person_of(KnownPerson("", "", names=(form,))))
        elif is_initials(form):
            entry.codes.add(fold(form.rstrip("s") if not form.isupper() else form))
        self._by_form.setdefault(form, set()).add(at)
        if form not in entry.forms:
            entry.forms.append(form)

    def same(self, first: str, second: str) -> None:
        """The text says that the second mention is another name of the first, whom the register knows."""
        one, other = self._known(first), self._known(second)
        if one is not None and other is None and second not in self._links:
            self._links[second] = Link(one.token, one.person_id, genitive=False)

    def link_all(self, mentions: Sequence[str]) -> None:
        """Decide whom each mention means; longest names first, so that short forms find their owner."""
        distinct = [m for m in dict.fromkeys(mentions) if m not in self._links]
        order = {mention: at for at, mention in enumerate(distinct)}
        left: list[str] = []
        for mention in distinct:
            link = None if _is_short(mention) else self._known(mention)
            if link is None:
                left.append(mention)
            else:
                self._links[mention] = link
        for mention in sorted(left, key=lambda m: (_is_short(m), -len(words(m)), order[m])):
            self._outside(mention, order[mention])
        self._number()
        # Only now is every form of everybody known: what is a genitive must not hang on who came first.
        for mention in left:
            link = self._links[mention]
            if link.token.isdigit():
                genitive = self._is_genitive(mention, int(link.token))
                self._links[mention] = Link(link.token, link.person_id, genitive)

    def _known(self, mention: str) -> Link | None:
        named = [w.text for w in words(mention)]
        if not named:
            return None
        at = who(self.register, named)
        if at is not None:
            person = self.register.people[at]
            return Link(self.tokens[person.person_id], person.person_id, _genitive(named[-1], person.parts))
        return None

    def _outside(self, mention: str, order: int) -> None:
        named = [w.text for w in words(mention) if w.folded not in PARTICLES] or [mention]
        remembered = self._by_form.get(mention, set())
        if len(remembered) == 1:
            # Written like this before: masked again, it gets the token it had.
            same = next(iter(remembered))
            self._entries[same].order = min(self._entries[same].order, order)
            self._links[mention] = Link(str(same), self._entries[same].person_id, genitive=False)
            return
        at = self._fitting(named)
        if _is_short(mention) and at is None and not self._several(named):
            link = self._known(mention)
            if link is not None and link.person_id is not None:
                self._remember_initials(mention, link)
                return
        elif _is_short(mention) and at is not None and self._known(mention) is not None:
            at = None  # initials of somebody in the register and of somebody outside: nobody's for sure
        employee = self.staff.who(named)
        if at is None:
            at = len(self._entries)
            base = PERSON
            if employee is not None:
                base = CASEWORKER if "sagsbehandler" in employee.role.lower() else EMPLOYEE
            self._add(
                _Entry(f"{base}_", [], set(), set(), employee.person_id if employee else None, order),
                (mention,),
            )
        else:
            self._learn(at, mention)
            self._entries[at].order = min(self._entries[at].order, order)
        self._links[mention] = Link(str(at), self._entries[at].person_id, genitive=False)

    def _is_genitive(self, mention: str, at: int) -> bool:
        last = ([w.text for w in words(mention) if w.folded not in PARTICLES] or [mention])[-1]
        # What was read as "Rasks" has taught the part "rasks" too: that says nothing about its ending.
        return _genitive(last, self._entries[at].parts - {fold(last)}) and self._seen_bare(last, at)

    def _remember_initials(self, mention: str, link: Link) -> None:
        self._links[mention] = link
        self._known_as.setdefault(link.token, set()).add(mention)

    def _several(self, named: Sequence[str]) -> bool:
        code = fold("".join(named).rstrip("s") if not named[0].isupper() else "".join(named))
        return len(code) > 1 and any(code in entry.codes for entry in self._entries)

    def _seen_bare(self, word: str, at: int) -> bool:
        short = fold(bare(word)[-1])
        forms = self._entries[at].forms
        return (
            word[-1:] in "'’" or "'" in word or any(short == w.folded for form in forms for w in words(form))
        )

    def _fitting(self, named: Sequence[str]) -> int | None:
        if len(named) == 1 and is_initials(named[0]):
            code = fold(named[0].rstrip("s") if not named[0].isupper() else named[0])
            found = [at for at, entry in enumerate(self._entries) if code in entry.codes]
            return found[0] if len(found) == 1 else None
        fitting: set[int] | None = None
        for word in named:
            owners = self._owners(word)
            fitting = owners if fitting is None else fitting & owners
        if fitting and len(fitting) == 1:
            return next(iter(fitting))
        return None

    def _owners(self, word: str) -> set[int]:
        if len(word) == 1:
            return {at for at, e in enumerate(self._entries) if any(p[:1] == fold(word)[:1] for p in e.parts)}
        exact: set[int] = set()
        for form in bare(word):
            exact |= self._by_part.get(fold(form), set())
        if exact or len(self._by_part) > _MANY or len(word) < 4:
            return exact
        return {at for part in self._by_part if _similar(word, part) for at in self._by_part[part]}

    def _number(self) -> None:
        for entry in sorted((e for e in self._entries if e.token.endswith("_")), key=lambda e: e.order):
            base = entry.token[:-1]
            self._numbers[base] = self._numbers.get(base, 0) + 1
            entry.token = f"{base}_{self._numbers[base]}"

    def link(self, mention: str) -> Link:
        """Whom a mention means. Only mentions given to :meth:`link_all` are known."""
        link = self._links[mention]
        if link.token.isdigit():
            return Link(self._entries[int(link.token)].token, link.person_id, link.genitive)
        return link

    def meant(self, mention: str, text: str, start: int, end: int) -> Link:
        """Whom it means where it stands: of several in the register, the one whose role is beside it."""
        link = self.link(mention)
        named = [w.text for w in words(mention)]
        fitting = candidates(self.register, named) if link.person_id is None else []
        if len(fitting) < 2:
            return link
        people = [self.register.people[at] for at in fitting]
        roles = [person.known.role for person in people]
        at = of_the_role(roles, text, start, end)
        if at is None and is_surname(named, people) and not self._is_outsiders(named[0]):
            at = the_adult(roles, text, start, end)
        if at is None:
            return link
        person_id = people[at].person_id
        return Link(self.tokens[person_id], person_id, _genitive(named[-1], people[at].parts))

    def _is_outsiders(self, surname: str) -> bool:
        """Has somebody outside the register a longer name with this word in it?"""
        said = {fold(form) for form in bare(surname)}
        owners = {at for form in said for at in self._by_part.get(form, ())}
        return any(len(words(form)) > 1 for at in owners for form in self._entries[at].forms)

    def place(self, base: str, surface: str) -> str:
        """A numbered token for an address, place or institution; the same letters give the same token."""
        key = (base, fold(" ".join(surface.split())))
        if key not in self._places:
            self._numbers[base] = self._numbers.get(base, 0) + 1
            self._places[key] = f"{base}_{self._numbers[base]}"
        return self._places[key]

    def outsiders(self) -> list[KnownPerson]:
        """Everyone the casebook holds, as people to look for in all texts of the case."""
        forms = (
            (at, tuple(filter(self.searched.__contains__, e.forms))) for at, e in enumerate(self._entries)
        )
        return [KnownPerson(str(at), "", names=names) for at, names in forms if names]

    def remembered(self) -> Casebook:
        """What to keep for the next harvest."""
        people = [self._kept(e) for e in self._entries if not e.token.endswith("_")]
        people += [Outsider(token, (), tuple(sorted(said))) for token, said in sorted(self._known_as.items())]
        places: dict[str, list[str]] = {}
        for (_, form), token in self._places.items():
            places.setdefault(token, []).append(form)
        return Casebook(self.casebook.case_id, (*people, *(Outsider(t, tuple(f)) for t, f in places.items())))

    def _kept(self, entry: _Entry) -> Outsider:
        forms = tuple(form for form in entry.forms if form in self.searched)
        return Outsider(entry.token, forms, tuple(form for form in entry.forms if form not in self.searched))


_ALIAS = re.compile(
    r"\s{0,4}[,(]{0,2}\s{0,4}[\"“(]?(?:(?:også|altid|bare|vil|hun|han|som|hjemme|i|skolen|blev|bliver"
    r"|der|sig|selv)\s){0,3}"
    r"(?:kaldes|kaldet|kalder\ssig(?:\sselv)?|alias|aka|kælenavn\w*|kaldenavn\w*"
    r"|herefter|i det følgende|kendt som|forkortet)"
    r"(?:\s(?:bare|for|også|hjemme|derhjemme))?\s{0,4}[:\"“(]{0,2}|\s?\([\"“]?",
    re.IGNORECASE,
)


def is_alias(between: str, after: str) -> bool:
    """Does the text between two names say that the second is another name of the first?"""
    return bool(_ALIAS.fullmatch(between)) and (len(between.strip()) > 2 or after[:1] in ')",')


def _is_short(mention: str) -> bool:
    """Initials or one letter: decided last, as they may be anybody's."""
    bare_letters = re.sub(r"[\W_]", "", mention)
    return (
        len(bare_letters) <= 1
        or (len(words(mention)) == 1 and is_initials(mention))
        or all(len(w.text) == 1 for w in words(mention))
    )


def _similar(word: str, part: str) -> bool:
    return any(likeness(fold(form), part) == Likeness.SIMILAR for form in bare(word))


def _genitive(word: str, parts: Iterable[str]) -> bool:
    known = set(parts)
    if fold(word) in known and word[-1:] not in "'’´`":
        return False
    return word[-1:] in "'’´`" or (
        word[-1:] in "sS" and (fold(bare(word)[-1]) in known or "'" in word or "’" in word)
    )
