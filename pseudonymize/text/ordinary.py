"""Words of Danish case notes that are not names by themselves: function words, nouns that are also names, abbreviations.

``ordinary.txt`` holds the lower-case words that our own annotated notes leave unmarked in two cases or more.
The short lists here are written by hand. A list decides only what happens to a word in doubt; it never
uncovers a name written with a capital inside a sentence.
"""

from functools import cache
from importlib.resources import files

from pseudonymize.text.words import fold

# Words that stand first in ordinary sentences and are names too.
FUNCTION = frozenset("hans per den der mens alt du han hun vil".split())

NAME_WORDS = frozenset(
    (
        "bo mai maj storm dag sten bjørn ulv liv gry rose lærke viola iris linde bent mark vind lykke frej sol tue pil palle per kaj"
        " lund holm bæk bro dal kjær skov bang krog munk ravn due lam kok friis hans dan tom kim vinter sommer frost ask birk eng vang"
        " høj lys stær falk svane bager smed møller ørn nord vest øst syd sand berg stein stjerne perle juni april august alma sky hede hav"
        " bech lund busk hald dam damm toft korn ager mose kær vig strand borg aksel engel prins konge kongen greve ridder jæger fisker"
        " bille mus kat hund trane glad vild wild gul hvid sort rask stærk stille lind lilje blomst nelly smilla freja eva will else joy"
        " grace hope malan bitten bitte plet graver skou bror søster hyld urd gyda ida"
    ).split()
)

ROLES = frozenset(
    (
        "mor far moder fader moren faren moderen faderen barn barnet søn sønnen datter datteren bror broren broderen søster søsteren"
        " storebror storesøster lillebror lillesøster halvbror halvsøster tvillingebror tvillingesøster mormor morfar farmor farfar bedstemor"
        " bedstefar oldemor oldefar onkel tante moster faster farbror morbror fætter kusine niece nevø stedmor stedfar papmor papfar bonusmor"
        " bonusfar plejemor plejefar plejesøster plejebror adoptivmor adoptivfar svigermor svigerfar svigersøn svigerdatter svoger svigerinde"
        " kæreste kæresten eks ekskæreste ægtefælle ægtefællen mand manden kone konen samlever samleveren nabo naboen genbo overbo underbo ven"
        " vennen veninde veninden kammerat kammeraten lærer læreren klasselærer pædagog pædagogen sagsbehandler sagsbehandleren rådgiver"
        " rådgiveren socialrådgiver familierådgiver familiebehandler familiekonsulent psykolog psykologen læge lægen speciallæge overlæge"
        " sundhedsplejerske sundhedsplejersken tolk tolken advokat advokaten kontaktperson kontaktpersonen mentor vejleder vejlederen"
        " skoleleder leder lederen afdelingsleder teamleder konsulent konsulenten bisidder bisidderen praktikant vikar vikaren sekretær pedel"
        " chauffør vagt vagten politiassistent betjent præst imam træner støttepædagog aflaster dagplejer dagplejeren jordemoder ergoterapeut"
        " fysioterapeut sygeplejerske sosu assistent hjemmevejleder støtteperson medarbejder medarbejderen koordinator forstander viceskoleleder"
        " inspektør tandlæge kollega kollegaen formand barnebarn barnepige værge værgen patient borger borgeren dreng drengen pige pigen hr fru"
        " frk hr. fru frøken ut undertegnede au-pair svigerdatteren ekskone eksmand"
    ).split()
)

PERSON_VERBS = frozenset(
    (
        "siger sagde fortæller fortalte oplyser oplyste ringer ringede spørger spurgte svarer svarede synes syntes mener mente griner græder"
        " skriver skrev vil ville har havde er var kan kunne skal skulle bor kommer kom går gik sidder sad står stod ligger ved bliver blev"
        " hedder får fik tager tog ønsker ønskede deltager deltog møder mødte virker arbejder henter hentede kører kørte føler"
    ).split()
)
STRONG_VERBS = frozenset("siger sagde fortæller fortalte oplyser oplyste ringer ringede spørger spurgte svarer svarede synes mener griner græder skriver".split())

PARTICLES = frozenset("af von van der den de del della di da das dos do du la le el al abd abu um umm bin ibn bint ten ter y e af' zu zur".split())

