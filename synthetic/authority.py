"""The authority's case system, shaped like SBSYS: relatives' CPR on the person, HTML notes, soft deletes, no changed column on notes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from synthetic.cases import Case
from synthetic.numbers import dashed
from synthetic.people import Family, Person
from synthetic.rows import SourceFile
from synthetic.truth import Truth
from synthetic.writing.compose import GENRES, heading, note, short, usable

SYSTEM = "demo_myndighed"
_ID = "INTEGER PRIMARY KEY"
_STAMPS = {"Created": "datetime", "LastChanged": "datetime"}
TABLES = {
    "Person": {
        "ID": _ID, "CprNummer": "varchar(11)", "Fornavn": "nvarchar(100)", "Mellemnavn": "nvarchar(100)",
        "Efternavn": "nvarchar(100)", "Kaldenavn": "nvarchar(100)", "TidligereEfternavn": "nvarchar(100)",
        "FoedtDato": "date", "Koen": "char(1)", "Civilstand": "varchar(20)", "TolkBehov": "bit",
        "AegtefaelleCPR": "varchar(11)", "MorCPR": "varchar(11)", "FarCPR": "varchar(11)", "Mobil": "varchar(30)",
        "Email": "varchar(200)", "Navnebeskyttet": "bit", "SenesteHaendelse": "date", "Note": "ntext", **_STAMPS,
    },
    "Adresse": {
        "ID": _ID, "PersonID": "int", "Vejnavn": "nvarchar(100)", "HusNummer": "varchar(10)", "Etage": "varchar(5)",
        "DoerBetegnelse": "varchar(5)", "PostNummer": "varchar(4)", "PostDistrikt": "nvarchar(50)", "Skoledistrikt": "nvarchar(50)",
        "KommuneKode": "varchar(4)", "ErBeskyttet": "bit", "GyldigFra": "date", "GyldigTil": "date", **_STAMPS,
    },
    "Sag": {
        "ID": _ID, "Nummer": "varchar(50)", "Titel": "nvarchar(450)", "Status": "varchar(20)", "Lovgrundlag": "varchar(20)",
        "KleEmne": "varchar(10)", "Facet": "varchar(5)", "SagsType": "varchar(40)", "PersonID": "int", "SagsbehandlerID": "int",
        "Afdeling": "nvarchar(60)", "NetvaerkStyrke": "varchar(10)", "ErBeskyttet": "bit", "Oprettet": "date", "Lukket": "date",
        "SenesteHaendelse": "date", "SlettetDato": "datetime", **_STAMPS,
    },
    "Sagspart": {
        "ID": _ID, "SagID": "int", "PersonID": "int", "Rolle": "varchar(40)", "Navn": "nvarchar(200)", "Telefon": "varchar(30)",
        "Email": "varchar(200)", "ForaeldreMyndighed": "varchar(20)", "Samlever": "bit", "ProfRolle": "varchar(30)",
        "Fra": "date", "Til": "date", **_STAMPS,
    },
    "JournalArk": {"ID": _ID, "SagID": "int"},
    "JournalArkNote": {
        "ID": _ID, "JournalArkID": "int", "JournalArkNoteIdentity": "varchar(36)", "Overskrift": "nvarchar(300)", "Note": "ntext",
        "NotatType": "varchar(30)", "Kanal": "varchar(20)", "Oprettet": "datetime", "OprettetAf": "int",
        "KontaktTidspunkt": "datetime", "OmfattetAfAktindsigt": "bit", "SlettetDato": "datetime",
    },
    "Dokument": {
        "ID": _ID, "SagID": "int", "Navn": "nvarchar(400)", "DokumentType": "varchar(40)", "Retning": "varchar(10)", "Dato": "date",
        "Mimetype": "varchar(100)", "Sider": "int", "Tekst": "ntext", "OprettetAf": "int", "Afsender": "nvarchar(60)",
        "Modtager": "nvarchar(60)", "SlettetDato": "datetime", **_STAMPS,
    },
    "Underretning": {
        "ID": _ID, "SagID": "int", "PersonID": "int", "Modtaget": "date", "UnderretterType": "varchar(40)",
        "UnderretterNavn": "nvarchar(200)", "Aarsag1": "nvarchar(80)", "Aarsag2": "nvarchar(80)", "Vurdering24t": "bit",
        "Udfald": "varchar(30)", "Tekst": "ntext", **_STAMPS,
    },
    "Afgoerelse": {
        "ID": _ID, "SagID": "int", "Type": "varchar(30)", "Lovgrundlag": "varchar(20)", "Dato": "date", "Samtykke": "varchar(20)",
        "Klage": "bit", "KlageUdfald": "varchar(20)", "BrugerID": "int", **_STAMPS,
    },
    "Bruger": {
        "ID": _ID, "Navn": "nvarchar(200)", "Initialer": "varchar(10)", "Email": "varchar(200)", "Telefon": "varchar(30)",
        "Rolle": "varchar(40)", "Afdeling": "nvarchar(60)",
    },
    "SlettetEntitet": {"EntitetID": "int", "EntitetIdentity": "varchar(36)", "EntitetType": "int", "SletTidspunkt": "datetime"},
}  # fmt: skip
INDEXES = {
    "IX_Adresse_Person": "Adresse(PersonID)", "IX_Sag_Person": "Sag(PersonID)", "IX_Sagspart_Sag": "Sagspart(SagID)",
    "IX_JournalArk_Sag": "JournalArk(SagID)", "IX_Note_Ark": "JournalArkNote(JournalArkID)", "IX_Dokument_Sag": "Dokument(SagID)",
    "IX_Underretning_Sag": "Underretning(SagID)", "IX_Afgoerelse_Sag": "Afgoerelse(SagID)",
}  # fmt: skip
UPSERTS = {  # one person, several cases
    "Person": "ON CONFLICT (ID) DO UPDATE SET SenesteHaendelse = max(SenesteHaendelse, excluded.SenesteHaendelse)",
    "Adresse": "ON CONFLICT (ID) DO NOTHING",
}
TEAMS = ("Børn og Familie Nord", "Børn og Familie Syd", "Modtagelsen", "Ungeteamet")
_FIRST = ("telefonnotat", "underretning", "samtale", "telefonnotat")
_LATER = (
    "telefonnotat",
    "samtale",
    "hjemmebesøg",
    "netværksmøde",
    "mail",
    "sms",
    "udtalelse",
    "status",
    "supervision",
    "børnesamtale",
)
_WEIGHTS = (22, 16, 10, 11, 14, 7, 6, 5, 4, 5)
_REASONS = (
    "fravær",
    "bekymrende adfærd",
    "konflikter i hjemmet",
    "misbrug hos forældre",
    "omsorgssvigt",
    "psykisk sårbarhed hos forældre",
)


def write_staff(base: SourceFile, truth: Truth, staff: Sequence[Person]) -> None:
    """All caseworkers."""
    for person in staff:
        truth.person(person, SYSTEM)
        base.add("Bruger", ID=person.id, Navn=person.full, Initialer=person.initials, Email=person.email, Telefon=person.phone,
                 Rolle=person.title, Afdeling=TEAMS[person.id % len(TEAMS)])  # fmt: skip


def write_case(base: SourceFile, truth: Truth, case: Case) -> int:
    """Every row of one case; the number of notes."""
    _people(base, case)
    _case(base, case)
    _parts(base, case)
    _decisions(base, case)
    _report(base, truth, case)
    _documents(base, truth, case)
    return _notes(base, truth, case)


def _people(base: SourceFile, case: Case) -> None:
    family = case.family
    spouse = (
        {family.mother.key: family.father, family.father.key: family.mother}
        if family.married and family.father
        else {}
    )
    for person in family.people:
        parents = (family.mother, family.father_of(person)) if person in family.children else (None, None)
        base.add(
            "Person", ID=person.id, CprNummer=dashed(person.cpr), Fornavn=person.given, Mellemnavn=person.middle or None,
            Efternavn=person.surname, Kaldenavn=person.nickname or None, TidligereEfternavn=person.former or None,
            FoedtDato=_iso(person.born), Koen="K" if person.female else "M", Civilstand="gift" if person.key in spouse else "ugift",
            TolkBehov=int(bool(person.interpreter)), AegtefaelleCPR=_cpr(spouse.get(person.key)), MorCPR=_cpr(parents[0]),
            FarCPR=_cpr(parents[1]), Mobil=person.phone or None, Email=person.email or None, Navnebeskyttet=int(person.protected),
            SenesteHaendelse=_iso(case.last_event), Created=_stamp(case.opened), LastChanged=None,
        )  # fmt: skip
        _addresses(base, family, person, case)


def _addresses(base: SourceFile, family: Family, person: Person, case: Case) -> None:
    homes = [person.home]
    if family.former_home and person.home == family.mother.home:
        homes.append(family.former_home)
    moved = max(case.opened - timedelta(days=900), person.born or case.opened)
    for n, home in enumerate(homes):
        if home is not None:
            base.add(
                "Adresse", ID=person.id * 2 + n, PersonID=person.id, Vejnavn=home.street, HusNummer=home.house,
                Etage=home.floor or None, DoerBetegnelse=home.door or None, PostNummer=home.postcode, PostDistrikt=home.town,
                Skoledistrikt=f"Distrikt {int(home.postcode) % 10}{len(home.street) % 3}", KommuneKode="0730",
                ErBeskyttet=int(person.protected), GyldigFra=_iso(moved - timedelta(days=1200 * n)),
                GyldigTil=_iso(moved - timedelta(days=1)) if n else None, Created=_stamp(case.opened), LastChanged=None,
            )  # fmt: skip


def _case(base: SourceFile, case: Case) -> None:
    base.add(
        "Sag", ID=case.sag_id, Nummer=case.number, Titel=f"{case.child.full} - {case.rng.choice(('Børnesag', 'BFU', 'Støtte til familien'))}",
        Status="lukket" if case.closed else "åben", Lovgrundlag=case.law, KleEmne="27.24.00", Facet="G01", SagsType="Børnesag",
        PersonID=case.child.id, SagsbehandlerID=case.worker.id, Afdeling=TEAMS[case.worker.id % len(TEAMS)],
        NetvaerkStyrke=case.rng.choice(("svagt", "middel", "stærkt")), ErBeskyttet=int(case.child.protected),
        Oprettet=_iso(case.opened), Lukket=_iso(case.closed), SenesteHaendelse=_iso(case.last_event),
        SlettetDato=_stamp(case.deleted) if case.deleted else None, Created=_stamp(case.opened),
        LastChanged=_stamp(case.last_event) if case.rng.random() < 0.8 else None,
    )  # fmt: skip
    base.add("JournalArk", ID=case.sag_id, SagID=case.sag_id)


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
    "laerer": ("lærer", "skole"), "paed": ("pædagog", "daginstitution"), "nabo": ("nabo", None), "traener": ("andet", "anden"),
    "sund": ("sundhedsplejerske", "sundhedsplejerske"), "laege": ("læge", "læge"), "psyk": ("psykolog", "psykolog"), "tolk": ("tolk", "anden"),
    "ven": ("ven", None), "moster": ("moster", None), "kaereste": ("kæreste", None), "politi": ("politi", "SSP"),
}  # fmt: skip


def _parts(base: SourceFile, case: Case) -> None:
    number = case.sag_id * 32
    for person in case.family.people:
        if person is not case.child:
            number += 1
            parent = person.role in ("mor", "far")
            base.add("Sagspart", ID=number, SagID=case.sag_id, PersonID=person.id, Rolle=relation_of(person, case),
                     ForaeldreMyndighed=case.rng.choice(("fælles", "eneforældremyndighed")) if parent else None,
                     Samlever=int(person.home == case.family.mother.home), Fra=_iso(case.opened), Created=_stamp(case.opened))  # fmt: skip
    for contact in case.contacts:
        if contact.known:
            number += 1
            role, professional = _CONTACT_ROLES[contact.slot]
            base.add("Sagspart", ID=number, SagID=case.sag_id, Rolle=role, Navn=contact.person.full, Telefon=contact.person.phone or None,
                     Email=contact.person.email or None, ProfRolle=professional, Fra=_iso(case.opened), Created=_stamp(case.opened))  # fmt: skip


def _decisions(base: SourceFile, case: Case) -> None:
    rng = case.rng
    for n, day in enumerate(case.days(rng.choice((1, 1, 2, 3)))):
        complaint = rng.random() < 0.06
        base.add("Afgoerelse", ID=case.sag_id * 8 + n, SagID=case.sag_id, Type=rng.choice(("bevilling", "bevilling", "undersøgelse", "ændring", "afslag", "ophør")),
                 Lovgrundlag=case.law, Dato=_iso(day), Samtykke=rng.choice(("ja", "ja", "delvist", "nej")), Klage=int(complaint),
                 KlageUdfald=rng.choice(("stadfæstet", "hjemvist")) if complaint else None, BrugerID=case.worker.id,
                 Created=_stamp(day), LastChanged=None)  # fmt: skip


def _report(base: SourceFile, truth: Truth, case: Case) -> None:
    """Underretninger: none, one or two."""
    rng = case.rng
    for n in range(rng.choices((0, 1, 2), (25, 55, 20))[0]):
        writer = note(rng, case.cast, case.opened, case.worker, "underretning", case.themes)
        text = writer.plain()
        number = case.sag_id * 4 + n
        who = [c.person.full for c in case.contacts if c.slot in ("laerer", "paed", "nabo", "sund")]
        base.add("Underretning", ID=number, SagID=case.sag_id, PersonID=case.child.id, Modtaget=_iso(case.opened + timedelta(days=40 * n)),
                 UnderretterType=rng.choice(("skole", "daginstitution", "sundhedsplejerske", "politi", "familie eller netværk", "anonym")),
                 UnderretterNavn=who[0] if who else None, Aarsag1=rng.choice(_REASONS), Aarsag2=rng.choice(_REASONS), Vurdering24t=1,
                 Udfald=rng.choice(("ny_sag", "eksisterende_sag", "undersøgelse")), Tekst=text.body, Created=_stamp(case.opened))  # fmt: skip
        truth.text(SYSTEM, "Underretning", "Tekst", number, case.sag_id, text)


def _documents(base: SourceFile, truth: Truth, case: Case) -> None:
    rng = case.rng
    for n, day in enumerate(case.days(rng.choice((1, 1, 2)))):
        number = case.sag_id * 8 + n
        title = short(rng, case.cast, day, case.worker, "dokument titel").plain()
        text = short(rng, case.cast, day, case.worker, "dokument tekst", rng.choice((2, 3, 4))).plain()
        base.add("Dokument", ID=number, SagID=case.sag_id, Navn=title.body, DokumentType=rng.choice(("brev", "udtalelse", "afgørelse", "plan")),
                 Retning=rng.choice(("ind", "ud", "intern")), Dato=_iso(day), Mimetype="application/pdf", Sider=rng.randrange(1, 12),
                 Tekst=text.body, OprettetAf=case.worker.id, Afsender="myndighed", Modtager=rng.choice(("familiecenter", "skole", "borger")),
                 Created=_stamp(day), LastChanged=_stamp(day) if rng.random() < 0.4 else None,
                 SlettetDato=_stamp(case.deleted) if case.deleted else None)  # fmt: skip
        truth.text(SYSTEM, "Dokument", "Navn", number, case.sag_id, title)
        truth.text(SYSTEM, "Dokument", "Tekst", number, case.sag_id, text)


def _notes(base: SourceFile, truth: Truth, case: Case) -> int:
    days = case.days(max(3, min(40, int(case.rng.lognormvariate(1.75, 0.5)))))
    for n, day in enumerate(days):
        genre = _genre(case, n)
        author = case.worker if case.rng.random() < 0.85 else case.leader
        head = heading(case.rng, case.cast, day, author, genre).plain()
        text = note(case.rng, case.cast, day, author, genre, case.themes).html()
        number = case.sag_id * 100 + n
        gone = not case.coded and case.rng.random() < 0.012
        base.add(
            "JournalArkNote", ID=number, JournalArkID=case.sag_id, JournalArkNoteIdentity=identity(case.rng), Overskrift=head.body,
            Note=text.body, NotatType=GENRES[genre].notattype, Kanal=GENRES[genre].kanal, Oprettet=_stamp(day, case.rng),
            OprettetAf=author.id, KontaktTidspunkt=_stamp(day, case.rng), OmfattetAfAktindsigt=int(case.rng.random() < 0.95),
            SlettetDato=_stamp(case.deleted or day + timedelta(days=2)) if gone or case.deleted else None,
        )  # fmt: skip
        truth.text(SYSTEM, "JournalArkNote", "Overskrift", number, case.sag_id, head)
        truth.text(SYSTEM, "JournalArkNote", "Note", number, case.sag_id, text)
    return len(days)


def _genre(case: Case, n: int) -> str:
    if n == 0:
        return case.rng.choice(_FIRST)
    if "tolk" in case.cast.people and case.rng.random() < 0.15:
        return "tolkesamtale"
    genre = case.rng.choices(_LATER, _WEIGHTS)[0]
    return genre if usable(f"{genre} start", case.cast.slots) else "telefonnotat"


def identity(rng: Random) -> str:
    """A GUID, from the case's own dice."""
    digits = f"{rng.getrandbits(128):032X}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _cpr(person: Person | None) -> str | None:
    return dashed(person.cpr) if person else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _stamp(day: date, rng: Random | None = None) -> str:
    at = time(rng.randrange(8, 16), rng.randrange(60), rng.randrange(60)) if rng else time(9)
    return datetime.combine(day, at).isoformat(sep=" ")
