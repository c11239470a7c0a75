"""Who the authority knows: persons with relatives' CPR numbers, addresses, and the parties of each case."""

from datetime import timedelta

from synthetic.cases import Case
from synthetic.numbers import dashed
from synthetic.people import Family, Person
from synthetic.rows import SourceFile
from synthetic.stamps import iso, stamp


def write_people(base: SourceFile, case: Case) -> None:
    """Everybody of the family, with relatives' CPR numbers and addresses."""
    family = case.family
    spouse = (
        {family.mother.key: family.father, family.father.key: family.mother}
        if family.married and family.father
        else {}
    )
    for person in family.people:
        parents = (family.mother, family.father_of(person)) if person in family.children else (None, None)
        base.add(
            "Person",
            ID=person.id,
            CprNummer=dashed(person.cpr),
            Fornavn=person.given,
            Mellemnavn=person.middle or None,
            Efternavn=person.surname,
            Kaldenavn=person.nickname or None,
            TidligereEfternavn=person.former or None,
            FoedtDato=iso(person.born),
            Koen="K" if person.female else "M",
            Civilstand="gift" if person.key in spouse else "ugift",
            TolkBehov=int(bool(person.interpreter)),
            AegtefaelleCPR=_cpr(spouse.get(person.key)),
            MorCPR=_cpr(parents[0]),
            FarCPR=_cpr(parents[1]),
            Mobil=person.phone or None,
            Email=person.email or None,
            Navnebeskyttet=int(person.protected),
            SenesteHaendelse=iso(case.last_event),
            Created=stamp(case.opened),
            LastChanged=None,
        )
        _addresses(base, family, person, case)


def _addresses(base: SourceFile, family: Family, person: Person, case: Case) -> None:
    homes = [person.home]
    if family.former_home and family.former_home_of(person):
        homes.append(family.former_home)
    moved = max(case.opened - timedelta(days=900), person.born or case.opened)
    for n, home in enumerate(homes):
        if home is not None:
            base.add(
                "Adresse",
                ID=person.id * 2 + n,
                PersonID=person.id,
                Vejnavn=home.street,
                HusNummer=home.house,
                Etage=home.floor or None,
                DoerBetegnelse=home.door or None,
                PostNummer=home.postcode,
                PostDistrikt=home.town,
                Skoledistrikt=f"Distrikt {sum(map(ord, home.street)) % 10}{len(home.street) % 3}",
                KommuneKode="0730",
                ErBeskyttet=int(person.protected),
                GyldigFra=iso(moved - timedelta(days=1200 * n)),
                GyldigTil=iso(moved - timedelta(days=1)) if n else None,
                Created=stamp(case.opened),
                LastChanged=None,
            )


def relation_of(person: Person, case: Case) -> str:
    """How a member of the family is tied to the case's child."""
    if person in case.family.children:
        same = case.family.father_of(person) is case.family.father_of(case.child)
        return "søskende" if same else "halvsøskende"
    if person.role == "bedsteforælder":
        return "mormor" if person.female else "morfar"
    if person.role == "far" and person is not case.family.father_of(case.child):
        return "stedfar"
    return person.role


_CONTACT_ROLES = {
    "laerer": ("lærer", "skole"),
    "paed": ("pædagog", "daginstitution"),
    "nabo": ("nabo", None),
    "traener": ("andet", "anden"),
    "sund": ("sundhedsplejerske", "sundhedsplejerske"),
    "laege": ("læge", "læge"),
    "psyk": ("psykolog", "psykolog"),
    "tolk": ("tolk", "anden"),
    "ven": ("ven", None),
    "moster": ("moster", None),
    "kaereste": ("kæreste", None),
    "politi": ("politi", "SSP"),
}


def write_parts(base: SourceFile, case: Case) -> None:
    """The parties of the case: family by id, contacts by name."""
    number = case.sag_id * 32
    for person in case.family.people:
        if person is not case.child:
            number += 1
            parent = person.role in ("mor", "far")
            base.add(
                "Sagspart",
                ID=number,
                SagID=case.sag_id,
                PersonID=person.id,
                Rolle=relation_of(person, case),
                ForaeldreMyndighed=case.rng.choice(("fælles", "eneforældremyndighed")) if parent else None,
                Samlever=int(person.home == case.family.mother.home),
                Fra=iso(case.opened),
                Created=stamp(case.opened),
            )
    for contact in case.contacts:
        if contact.known:
            number += 1
            role, professional = _CONTACT_ROLES[contact.slot]
            base.add(
                "Sagspart",
                ID=number,
                SagID=case.sag_id,
                Rolle=role,
                Navn=contact.person.full,
                Telefon=contact.person.phone or None,
                Email=contact.person.email or None,
                ProfRolle=professional,
                Fra=iso(case.opened),
                Created=stamp(case.opened),
            )


def _cpr(person: Person | None) -> str | None:
    return dashed(person.cpr) if person else None
