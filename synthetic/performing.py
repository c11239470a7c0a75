"""The family centre's system, shaped like Sensum: interventions, goals, enrolments, plain-text journal, codings; æøå in column names."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from synthetic.cases import Case
from synthetic.codebook import POINTS_2019, codebook_rows
from synthetic.numbers import dashed
from synthetic.people import Person
from synthetic.randers import ALLIANCE_CODES, GRADES, OUTCOMES, PROBLEMS, Coding
from synthetic.rows import SourceFile
from synthetic.truth import Truth
from synthetic.writing.compose import GENRES, heading, note, short, usable
from synthetic.writing.note import Writer

SYSTEM = "demo_udfoerer"
_ID = "INTEGER PRIMARY KEY"
_CHANGED = {"SenestÆndret": "datetime"}
TABLES = {
    "Borger": {"BorgerId": _ID, "CPR": "varchar(11)", "Fornavn": "nvarchar(100)", "Efternavn": "nvarchar(100)", "Mobilnummer": "varchar(30)",
               "SenesteHændelse": "date", **_CHANGED},
    "Sager": {
        "SagId": _ID, "SagNavn": "nvarchar(200)", "SagType": "varchar(40)", "AfdelingNavn": "nvarchar(60)", "Status": "varchar(20)",
        "PrimærAnsvarligMedarbejderId": "int", "BorgerId": "int", "MyndighedsSagId": "int", "Beskyttet": "bit", "Oprettet": "date",
        "Afsluttet": "date", "SenesteHændelse": "date", **_CHANGED,
    },
    "Indsatser": {
        "IndsatsId": _ID, "SagId": "int", "Indsats": "varchar(60)", "IndsatsStatus": "varchar(20)", "IndsatsParagraf": "varchar(20)",
        "IndsatsStartDato": "date", "IndsatsSlutDato": "date", "BevilgetFra": "date", "BevilgetTil": "date", "LeverandørNavn": "nvarchar(60)",
        "ForventetVarighed": "int", "TimerPrUge": "varchar(10)", "Metode": "varchar(60)", "Formål": "nvarchar(2000)", **_CHANGED,
    },
    "Indskrivning": {
        "IndskrivningId": _ID, "SagId": "int", "Tilbud": "varchar(60)", "IndskrevetDato": "date", "UdskrevetDato": "date",
        "TidVurdering": "varchar(20)", "VurderetAf": "varchar(30)", "Henvisningsårsag": "varchar(60)", "Udskrivningsårsag": "varchar(40)",
        "FørTid": "bit", "FødselsDato": "date", **_CHANGED,
    },
    "Maal": {
        "MålId": _ID, "SagId": "int", "IndsatsId": "int", "OverordnetMålId": "int", "Formål": "nvarchar(2000)", "DelmålNavn": "nvarchar(2000)",
        "Punkt": "varchar(20)", "KodebogVersion": "varchar(10)", "OprettetDato": "date", "Frist": "date", "Status": "varchar(20)", **_CHANGED,
    },
    "Maalvurdering": {"VurderingId": _ID, "MålId": "int", "SagId": "int", "EvalueringsDato": "date", "Målopnåelse": "varchar(20)",
                      "VurderetAf": "varchar(20)", "Begrundelse": "nvarchar(4000)", **_CHANGED},
    "Journal": {
        "NotatId": _ID, "SagId": "int", "MedarbejderId": "int", "Dato": "date", "HændelsesDato": "date", "Overskrift": "nvarchar(300)",
        "Tekst": "ntext", "Type": "varchar(30)", "Kanal": "varchar(20)", "Punkt": "varchar(20)", "KodebogVersion": "varchar(10)",
        "Oprettet": "datetime", **_CHANGED,
    },
    "Medarbejdere": {"MedarbejderId": _ID, "Fornavn": "nvarchar(100)", "Mellemnavn": "nvarchar(100)", "Efternavn": "nvarchar(100)",
                     "Initialer": "varchar(10)", "Mail": "varchar(200)", "Telefon": "varchar(30)", "Stilling": "varchar(40)", "Uddannelse": "varchar(40)"},
    "Opmaerksomhedspunkter": {
        "RegistreringId": _ID, "SagId": "int", "Punkt": "varchar(20)", "KodebogVersion": "varchar(10)", "Vurdering": "varchar(20)",
        "Tekst": "ntext", "Dato": "date", "MedarbejderId": "int", **_CHANGED,
    },
    "Indsatsjustering": {
        "JusteringId": _ID, "SagId": "int", "IndsatsId": "int", "NotatId": "int", "Dato": "date", "Type": "varchar(40)", "Reflekteret": "bit",
        "Anledning": "nvarchar(4000)", **_CHANGED,
    },
    "Sagsklassifikation": {
        "KlassifikationId": _ID, "SagId": "int", "KoderId": "int", "Konsensus": "bit", "Problemstilling": "varchar(30)", "Problemgrad": "varchar(10)",
        "Målopnåelse": "varchar(20)", "ReflekteretIndsatsjustering": "bit", "KodebogVersion": "varchar(10)", "KodetDato": "date",
    },
    "Kodning": {
        "KodningId": _ID, "SagId": "int", "NotatId": "int", "Start": "int", "Slut": "int", "Kode": "varchar(60)", "KoderId": "int",
        "KodebogVersion": "varchar(10)", "KodetDato": "date",
    },
    "Kodebog": {"KodebogVersion": "varchar(10)", "Kode": "varchar(60)", "Type": "varchar(30)", "Betegnelse": "nvarchar(100)",
                "GyldigFra": "date", "GyldigTil": "date", "AfløserKode": "varchar(60)"},
}  # fmt: skip
INDEXES = {f"IX_{table}_Sag": f'"{table}"(SagId)' for table, columns in TABLES.items() if "SagId" in columns and table != "Sager"} | {
    "IX_Sager_Myndighed": "Sager(MyndighedsSagId)", "IX_Sager_Borger": "Sager(BorgerId)",
}  # fmt: skip
UPSERTS = {
    "Borger": 'ON CONFLICT (BorgerId) DO UPDATE SET "SenesteHændelse" = max("SenesteHændelse", excluded."SenesteHændelse")'
}
_GENRES = (
    "dagbog",
    "hjemmebesøg",
    "samtale",
    "telefonnotat",
    "sms",
    "status",
    "mail",
    "netværksmøde",
    "børnesamtale",
    "supervision",
)
_WEIGHTS = (34, 16, 14, 8, 8, 6, 4, 4, 4, 2)
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
CODERS = (38, 39, 40)  # employees with the title "koder"
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
        base.add("Medarbejdere", MedarbejderId=person.id, Fornavn=person.given, Mellemnavn=person.middle or None, Efternavn=person.surname,
                 Initialer=person.initials, Mail=person.email, Telefon=person.phone, Stilling=person.title,
                 Uddannelse=_TRAINING[person.title])  # fmt: skip


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
        _classify(base, case)
    return notes


def _file(base: SourceFile, case: Case) -> None:
    child, last = case.child, case.last_event
    known = [child, case.family.mother] if case.index % 2 else [child]
    for person in known:
        base.add("Borger", BorgerId=person.id, CPR=dashed(person.cpr), Fornavn=f"{person.given} {person.middle}".strip(),
                 Efternavn=person.surname, Mobilnummer=person.phone or None, SenesteHændelse=_iso(last), SenestÆndret=_stamp(case.opened))  # fmt: skip
    base.add(
        "Sager", SagId=case.performing_id, SagNavn=child.full, SagType="Familiebehandling", AfdelingNavn=f"Familiecenter {case.therapist.id % 3 + 1}",
        Status="afsluttet" if case.closed else "åben", PrimærAnsvarligMedarbejderId=case.therapist.id, BorgerId=child.id,
        MyndighedsSagId=case.sag_id, Beskyttet=int(child.protected), Oprettet=_iso(case.opened), Afsluttet=_iso(case.closed),
        SenesteHændelse=_iso(last), SenestÆndret=_stamp(last),
    )  # fmt: skip


def _measure(base: SourceFile, truth: Truth, case: Case, start: date) -> None:
    rng, end = case.rng, case.closed
    text = short(rng, case.cast, start, case.therapist, "formål").plain()
    changed = _stamp(case.last_event)
    base.add(
        "Indsatser", IndsatsId=case.performing_id * 4, SagId=case.performing_id, Indsats=rng.choice(_MEASURES),
        IndsatsStatus="afsluttet" if end else "i gang", IndsatsParagraf=case.law, IndsatsStartDato=_iso(start), IndsatsSlutDato=_iso(end),
        BevilgetFra=_iso(start), BevilgetTil=_iso(start + timedelta(days=365)), LeverandørNavn="eget familiecenter", ForventetVarighed=365,
        TimerPrUge=rng.choice(("1,5", "2,0", "3,0", "4,5")), Metode=rng.choice(_METHODS), Formål=text.body, SenestÆndret=changed,
    )  # fmt: skip
    truth.text(SYSTEM, "Indsatser", "Formål", case.performing_id * 4, case.sag_id, text)
    base.add(
        "Indskrivning", IndskrivningId=case.performing_id * 4, SagId=case.performing_id, Tilbud="Familiecenter", IndskrevetDato=_iso(start),
        UdskrevetDato=_iso(end), TidVurdering=rng.choice(("Passende", "Passende", "Upassende")) if end else None,
        VurderetAf="familiebehandler" if end else None, Henvisningsårsag=case.coding.problem,
        Udskrivningsårsag=rng.choice(("mål nået", "planmæssig", "ønske fra familien", "flytning")) if end else None,
        FørTid=int(rng.random() < 0.15), FødselsDato=_iso(case.child.born), SenestÆndret=changed,
    )  # fmt: skip


def _goals(base: SourceFile, truth: Truth, case: Case, start: date) -> None:
    rng = case.rng
    for n in range(rng.choice((1, 2, 2, 3))):
        number = case.performing_id * 8 + n
        goal = short(rng, case.cast, start, case.therapist, "mål").plain()
        base.add("Maal", MålId=number, SagId=case.performing_id, IndsatsId=case.performing_id * 4, DelmålNavn=goal.body,
                 Punkt=rng.choice(POINTS_2019), KodebogVersion="2019", OprettetDato=_iso(start), Frist=_iso(start + timedelta(days=180)),
                 Status="afsluttet" if case.closed else "aktivt", SenestÆndret=_stamp(start))  # fmt: skip
        truth.text(SYSTEM, "Maal", "DelmålNavn", number, case.sag_id, goal)
        day = case.last_event
        reason = short(rng, case.cast, day, case.therapist, f"vurdering {case.coding.outcome}").plain()
        base.add("Maalvurdering", VurderingId=number, MålId=number, SagId=case.performing_id, EvalueringsDato=_iso(day),
                 Målopnåelse=case.coding.outcome, VurderetAf=rng.choice(("fagperson", "borger")), Begrundelse=reason.body,
                 SenestÆndret=_stamp(day))  # fmt: skip
        truth.text(SYSTEM, "Maalvurdering", "Begrundelse", number, case.sag_id, reason)


def _points(base: SourceFile, truth: Truth, case: Case) -> None:
    rng = case.rng
    for n, day in enumerate(case.days(rng.choice((1, 2, 3)))):
        number = case.performing_id * 8 + n
        pool = rng.choice(case.themes)
        text = short(rng, case.cast, day, case.therapist, pool, rng.choice((1, 2))).plain()
        base.add("Opmaerksomhedspunkter", RegistreringId=number, SagId=case.performing_id, Punkt=rng.choice(POINTS_2019), KodebogVersion="2019",
                 Vurdering=rng.choice(("bekymring", "opmærksomhed", "ressource")), Tekst=text.body, Dato=_iso(day),
                 MedarbejderId=case.therapist.id, SenestÆndret=_stamp(day))  # fmt: skip
        truth.text(SYSTEM, "Opmaerksomhedspunkter", "Tekst", number, case.sag_id, text)


def _journal(base: SourceFile, truth: Truth, case: Case) -> int:
    rng = case.rng
    days = case.days(max(3, min(40, int(rng.lognormvariate(1.75, 0.5)))))
    owed = (
        [code for code in sorted(case.coding.codes) for _ in range(rng.choice((1, 1, 2)))]
        if case.coded
        else []
    )
    coder, kodning = rng.choice(CODERS), 0
    for n, day in enumerate(days):
        number = case.performing_id * 100 + n
        must = tuple(dict.fromkeys(owed[n :: len(days)]))
        author = case.therapist if rng.random() < 0.8 else case.colleague
        genre = _genre(case, n)
        writer = note(rng, case.cast, day, author, genre, case.themes, must)
        for passage in writer.plain().passages:
            base.add("Kodning", KodningId=case.performing_id * 100 + kodning, SagId=case.performing_id, NotatId=number, Start=passage.start,
                     Slut=passage.end, Kode=ALLIANCE_CODES[passage.pool], KoderId=coder, KodebogVersion="2019",
                     KodetDato=_iso(case.last_event + timedelta(days=5)))  # fmt: skip
            kodning += 1
        _write_note(base, truth, case, number, day, author, genre, writer)
    return len(days)


def _genre(case: Case, n: int) -> str:
    genre = "overlevering" if n == 0 else case.rng.choices(_GENRES, _WEIGHTS)[0]
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
        "Journal", NotatId=number, SagId=case.performing_id, MedarbejderId=author.id, Dato=_iso(day), HændelsesDato=_iso(day), Overskrift=head.body,
        Tekst=text.body, Type=kind.notattype, Kanal=kind.kanal, Punkt=rng.choice(POINTS_2019) if point else None,
        KodebogVersion="2019" if point else None, Oprettet=_stamp(day, rng), SenestÆndret=_stamp(day) if rng.random() < 0.5 else None,
    )  # fmt: skip
    truth.text(SYSTEM, "Journal", "Overskrift", number, case.sag_id, head)
    truth.text(SYSTEM, "Journal", "Tekst", number, case.sag_id, text)


def _adjust(base: SourceFile, truth: Truth, case: Case) -> None:
    rng, day = case.rng, case.days(2)[0]
    text = short(rng, case.cast, day, case.therapist, "justering", 2).plain()
    base.add("Indsatsjustering", JusteringId=case.performing_id, SagId=case.performing_id, IndsatsId=case.performing_id * 4,
             NotatId=case.performing_id * 100, Dato=_iso(day), Type=rng.choice(_KINDS), Reflekteret=1, Anledning=text.body,
             SenestÆndret=_stamp(day))  # fmt: skip
    truth.text(SYSTEM, "Indsatsjustering", "Anledning", case.performing_id, case.sag_id, text)


def _classify(base: SourceFile, case: Case) -> None:
    """What two coders said each, and what they agreed on. Counting all three rows counts the case three times."""
    _class_row(base, case, 0, None, case.coding)
    for n, coder in enumerate(CODERS[:2], start=1):
        _class_row(base, case, n, coder, _disagree(case.rng, case.coding))


def _class_row(base: SourceFile, case: Case, n: int, coder: int | None, coding: Coding) -> None:
    base.add(
        "Sagsklassifikation", KlassifikationId=case.performing_id * 4 + n, SagId=case.performing_id, KoderId=coder, Konsensus=int(coder is None),
        Problemstilling=coding.problem, Problemgrad=coding.grade, Målopnåelse=coding.outcome,
        ReflekteretIndsatsjustering=int(coding.reflected), KodebogVersion="2019", KodetDato=_iso(case.last_event + timedelta(days=5)),
    )  # fmt: skip


def _disagree(rng: Random, coding: Coding) -> Coding:
    """One coder's own view: mostly the same."""

    def own(agreed: str, every: tuple[str, ...]) -> str:
        return agreed if rng.random() < 0.8 else rng.choice(every)

    return Coding(
        own(coding.problem, PROBLEMS),
        own(coding.grade, GRADES),
        own(coding.outcome, OUTCOMES),
        coding.codes,
        coding.reflected,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _stamp(day: date, rng: Random | None = None) -> str:
    at = time(rng.randrange(8, 16), rng.randrange(60), rng.randrange(60)) if rng else time(9)
    return datetime.combine(day, at).isoformat(sep=" ")
