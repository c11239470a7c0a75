-- The family centre's system, shaped like Sensum: the citizen's name as the case's name, æøå in column names.

CREATE TABLE Borger (
    BorgerId INTEGER PRIMARY KEY, CPR varchar(11), Fornavn nvarchar(100), Efternavn nvarchar(100),
    Mobilnummer varchar(30), "SenesteHændelse" date, "SenestÆndret" datetime
);

CREATE TABLE Sager (
    SagId INTEGER PRIMARY KEY, SagNavn nvarchar(200), SagType varchar(40), AfdelingNavn nvarchar(60),
    Status varchar(20), "PrimærAnsvarligMedarbejderId" int, BorgerId int, MyndighedsSagId int,
    Beskyttet bit, Oprettet date, Afsluttet date, "SenesteHændelse" date, "SenestÆndret" datetime
);

CREATE TABLE Indsatser (
    IndsatsId INTEGER PRIMARY KEY, SagId int, Indsats varchar(60), IndsatsStatus varchar(20),
    IndsatsParagraf varchar(20), IndsatsStartDato date, IndsatsSlutDato date, BevilgetFra date,
    BevilgetTil date, "LeverandørNavn" nvarchar(60), ForventetVarighed int, TimerPrUge varchar(10),
    Metode varchar(60), "Formål" nvarchar(2000), "SenestÆndret" datetime
);

CREATE TABLE Indskrivning (
    IndskrivningId INTEGER PRIMARY KEY, SagId int, Tilbud varchar(60), IndskrevetDato date,
    UdskrevetDato date, TidVurdering varchar(20), VurderetAf varchar(30), "Henvisningsårsag" varchar(60),
    "Udskrivningsårsag" varchar(40), "FørTid" bit, "FødselsDato" date, "SenestÆndret" datetime
);

CREATE TABLE Maal (
    "MålId" INTEGER PRIMARY KEY, SagId int, IndsatsId int, "OverordnetMålId" int, "Formål" nvarchar(2000),
    "DelmålNavn" nvarchar(2000), Punkt varchar(20), KodebogVersion varchar(10), OprettetDato date,
    Frist date, Status varchar(20), "SenestÆndret" datetime
);

CREATE TABLE Maalvurdering (
    VurderingId INTEGER PRIMARY KEY, "MålId" int, SagId int, EvalueringsDato date,
    "Målopnåelse" varchar(20), VurderetAf varchar(20), Begrundelse nvarchar(4000), "SenestÆndret" datetime
);

CREATE TABLE Journal (
    NotatId INTEGER PRIMARY KEY, SagId int, MedarbejderId int, Dato date, "HændelsesDato" date,
    Overskrift nvarchar(300), Tekst ntext, Type varchar(30), Kanal varchar(20), Punkt varchar(20),
    KodebogVersion varchar(10), Oprettet datetime, "SenestÆndret" datetime
);

CREATE TABLE Medarbejdere (
    MedarbejderId INTEGER PRIMARY KEY, Fornavn nvarchar(100), Mellemnavn nvarchar(100),
    Efternavn nvarchar(100), Initialer varchar(10), Mail varchar(200), Telefon varchar(30),
    Stilling varchar(40), Uddannelse varchar(40)
);

CREATE TABLE Opmaerksomhedspunkter (
    RegistreringId INTEGER PRIMARY KEY, SagId int, Punkt varchar(20), KodebogVersion varchar(10),
    Vurdering varchar(20), Tekst ntext, Dato date, MedarbejderId int, "SenestÆndret" datetime
);

CREATE TABLE Indsatsjustering (
    JusteringId INTEGER PRIMARY KEY, SagId int, IndsatsId int, NotatId int, Dato date, Type varchar(40),
    Reflekteret bit, Anledning nvarchar(4000), "SenestÆndret" datetime
);

CREATE TABLE Sagsklassifikation (
    KlassifikationId INTEGER PRIMARY KEY, SagId int, KoderId int, Konsensus bit,
    Problemstilling varchar(30), Problemgrad varchar(10), "Målopnåelse" varchar(20),
    ReflekteretIndsatsjustering bit, KodebogVersion varchar(10), KodetDato date
);

CREATE TABLE Kodning (
    KodningId INTEGER PRIMARY KEY, SagId int, NotatId int, Start int, Slut int, Kode varchar(60),
    KoderId int, KodebogVersion varchar(10), KodetDato date
);

CREATE TABLE Kodebog (
    KodebogVersion varchar(10), Kode varchar(60), Type varchar(30), Betegnelse nvarchar(100),
    GyldigFra date, GyldigTil date, "AfløserKode" varchar(60)
);

CREATE INDEX IX_Indsatser_Sag ON Indsatser(SagId);
CREATE INDEX IX_Indskrivning_Sag ON Indskrivning(SagId);
CREATE INDEX IX_Maal_Sag ON Maal(SagId);
CREATE INDEX IX_Maalvurdering_Sag ON Maalvurdering(SagId);
CREATE INDEX IX_Journal_Sag ON Journal(SagId);
CREATE INDEX IX_Opmaerksomhedspunkter_Sag ON Opmaerksomhedspunkter(SagId);
CREATE INDEX IX_Indsatsjustering_Sag ON Indsatsjustering(SagId);
CREATE INDEX IX_Sagsklassifikation_Sag ON Sagsklassifikation(SagId);
CREATE INDEX IX_Kodning_Sag ON Kodning(SagId);
CREATE INDEX IX_Sager_Myndighed ON Sager(MyndighedsSagId);
CREATE INDEX IX_Sager_Borger ON Sager(BorgerId);