ABBREVIATIONS = frozenset(
    (
        "ABA ABAS ABC ABT ADD ADHD ADL ADOS AES AF AFK AKT AKUT AM AMU AP APS ASF ASQ ATA ATP AU AUTO AUDIT BBA BBR BF BFU BIA BL BM BMI BPA BPD"
        " BR BRIEF BRK BS BT BU BUP BUC BVC CAARS CAFCASS CAT CBCL CC CD CEO CFU CM CP CPR CRP CT CV CVI CVR DAI DBT DEP DK DMI DNA DOB DOC"
        " DOCX DR DSB DSM DUBU DV DVD EAN EB ECT EEG EF EFT EKG EMDR EPJ ESL ET EU EUD FAS FADL FB FF FFA FGU FKS FM FMI FMK FN FOA FTF FU"
        " FUNKTION FVL GAD GF GHB GP GPS GSF HF HHX HIV HK HPV HR HTX IASC ICD ICDP ICF ID IF IFO II III IKKE IM IP IQ IS ISS IT IV JA KBH KL"
        " KLE KMD KRAM KRIM KUN LAB LÆ LMS LP LSD LSF LT MAN MAP MDI MDMA MED MF MFR MG MI MM MMS MMSE MOCA MOH MOR MR MRI MRSA MS MTA MUS NADA NB NEJ"
        " NEO NGO NOTAT NR NU OBS OCD OCR ODD OG OK OM OPP OPUS OPF ORD OT PAR PAS PC PDF PEC PECS PEP PET PGU PH PHD PIN PKO PKU PL PMT PN PO POL PPR"
        " PPT PPV PS PSP PT PTSD PUK PVC QR RA RAP RED REF RTF RÅD SA SAVA SDQ SEL SFI SFO SFP SG SKAL SKB SKP SKS SMART SMS SNU SOS SOSU SP"
        " SPO SPS SSA SSH SSP SSRI STD STU SU SUF SV TBL TEACCH THC THS TIL TK TLF TRF TTT TV UA UB UD UKL UNG UNHCR UPS URL USA USB UT UU UVM VANDT VED"
        " VB VHS VIG VIP VISO VKR VS VUC WAIS WC WHO WIFI WISC WPPSI XL XLS XLSX ZIP ÅR ÅH ØNH ÆBT LAR RB STX EUX HG AVU FVU OBU SKT STK KL DET DER DEN HAN HUN"
        " JEG DU VI DE MEN MED FRA FOR PÅ NY NÅR HVIS HVOR HVAD HVEM ALT ALLE VAR HAR ER EN ET AT SOM SE SKIDT GOD DAG UGE MAJ JUNI JULI NUSSA MIDT"
        " NORD SYD ØST VEST SIDE SIC EMNE CITAT TAK HER BØR BLIV STOP LÆS GUL RØD GRØN BLÅ VÆR DAT HTML JPG PNG JPEG GIF TXT CSV XML EKSL INKL BS TBA IPA"
        " MARTE MEO KRAP LA LØ SØ MA TI ON TO FR SM TLS PDA IVA VNS LED NOR GMO PPD EPDS GMFCS EBA SENG BTU LUK FEJL STU FØR NED OP UDE IND IKT EUD MIN MAX CA"
    ).split()
)

MONTHS = frozenset("januar februar marts april maj juni juli august september oktober november december mandag tirsdag onsdag torsdag fredag lørdag søndag".split())

COUNTRIES = frozenset(
    (
        "danmark sverige norge finland island grønland færøerne tyskland polen frankrig spanien portugal italien grækenland tyrkiet syrien"
        " libanon irak iran afghanistan pakistan indien kina japan thailand vietnam filippinerne somalia etiopien eritrea sudan kenya uganda congo"
        " nigeria ghana gambia marokko algeriet tunesien egypten rusland ukraine hviderusland letland litauen estland rumænien bulgarien ungarn"
        " tjekkiet slovakiet slovenien kroatien bosnien serbien kosovo makedonien albanien montenegro usa canada mexico brasilien chile argentina"
        " australien england storbritannien skotland irland holland nederlandene belgien schweiz østrig europa afrika asien amerika norden"
        " jylland sjælland fyn bornholm nordjylland sønderjylland vestjylland østjylland midtjylland lolland falster jordan israel palæstina gaza kuwait"
        " saudi-arabien dubai myanmar burma nepal sri lanka usbekistan kasakhstan tjetjenien georgien armenien uk udlandet"
    ).split()
)

_PUBLIC = (
    "kommune kommunen kommunens familieretshuset familieretten statsforvaltningen ppr politiet politi ssp bup psykiatrien jobcenter jobcenteret"
    " ankestyrelsen skat udbetaling region sygehuset sygehus hospital hospitalet børnehuset familiehuset familieafdelingen forvaltningen"
    " udlændingestyrelsen styrelsen ministeriet byretten retten landsretten borgerservice ungdomspsykiatrien visitationen hjemmeplejen skolen"
    " kriminalforsorgen anklagemyndigheden socialtilsynet børneungeudvalget folkeregisteret patientklagenævnet lægevagten skadestuen familieteamet"
    " myndighed modtagelsen alkoholbehandlingen misbrugscenteret sundhedsplejen tandplejen dagtilbud børnehaven vuggestuen sfo klubben aula"
    " e-boks mitid nemid bilka netto føtex rema lidl aldi ikea bauhaus elgiganten mcdonalds dsb postnord facebook instagram snapchat tiktok youtube google"
    " teams skype zoom discord netflix dr tv2 messenger whatsapp viber borger.dk kvickly fakta brugsen coop superbrugsen matas silvan jysk normal"
    " odense randers aarhus aalborg roblox fortnite minecraft playstation nintendo xbox spotify dankort mobilepay nordea jyske sydbank danske bank"
    " røde kors red barnet mødrehjælpen headspace livslinien børnetelefonen lev psykiatrifonden kirkens korshær frelsens hær aa na lænken girltalk"
)
PUBLIC = frozenset(_PUBLIC.split()) - frozenset("odense randers aarhus aalborg".split())


@cache
def ordinary() -> frozenset[str]:
    """Folded words that are ordinary Danish unless something says otherwise."""
    listed = (files("pseudonymize.text") / "ordinary.txt").read_text(encoding="utf-8").split()
    return frozenset(fold(w) for w in [*listed, *NAME_WORDS, *ROLES, *FUNCTION, *MONTHS])


@cache
def never_a_name() -> frozenset[str]:
    """Folded ordinary words that are not names either: these are not even masked at the start of a sentence."""
    names = {fold(w) for w in NAME_WORDS}
    return frozenset(w for w in ordinary() if w not in names)
