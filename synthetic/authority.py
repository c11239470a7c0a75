"""The authority's case system, shaped like SBSYS: cases, decisions, documents and HTML notes."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from synthetic.cases import Case
from synthetic.parties import write_parts, write_people
from synthetic.people import Person
from synthetic.rows import SourceFile
from synthetic.stamps import iso, stamp
from synthetic.truth import Truth
from synthetic.writing.compose import GENRES, heading, note, short, usable

SYSTEM = "demo_myndighed"
UPSERTS = {  # one person, several cases
    "Person": "ON CONFLICT (ID) DO UPDATE SET "
    "SenesteHaendelse = max(SenesteHaendelse, excluded.SenesteHaendelse)",
    "Adresse": "ON CONFLICT (ID) DO NOTHING",
}
TEAMS = ("Børn og Familie Nord", "Børn og Familie Syd", "Modtagelsen", "Ungeteamet")
_FIRST = ("telefonnotat", "underretning", "samtale", "telefonnotat")
_LATER = {
    "telefonnotat": 22,
    "samtale": 16,
    "hjemmebesøg": 10,
    "netværksmøde": 11,
    "mail": 14,
    "sms": 7,
    "udtalelse": 6,
    "status": 4,
    "supervision": 4,
    "børnesamtale": 5,
    "undersøgelse": 3,
}
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
        base.add(
            "Bruger",
            ID=person.id,
            Navn=person.full,
            Initialer=person.initials,
            Email=person.email,
            Telefon=person.phone,
            Rolle=person.title,
            Afdeling=TEAMS[person.id % len(TEAMS)],
        )


def write_case(base: SourceFile, truth: Truth, case: Case) -> int:
    """Every row of one case; the number of notes."""
    write_people(base, case)
    _case(base, case)
    write_parts(base, case)
    _decisions(base, case)
    _report(base, truth, case)
    _documents(base, truth, case)
    return _notes(base, truth, case)


def _case(base: SourceFile, case: Case) -> None:
    base.add(
        "Sag",
        ID=case.sag_id,
        Nummer=case.number,
        Titel=f"{case.child.full} - {case.rng.choice(('Børnesag', 'BFU', 'Støtte til familien'))}",
        Status="lukket" if case.closed else "åben",
        Lovgrundlag=case.law,
        KleEmne="27.24.00",
        Facet="G01",
        SagsType="Børnesag",
        PersonID=case.child.id,
        SagsbehandlerID=case.worker.id,
        Afdeling=TEAMS[case.worker.id % len(TEAMS)],
        NetvaerkStyrke=case.rng.choice(("svagt", "middel", "stærkt")),
        ErBeskyttet=int(case.child.protected),
        Oprettet=iso(case.opened),
        Lukket=iso(case.closed),
        SenesteHaendelse=iso(case.last_event),
        SlettetDato=stamp(case.deleted) if case.deleted else None,
        Created=stamp(case.opened),
        LastChanged=stamp(case.last_event) if case.rng.random() < 0.8 else None,
    )
    base.add("JournalArk", ID=case.sag_id, SagID=case.sag_id)


def _decisions(base: SourceFile, case: Case) -> None:
    rng = case.rng
    for n, day in enumerate(case.days(rng.choice((1, 1, 2, 3)))):
        complaint = rng.random() < 0.06
        base.add(
            "Afgoerelse",
            ID=case.sag_id * 8 + n,
            SagID=case.sag_id,
            Type=rng.choice(("bevilling", "bevilling", "undersøgelse", "ændring", "afslag", "ophør")),
            Lovgrundlag=case.law,
            Dato=iso(day),
            Samtykke=rng.choice(("ja", "ja", "delvist", "nej")),
            Klage=int(complaint),
            KlageUdfald=rng.choice(("stadfæstet", "hjemvist")) if complaint else None,
            BrugerID=case.worker.id,
            Created=stamp(day),
            LastChanged=None,
        )


def _report(base: SourceFile, truth: Truth, case: Case) -> None:
    """Underretninger: none, one or two."""
    rng = case.rng
    for n in range(rng.choices((0, 1, 2), (25, 55, 20))[0]):
        writer = note(rng, case.cast, case.opened, case.worker, "underretning", case.themes)
        text = writer.plain()
        number = case.sag_id * 4 + n
        who = [c.person.full for c in case.contacts if c.slot in ("laerer", "paed", "nabo", "sund")]
        base.add(
            "Underretning",
            ID=number,
            SagID=case.sag_id,
            PersonID=case.child.id,
            Modtaget=iso(case.opened + timedelta(days=40 * n)),
            UnderretterType=rng.choice(
                ("skole", "daginstitution", "sundhedsplejerske", "politi", "familie eller netværk", "anonym")
            ),
            UnderretterNavn=who[0] if who else None,
            Aarsag1=rng.choice(_REASONS),
            Aarsag2=rng.choice(_REASONS),
            Vurdering24t=1,
            Udfald=rng.choice(("ny_sag", "eksisterende_sag", "undersøgelse")),
            Tekst=text.body,
            Created=stamp(case.opened),
        )
        truth.text(SYSTEM, "Underretning", "Tekst", number, case.sag_id, text)


def _documents(base: SourceFile, truth: Truth, case: Case) -> None:
    rng = case.rng
    for n, day in enumerate(case.days(rng.choice((1, 1, 2)))):
        number = case.sag_id * 8 + n
        title = short(rng, case.cast, day, case.worker, "dokument titel").plain()
        text = short(rng, case.cast, day, case.worker, "dokument tekst", rng.choice((2, 3, 4))).plain()
        base.add(
            "Dokument",
            ID=number,
            SagID=case.sag_id,
            Navn=title.body,
            DokumentType=rng.choice(("brev", "udtalelse", "afgørelse", "plan")),
            Retning=rng.choice(("ind", "ud", "intern")),
            Dato=iso(day),
            Mimetype="application/pdf",
            Sider=rng.randrange(1, 12),
            Tekst=text.body,
            OprettetAf=case.worker.id,
            Afsender="myndighed",
            Modtager=rng.choice(("familiecenter", "skole", "borger")),
            Created=stamp(day),
            LastChanged=stamp(day) if rng.random() < 0.4 else None,
            SlettetDato=stamp(case.deleted) if case.deleted else None,
        )
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
            "JournalArkNote",
            ID=number,
            JournalArkID=case.sag_id,
            JournalArkNoteIdentity=identity(case.rng),
            Overskrift=head.body,
            Note=text.body,
            NotatType=GENRES[genre].notattype,
            Kanal=GENRES[genre].kanal,
            Oprettet=stamp(day, case.rng),
            OprettetAf=author.id,
            KontaktTidspunkt=stamp(day, case.rng),
            OmfattetAfAktindsigt=int(case.rng.random() < 0.95),
            SlettetDato=stamp(case.deleted or day + timedelta(days=2)) if gone or case.deleted else None,
        )
        truth.text(SYSTEM, "JournalArkNote", "Overskrift", number, case.sag_id, head)
        truth.text(SYSTEM, "JournalArkNote", "Note", number, case.sag_id, text)
    return len(days)


def _genre(case: Case, n: int) -> str:
    if n == 0:
        return case.rng.choice(_FIRST)
    if "tolk" in case.cast.people and case.rng.random() < 0.15:
        return "tolkesamtale"
    genre = case.rng.choices(tuple(_LATER), tuple(_LATER.values()))[0]
    return genre if usable(f"{genre} start", case.cast.slots) else "telefonnotat"


def identity(rng: Random) -> str:
    """A GUID, from the case's own dice."""
    digits = f"{rng.getrandbits(128):032X}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
