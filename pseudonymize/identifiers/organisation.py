"""Schools, institutions, clubs, clinics and firms, by the words in their names.

Public bodies (``Randers Kommune``, ``Familieretshuset``) identify nobody and are left.
"""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule, places
from pseudonymize.text.interface import Kind

_CAP = r"[A-ZÆØÅ][\w'’-]{1,40}"
_LINK = r"(?:af|og|for|ved|v\.|i|på|den|det|de|v/|under)"
_HEAD = (
    r"(?:Børnehaven?|Vuggestuen?|Børnehuset|Naturbørnehaven|Dagplejen|Skolen|Friskolen"
    r"|Efterskolen|Højskolen|Kostskolen|Privatskolen"
    r"|Specialskolen|Heldagsskolen|Krisecent(?:er|ret)|Plejecent(?:er|ret)|Plejehjemmet|Bostedet"
    r"|Opholdsstedet|Botilbuddet|Værestedet"
    r"|Behandlingsstedet|Herberget|Arresthuset|Fængslet|Lægerne|Lægehuset|Lægeklinikken"
    r"|Tandklinikken|Tandlægerne|Klinik(?:ken)? for"
    r"|Privathospitalet|Café|Cafe|Hotel|Restaurant|Pizzeria|Bageri|Bageriet|Frisør|Salon"
    r"|Foreningen|Boligforeningen|Rusklinikken"
    r"|Alkoholklinikken|Sprogcenter|Sprogskolen|Genoptræningscenter|Ungdomsklubben|Ungdomsskolen"
    r"|Fritidsklubben|Juniorklubben"
    r"|Menigheden|Kollektivhuset|Kvarterhuset|Huset|Uddannelsesstedet|Natskolen|Tømrermester"
    r"|Murermester|Malermester|IF|Børnelægerne"
    r"|Kvindehuset|Gymnasiet|Gældscaféen|Tøjcaféen|Værkstedet|Børneklinik|Bofællesskabet"
    r"|Aflastningshjemmet|Rideskolen|Døveforeningen)"
)
_TAIL = (
    r"(?:Skole|Skoles|Friskole|Privatskole|Realskole|Efterskole|Idrætsefterskole|Højskole"
    r"|Kostskole|Gymnasium|Børnehave|Vuggestue"
    r"|Sygehus|Boldklub|Svømmeklub|Fodboldklub|Fjerboldklub|Rideklub|Håndboldklub|Idrætsforening"
    r"|Motorskole|Bageri|Planteskole"
    r"|Boghandel|Slagteri|Autoværksted|Autoservice|Maskinværk|Minikøb|Feriecenter|Menighed"
    r"|Kulturcenter|Handelsskole|Specialskole)"
)
_NAMED = re.compile(rf"(?<![\w-]){_HEAD}(?:[ ](?:{_LINK}[ ])?{_CAP}){{1,4}}")
_ENDED = re.compile(rf"(?<![\w-]){_CAP}(?:[ ](?:{_CAP}|{_LINK})){{0,3}}[ ]{_TAIL}(?!\w)")
_FIRM = re.compile(
    rf"(?<![\w-]){_CAP}(?:[ ](?:&|og|{_CAP})){{0,4}}[ ](?:ApS|A/S|I/S|IVS|K/S|P/S|S/I|v/"
    rf" ?{_CAP}(?: {_CAP})?)(?!\w)"
)
_GLUED = re.compile(
    r"(?<![\w-])(?!(?i:folke|friskole|sko|privat|special|efter|høj|ungdoms|musik|aften|sprog"
    r"|kost|grund|natur|køre|svømme|ride|real|hoved|hjemme"
    r"|skov|integrerede?|inde|ude|fri|sommer|hel|erhvervs|handels|by|lands|nabo|kommune)(?:skole"
    r"|børnehave|vuggestue|gymnasi))"
    r"[A-ZÆØÅ][a-zæøå]{3,40}(?:skolen?s?|børnehaven?s?|gymnasium|gymnasiet|hallen|kroen)(?!\w)"
)
_TAILS = tuple(f" {word.lower()}" for word in _TAIL[3:-1].split("|"))
_RULES = (
    (_NAMED, 0.75),
    (Rule(_ENDED, signs=_TAILS), 0.75),
    (Rule(_FIRM, signs=(" aps", "/s", "s/i", " ivs", " v/")), 0.8),
    (Rule(_GLUED, signs=("skole", "børnehave", "gymnasi", "hallen", "kroen")), 0.7),
)


def find(text: str) -> Iterator[Place]:
    """Names built with a word for what they are."""
    for rule, score in _RULES:
        yield from places(rule, text, score)


ORGANISATION = IdentifierKind("organisation", Kind.ORG, find)
