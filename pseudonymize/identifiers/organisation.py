"""Schools, institutions, clubs, clinics and firms by the words they are named with. A small school names its pupils.

Public bodies (``Randers Kommune``, ``Familieretshuset``) identify nobody and are left.
"""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, places
from pseudonymize.text.interface import Kind

_CAP = r"[A-ZÆØÅ][\w'’-]{1,40}"
_LINK = r"(?:af|og|for|ved|v\.|i|på|den|det|de|v/|under)"
_HEAD = (
    r"(?:Børnehaven?|Vuggestuen?|Børnehuset|Naturbørnehaven|Dagplejen|Skolen|Friskolen|Efterskolen|Højskolen|Kostskolen|Privatskolen"
    r"|Specialskolen|Heldagsskolen|Krisecent(?:er|ret)|Plejecent(?:er|ret)|Plejehjemmet|Bostedet|Opholdsstedet|Botilbuddet|Værestedet"
    r"|Behandlingsstedet|Herberget|Arresthuset|Fængslet|Lægerne|Lægehuset|Lægeklinikken|Tandklinikken|Tandlægerne|Klinik(?:ken)? for"
    r"|Privathospitalet|Café|Cafe|Hotel|Restaurant|Pizzeria|Bageri|Bageriet|Frisør|Salon|Foreningen|Boligforeningen|Rusklinikken"
    r"|Alkoholklinikken|Sprogcenter|Sprogskolen|Genoptræningscenter|Ungdomsklubben|Ungdomsskolen|Fritidsklubben|Juniorklubben"
    r"|Menigheden|Kollektivhuset|Kvarterhuset|Huset|Uddannelsesstedet|Natskolen|Tømrermester|Murermester|Malermester|IF|Børnelægerne"
    r"|Kvindehuset|Gymnasiet|Gældscaféen|Tøjcaféen|Værkstedet|Børneklinik|Bofællesskabet|Aflastningshjemmet|Rideskolen|Døveforeningen)"
)
_TAIL = (
    r"(?:Skole|Skoles|Friskole|Privatskole|Realskole|Efterskole|Idrætsefterskole|Højskole|Kostskole|Gymnasium|Børnehave|Vuggestue"
    r"|Sygehus|Boldklub|Svømmeklub|Fodboldklub|Fjerboldklub|Rideklub|Håndboldklub|Idrætsforening|Motorskole|Bageri|Planteskole"
    r"|Boghandel|Slagteri|Autoværksted|Autoservice|Maskinværk|Minikøb|Feriecenter|Menighed|Kulturcenter|Handelsskole|Specialskole)"
)
_NAMED = re.compile(rf"(?<![\w-]){_HEAD}(?:[ ](?:{_LINK}[ ])?{_CAP}){{1,4}}")
_ENDED = re.compile(rf"(?<![\w-]){_CAP}(?:[ ](?:{_CAP}|{_LINK})){{0,3}}[ ]{_TAIL}(?!\w)")
_FIRM = re.compile(rf"(?<![\w-]){_CAP}(?:[ ](?:&|og|{_CAP})){{0,4}}[ ](?:ApS|A/S|I/S|IVS|K/S|P/S|S/I|v/ ?{_CAP}(?: {_CAP})?)(?!\w)")
_GLUED = re.compile(
    r"(?<![\w-])(?!(?i:folke|friskole|sko|privat|special|efter|høj|ungdoms|musik|aften|sprog|kost|grund|natur|køre|svømme|ride|real|hoved|hjemme"
    r"|skov|integrerede?|inde|ude|fri|sommer|hel|erhvervs|handels|by|lands|nabo|kommune)(?:skole|børnehave|vuggestue|gymnasi))"
    r"[A-ZÆØÅ][a-zæøå]{3,40}(?:skolen?s?|børnehaven?s?|gymnasium|gymnasiet|hallen|kroen)(?!\w)"
)


def find(text: str) -> Iterator[Place]:
    """Names built with a word for what they are."""
    for pattern, score in ((_NAMED, 0.75), (_ENDED, 0.75), (_FIRM, 0.8), (_GLUED, 0.7)):
        yield from places(pattern, text, score)


ORGANISATION = IdentifierKind("organisation", Kind.ORG, find)
