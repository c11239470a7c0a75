-- The authority's case system, shaped like SBSYS: relatives' CPR on the person, HTML notes,
-- soft deletes (SlettetDato), tombstones of hard ones, and no changed column on notes.

CREATE TABLE Person (
    ID INTEGER PRIMARY KEY, CprNummer varchar(11), Fornavn nvarchar(100), Mellemnavn nvarchar(100),
    Efternavn nvarchar(100), Kaldenavn nvarchar(100), TidligereEfternavn nvarchar(100), FoedtDato date,
    Koen char(1), Civilstand varchar(20), TolkBehov bit, AegtefaelleCPR varchar(11), MorCPR varchar(11),
    FarCPR varchar(11), Mobil varchar(30), Email varchar(200), Navnebeskyttet bit, SenesteHaendelse date,
    Note ntext, Created datetime, LastChanged datetime
);

CREATE TABLE Adresse (
    ID INTEGER PRIMARY KEY, PersonID int, Vejnavn nvarchar(100), HusNummer varchar(10), Etage varchar(5),
    DoerBetegnelse varchar(5), PostNummer varchar(4), PostDistrikt nvarchar(50), Skoledistrikt nvarchar(50),
    KommuneKode varchar(4), ErBeskyttet bit, GyldigFra date, GyldigTil date, Created datetime,
    LastChanged datetime
);

CREATE TABLE Sag (
    ID INTEGER PRIMARY KEY, Nummer varchar(50), Titel nvarchar(450), Status varchar(20),
    Lovgrundlag varchar(20), KleEmne varchar(10), Facet varchar(5), SagsType varchar(40), PersonID int,
    SagsbehandlerID int, Afdeling nvarchar(60), NetvaerkStyrke varchar(10), ErBeskyttet bit, Oprettet date,
    Lukket date, SenesteHaendelse date, SlettetDato datetime, Created datetime, LastChanged datetime
);

CREATE TABLE Sagspart (
    ID INTEGER PRIMARY KEY, SagID int, PersonID int, Rolle varchar(40), Navn nvarchar(200),
    Telefon varchar(30), Email varchar(200), ForaeldreMyndighed varchar(20), Samlever bit,
    ProfRolle varchar(30), Fra date, Til date, Created datetime, LastChanged datetime
);

CREATE TABLE JournalArk (
    ID INTEGER PRIMARY KEY, SagID int
);

CREATE TABLE JournalArkNote (
    ID INTEGER PRIMARY KEY, JournalArkID int, JournalArkNoteIdentity varchar(36), Overskrift nvarchar(300),
    Note ntext, NotatType varchar(30), Kanal varchar(20), Oprettet datetime, OprettetAf int,
    KontaktTidspunkt datetime, OmfattetAfAktindsigt bit, SlettetDato datetime
);

CREATE TABLE Dokument (
    ID INTEGER PRIMARY KEY, SagID int, Navn nvarchar(400), DokumentType varchar(40), Retning varchar(10),
    Dato date, Mimetype varchar(100), Sider int, Tekst ntext, OprettetAf int, Afsender nvarchar(60),
    Modtager nvarchar(60), SlettetDato datetime, Created datetime, LastChanged datetime
);

CREATE TABLE Underretning (
    ID INTEGER PRIMARY KEY, SagID int, PersonID int, Modtaget date, UnderretterType varchar(40),
    UnderretterNavn nvarchar(200), Aarsag1 nvarchar(80), Aarsag2 nvarchar(80), Vurdering24t bit,
    Udfald varchar(30), Tekst ntext, Created datetime, LastChanged datetime
);

CREATE TABLE Afgoerelse (
    ID INTEGER PRIMARY KEY, SagID int, Type varchar(30), Lovgrundlag varchar(20), Dato date,
    Samtykke varchar(20), Klage bit, KlageUdfald varchar(20), BrugerID int, Created datetime,
    LastChanged datetime
);

CREATE TABLE Bruger (
    ID INTEGER PRIMARY KEY, Navn nvarchar(200), Initialer varchar(10), Email varchar(200),
    Telefon varchar(30), Rolle varchar(40), Afdeling nvarchar(60)
);

CREATE TABLE SlettetEntitet (
    EntitetID int, EntitetIdentity varchar(36), EntitetType int, SletTidspunkt datetime
);

CREATE INDEX IX_Adresse_Person ON Adresse(PersonID);
CREATE INDEX IX_Sag_Person ON Sag(PersonID);
CREATE INDEX IX_Sagspart_Sag ON Sagspart(SagID);
CREATE INDEX IX_JournalArk_Sag ON JournalArk(SagID);
CREATE INDEX IX_Note_Ark ON JournalArkNote(JournalArkID);
CREATE INDEX IX_Dokument_Sag ON Dokument(SagID);
CREATE INDEX IX_Underretning_Sag ON Underretning(SagID);
CREATE INDEX IX_Afgoerelse_Sag ON Afgoerelse(SagID);
