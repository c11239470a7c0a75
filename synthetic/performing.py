"""The family centre's system, shaped like Sensum: interventions, enrolments, goals, a plain-text journal."""

from collections.abc import Sequence
from datetime import date, timedelta

from synthetic.cases import Case
from synthetic.codebook import POINTS_2019, codebook_rows
from synthetic.codings import CODERS, write_classification, write_passages
from synthetic.numbers import dashed
from synthetic.people import Person
from synthetic.rows import SourceFile
from synthetic.stamps import iso, stamp
from synthetic.truth import Truth
from synthetic.writing.compose import GENRES, heading, note, short, usable
from synthetic.writing.note import Passage, Writer

SYSTEM = "demo_udfoerer"
UPSERTS = {
    "Borger": "ON CONFLICT (BorgerId) DO UPDATE SET "
    '"SenesteHændelse" = max("SenesteHændelse", excluded."SenesteHændelse")'
}
_GENRES = {
    "dagbog": 34,
    "hjemmebesøg": 16,
    "samtale": 14,
    "telefonnotat": 8,
    "sms": 8,
    "status": 6,
    "mail": 4,
    "netværksmøde": 4,
    "børnesamtale": 4,
    "supervision": 2,
}
_MEASURES = (
    "familiebehandling",
    "familiebehandling",
    "praktisk pædagogisk støtte",
    "kontaktperson",
    "forældrekursus",
)
_METHODS = (
    "Marte Meo",
    "ICDP",
    "KRAP",
    "Mentaliserende samtaler",
    "Narrativ praksis",
    "Struktur og visuel støtte",
    "De Utrolige År",
)
_KINDS = ("mål", "metode", "intensitet", "behandler", "inddragelse af netværk")
_TRAINING = {
    "familiebehandler": "pædagogisk",
    "psykolog": "psykologfaglig",
    "pædagog": "pædagogisk",
    "teamleder": "socialfaglig",
    "koder": "anden",
}


def write_staff(base: SourceFile, truth: Truth, staff: Sequence[Person]) -> None:
    """Family therapists, their leaders and the coders."""
    for person in staff:
        truth.person(person, SYSTEM)
        base.add(
            "Medarbejdere",
            MedarbejderId=person.id,
            Fornavn=person.given,
            Mellemnavn=person.middle or None,
            Efternavn=person.surname,
            Initialer=person.initials,
            Mail=person.email,
            Telefon=person.phone,
            Stilling=person.title,
            Uddannelse=_TRAINING[person.title],
        )


def write_codebook(base: SourceFile) -> None:
    """Both years' code lists."""
    for row in codebook_rows():
        base.add("Kodebog", **row)


def write_case(base: SourceFile, truth: Truth, case: Case) -> int:
    """Every row of one case; the number of notes."""
    start = case.opened + timedelta(days=min(30, (case.last_event - case.opened).days))
    _file(base, case)
    _measure(base, truth, case, start)
    _goals(base, truth, case, start)
    _points(base, truth, case)
    notes = _journal(base, truth, case)
    if case.coding.reflected:
        _adjust(base, truth, case)
    if case.coded:
        write_classification(base, case)
    return notes


def _file(base: SourceFile, case: Case) -> None:
    child, last = case.child, case.last_event
    known = [child, case.family.mother] if case.index % 2 else [child]
    for person in known:
        base.add(
            "Borger",
            BorgerId=person.id,
            CPR=dashed(person.cpr),
            Fornavn=f"{person.given} {person.middle}".strip(),
            Efternavn=person.surname,
            Mobilnummer=person.phone or None,
            SenesteHændelse=iso(last),
            SenestÆndret=stamp(case.opened),
        )
    base.add(
        "Sager",
        SagId=case.performing_id,
        SagNavn=child.full,
        SagType="Familiebehandling",
        AfdelingNavn=f"Familiecenter {case.therapist.id % 3 + 1}",
        Status="afsluttet" if case.closed else "åben",
        PrimærAnsvarligMedarbejderId=case.therapist.id,
        BorgerId=child.id,
        MyndighedsSagId=case.sag_id,
        Beskyttet=int(child.protected),
        Oprettet=iso(case.opened),
        Afsluttet=iso(case.closed),
        SenesteHændelse=iso(last),
        SenestÆndret=stamp(last),
    )


def _measure(base: SourceFile, truth: Truth, case: Case, start: date) -> None:
    rng, end = case.rng, case.closed
    text = short(rng, case.cast, start, case.therapist, "formål").plain()
    changed = stamp(case.last_event)
    base.add(
        "Indsatser",
        IndsatsId=case.performing_id * 4,
        SagId=case.performing_id,
        Indsats=rng.choice(_MEASURES),
        IndsatsStatus="afsluttet" if end else "i gang",
        IndsatsParagraf=case.law,
        IndsatsStartDato=iso(start),
        IndsatsSlutDato=iso(end),
        BevilgetFra=iso(start),
        BevilgetTil=iso(start + timedelta(days=365)),
        LeverandørNavn="eget familiecenter",
        ForventetVarighed=365,
        TimerPrUge=rng.choice(("1,5", "2,0", "3,0", "4,5")),
        Metode=rng.choice(_METHODS),
        Formål=text.body,
        SenestÆndret=changed,
    )
    truth.text(SYSTEM, "Indsatser", "Formål", case.performing_id * 4, case.sag_id, text)
    base.add(
        "Indskrivning",
        IndskrivningId=case.performing_id * 4,
        SagId=case.performing_id,
        Tilbud="Familiecenter",
        IndskrevetDato=iso(start),
        UdskrevetDato=iso(end),
        TidVurdering=rng.choice(("Passende", "Passende", "Upassende")) if end else None,
        VurderetAf="familiebehandler" if end else None,
        Henvisningsårsag=case.coding.problem,
        Udskrivningsårsag=rng.choice(("mål nået", "planmæssig", "ønske fra familien", "flytning"))
        if end
        else None,
        FørTid=int(rng.random() < 0.15),
        FødselsDato=iso(case.child.born),
        SenestÆndret=changed,
    )


