"""Words, folded, that change what a cue in their sentence says."""

from bot.stages._normal import word_set

YET = word_set(
    "yet noch encore aun todavia ainda ancora nog endnu enda annu enna viela jeszcze jeste meg inca"
)

NEVER = word_set(
    "never nie jamais nunca mai nooit aldrig aldri nigdy nikdy soha niciodata koskaan"
    " sosem sose jamas weder neither nor kunftige kunftigen future"
)

NOT = word_set(
    "not t cannot unable impossible nicht kein keine unmoglich pas impossible no imposible impide"
    " nao impossivel non impossibile niet geen onmogelijk ikke inte ej umuligt umulig omojligt ei"
    " emme voi nie nemozna niemozliwe nelze nejde ne nem lehet nu imposibil"
)

BEFORE = word_set(
    "before bevor avant antes prima voordat voor for innan inden fore ennen zanim nez predtim"
    " mielott inainte"
)

HANDED = word_set(
    "find attached enclosed anbei beigefugt anliegend joint jointe joints trouver adjunto adjunta"
    " adjuntamos allegato allegata bijgevoegd bijgaand anexo vedlagt vedhaeftet bifogat bifogad"
    " liitteena zalaczeniu priloze mellekelten csatolva atasat anexat"
)

OTHERWISE = word_set(
    "otherwise else sonst ansonsten andernfalls sinon contrario altrimenti anders contrario"
    " ellers annars muuten inaczej jinak kulonben maskepp altfel"
)

STAYS = word_set(
    "stays remains continues keeps bleibt lauft reste continue sigue permanece rimane resta blijft"
    " mantem continua fortsaetter bestar forblir kvarstar fortsatter sailyy jatkuu pysyy pozostaje"
    " zustava marad ramane"
)

REGULARLY = word_set(
    "monthly quarterly weekly needed required monatlich quartalsweise bedarf mensuel mensuellement"
    " besoin mensual mensualmente trimestral mensile mensilmente trimestrale maand maandelijks"
    " kwartaal mensalmente maned manedlig manedligt manedsvis manadsvis behov kuukausittain"
    " miesiecznie mesicne havonta lunar trimestrial"
)

YOU = word_set(
    "you somebody someone anyone anybody sie ihr jemand vous quelqu podeis pueden alguien podrian"
    " potete qualcuno u jullie iemand voces alguem i nogen dere noen ni nagon te joku panstwo ktos"
    " vy nekdo onok valaki dumneavoastra cineva"
)
"""Of whom a question asks something."""

INVOICES = word_set(
    "invoices rechnungen factures facturas fatture facturen faturas fakturaer fakturaene fakturor"
    " laskut faktury faktur szamlak szamlakat facturi facturile every each any all jede alle toute"
    " toutes chaque toda todas cada tutte ogni elke hver alla varje kaikki kazda kazdy minden toate"
)
"""In a sentence about invoices in general."""

ASKS = word_set(
    "please could can would like move change changed extend request from now our bitte konnen"
    " konnten mochten kunftig verlangern andern pourriez pouvez souhaitons demandons passer"
    " desormais pueden podrian solicitamos ampliar pasar potete potreste chiediamo portare graag"
    " kunnen kunt verlengen wijzigen podem solicitamos alargar kan kunne onsker vil gerne kunna"
    " onskar forlange andra voisitteko pyydamme pidentaa prosimy mozna wydluzyc prosime muzete"
    " prodlouzit kerjuk hosszabbit rugam puteti prelungi"
)

ONE_MORE = word_set(
    "one second other another separate additional extra rest remaining further new zweite"
    " weitere ubrige neue autre reste seconde nouveau nouvelle otro otra resto nuevo nueva altro"
    " tweede andere overige nieuwe anden anden andra ovriga ny nye toinen drugi druha nowe"
)

SEPARATE = word_set(
    "separate separat separate separaten getrennt getrennte eigene eigenstandige andere distinct"
    " distincte separe separee distinto distinta separado separada distinto diverso separato"
    " separata apart aparte los losse afzonderlijk afzonderlijke adskilt saerskilt atskilt"
    " fristaende erillinen oddzielne odrebne samostatna kulon onallo separata independent"
)

FROM = word_set(
    "from to than von vom als zu zur de du des del della dal dalla dell van dan do da dos das fra"
    " fran an kuin od ot mint fata"
)
"""Behind "separate order": what it is separate from."""

WITHOUT = word_set("without ohne sans sin senza zonder sem uden uten utan ilman bez nelkul fara")