def _goals(base: SourceFile, truth: Truth, case: Case, start: date) -> None:
    rng = case.rng
    for n in range(rng.choice((1, 2, 2, 3))):
        number = case.performing_id * 8 + n
        goal = short(rng, case.cast, start, case.therapist, "mål").plain()
        base.add(
            "Maal",
            MålId=number,
            SagId=case.performing_id,
            IndsatsId=case.performing_id * 4,
            DelmålNavn=goal.body,
            Punkt=rng.choice(POINTS_2019),
            KodebogVersion="2019",
            OprettetDato=iso(start),
            Frist=iso(start + timedelta(days=180)),
            Status="afsluttet" if case.closed else "aktivt",
            SenestÆndret=stamp(start),
        )
        truth.text(SYSTEM, "Maal", "DelmålNavn", number, case.sag_id, goal)
        day = case.last_event
        reason = short(rng, case.cast, day, case.therapist, f"vurdering {case.coding.outcome}").plain()
        base.add(
            "Maalvurdering",
            VurderingId=number,
            MålId=number,
            SagId=case.performing_id,
            EvalueringsDato=iso(day),
            Målopnåelse=case.coding.outcome,
            VurderetAf=rng.choice(("fagperson", "borger")),
            Begrundelse=reason.body,
            SenestÆndret=stamp(day),
        )
        truth.text(SYSTEM, "Maalvurdering", "Begrundelse", number, case.sag_id, reason)


def _points(base: SourceFile, truth: Truth, case: Case) -> None:
    rng = case.rng
    for n, day in enumerate(case.days(rng.choice((1, 2, 3)))):
        number = case.performing_id * 8 + n
        pool = rng.choice(case.themes)
        text = short(rng, case.cast, day, case.therapist, pool, rng.choice((1, 2))).plain()
        base.add(
            "Opmaerksomhedspunkter",
            RegistreringId=number,
            SagId=case.performing_id,
            Punkt=rng.choice(POINTS_2019),
            KodebogVersion="2019",
            Vurdering=rng.choice(("bekymring", "opmærksomhed", "ressource")),
            Tekst=text.body,
            Dato=iso(day),
            MedarbejderId=case.therapist.id,
            SenestÆndret=stamp(day),
        )
        truth.text(SYSTEM, "Opmaerksomhedspunkter", "Tekst", number, case.sag_id, text)


def _journal(base: SourceFile, truth: Truth, case: Case) -> int:
    rng = case.rng
    days = case.days(max(3, min(40, int(rng.lognormvariate(1.75, 0.5)))))
    owed = (
        [code for code in sorted(case.coding.codes) for _ in range(rng.choice((1, 1, 2)))]
        if case.coded
        else []
    )
    found: list[tuple[int, Passage]] = []
    for n, day in enumerate(days):
        number = case.performing_id * 100 + n
        must = tuple(dict.fromkeys(owed[n :: len(days)]))
        author = case.therapist if rng.random() < 0.8 else case.colleague
        genre = _genre(case, n)
        writer = note(rng, case.cast, day, author, genre, case.themes, must)
        found += [(number, passage) for passage in writer.plain().passages]
        _write_note(base, truth, case, number, day, author, genre, writer)
    write_passages(base, case, found, rng.choice(CODERS))
    return len(days)


def _genre(case: Case, n: int) -> str:
    genre = (
        case.rng.choice(("overlevering", "samtale", "telefonnotat"))
        if n == 0
        else case.rng.choices(tuple(_GENRES), tuple(_GENRES.values()))[0]
    )
    return genre if usable(f"{genre} start", case.cast.slots) else "dagbog"


def _write_note(
    base: SourceFile,
    truth: Truth,
    case: Case,
    number: int,
    day: date,
    author: Person,
    genre: str,
    writer: Writer,
) -> None:
    rng, kind = case.rng, GENRES[genre]
    head, text = heading(rng, case.cast, day, author, genre).plain(), writer.plain()
    point = rng.random() < 0.4
    base.add(
        "Journal",
        NotatId=number,
        SagId=case.performing_id,
        MedarbejderId=author.id,
        Dato=iso(day),
        HændelsesDato=iso(day),
        Overskrift=head.body,
        Tekst=text.body,
        Type=kind.notattype,
        Kanal=kind.kanal,
        Punkt=rng.choice(POINTS_2019) if point else None,
        KodebogVersion="2019" if point else None,
        Oprettet=stamp(day, rng),
        SenestÆndret=stamp(day) if rng.random() < 0.5 else None,
    )
    truth.text(SYSTEM, "Journal", "Overskrift", number, case.sag_id, head)
    truth.text(SYSTEM, "Journal", "Tekst", number, case.sag_id, text)


def _adjust(base: SourceFile, truth: Truth, case: Case) -> None:
    rng, day = case.rng, case.days(2)[0]
    text = short(rng, case.cast, day, case.therapist, "justering", 2).plain()
    base.add(
        "Indsatsjustering",
        JusteringId=case.performing_id,
        SagId=case.performing_id,
        IndsatsId=case.performing_id * 4,
        NotatId=case.performing_id * 100,
        Dato=iso(day),
        Type=rng.choice(_KINDS),
        Reflekteret=1,
        Anledning=text.body,
        SenestÆndret=stamp(day),
    )
    truth.text(SYSTEM, "Indsatsjustering", "Anledning", case.performing_id, case.sag_id, text)
