"""Banners that a mail host writes above a text, and legal notices below it.

Neither is the sender's words. Both are told by how they begin together with what else they say, as
"Caution" or "If you have received" may begin a sentence about an order, too.
"""

import re

_WARNING = re.compile(
    r"^\W{0,6}(?:caution|warning|attention|notice|alert|be careful|achtung|vorsicht|warnung|"
    r"hinweis|wichtig|avertissement|prudence|atención|precaución|aviso|advertencia|attenzione|"
    r"avviso|let op|waarschuwing|pas op|atenção|cuidado|advarsel|obs|varning|bemærk|merk|viktig|"
    r"huomio|varoitus|uwaga|ostrzeżenie|pozor|upozornění|upozornenie|figyelem|figyelmeztetés|"
    r"vigyázat|atenție|avertisment|внимание|увага|dikkat|uyarı|προσοχή|oprez|opozorilo|tähelepanu|"
    r"dėmesio|uzmanību|external|extern\w*|this (?:e-?mail|message)|diese (?:e-?mail|nachricht)|"
    r"ce (?:message|courriel|mail)|este (?:correo|mensaje|e-?mail)|questa (?:e-?)?mail|"
    r"deze (?:e-?mail|mail)|denne (?:e-?mail|e-?post(?:en)?|mail|besked)|detta (?:mejl|mail)|"
    r"ta wiadomość|tento e-?mail|tato zpráva|ez az (?:e-?mail|üzenet)|acest (?:e-?mail|mesaj)|"
    r"tämä (?:viesti|sähköposti))\b",
    re.IGNORECASE,
)
_FROM_OUTSIDE = re.compile(
    r"originat\w* (?:from )?(?:outside|extern)|outside (?:of )?(?:the|our|your|this) \w+|"
    r"unknown sender|external (?:e-?mail|sender|source|message)|sender is (?:external|not)|"
    r"recogni[sz]e the sender|click(?:ing)? (?:on )?(?:any )?links|open(?:ing)? (?:any )?(?:links|"
    r"attachments)|von extern|externe[rnms]? (?:absender|e-?mail|quelle|mail)|außerhalb (?:der|"
    r"des|ihre|unsere)|extérieur|(?:expéditeur|courriel|message) externe|fuera de|externo|"
    r"dall'esterno|dall’esterno|esterno|esterna|van buiten|buiten (?:de|onze|uw)|"
    r"externe (?:afzender|mail|e-?mail)|udefra|uden for|utenfor|utifrån|utanför|ekstern|"
    r"externt?\b|ulkopuol|ulkoi|spoza|z zewnątrz|zewnętrzn|mimo (?:organizaci|naši|společnost)|"
    r"externího|kívül|külső|din afara|exterior|внешн|зовнішн|извън|dışından|harici|εξωτερικ|izvan|"
    r"zunaj|väljast|iš išorės|ārpus",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"^\W{0,6}(?:e-?mail |message |courriel |correo |mail )?(?:external|extern[aeo]?|externes?|"
    r"esterno|ekstern|ulkoinen|zewnętrzn\w|externí|külső)(?:[\s:-]{0,3}(?:e-?mail|sender|message|"
    r"mail|absender|nachricht|courriel|expéditeur|correo|mittente|afzender|afsender|avsändare|"
    r"nadawca|odesílatel|feladó))?\W{0,6}$",
    re.IGNORECASE,
)
_SELDOM = re.compile(
    r"you don.t often get e-?mail from|some people who received this message don.t often|sie "
    r"erhalten nicht (?:oft|häufig) e|vous ne recevez pas souvent d|vous n.obtenez pas souvent|no "
    r"suele recibir|non si ricevono spesso|ricevi spesso messaggi|u ontvangt niet vaak|je ontvangt "
    r"niet vaak|du får ikke ofte|du får inte ofta|nie otrzymujesz często|não costuma receber|"
    r"nedostáváte často|et saa usein|nem gyakran kap|nu primiți des",
    re.IGNORECASE,
)
_START = re.compile(
    r"^\W{0,4}(?:this (?:e-?mail|message|communication|transmission)[^.]{0,80}(?:confidential|"
    r"intended|privileged|attachment)|the (?:information|contents?)[^.]{0,60}(?:e-?mail|message|"
    r"communication)|confidentiality (?:notice|note|statement)|disclaimer\b|important notice|"
    r"legal notice|please consider the environment|think before you print|save paper|"
    r"if you (?:are not the|have received this|received this)|registered (?:in|office|company)|"
    r"virus-?free|scanned by|diese (?:e-?mail|nachricht)[^.]{0,80}(?:vertraulich|bestimmt|"
    r"enthält)|vertraulichkeits|der inhalt dieser (?:e-?mail|nachricht)|bitte (?:denken sie|"
    r"prüfen sie)[^.]{0,40}(?:umwelt|drucken)|ce (?:message|courriel|mail|"
    r"courrier)[^.]{0,80}(?:confidentiel|destiné|attaché|exclusif)|avis de confidentialité|"
    r"pensez à l.environnement|avant d.imprimer|este (?:mensaje|correo|"
    r"e-?mail)[^.]{0,80}(?:confidencial|dirigido|destin)|aviso (?:legal|de confidencialidad)|"
    r"antes de imprimir|(?:questo|il presente|la presente) (?:messaggio|e-?mail|"
    r"comunicazione)[^.]{0,80}(?:riservat|destin|confidenzial)|le informazioni contenute|"
    r"avviso di riservatezza|prima di stampare|dit (?:bericht|e-?mail)[^.]{0,80}(?:vertrouwelijk|"
    r"bestemd)|deze (?:e-?mail|mail)[^.]{0,80}(?:vertrouwelijk|bestemd)|"
    r"de informatie[^.]{0,80}(?:vertrouwelijk|bestemd)|denk aan het milieu|est[ae] (?:mensagem|"
    r"e-?mail)[^.]{0,80}(?:confidencial|destin)|denne (?:e-?mail|meddelelse|melding|"
    r"e-?post(?:en)?|mail)[^.]{0,80}(?:fortrolig|konfidensiell|beregnet)|detta (?:mejl|meddelande|"
    r"e-?post)[^.]{0,80}(?:konfidentiell|avse)|tänk på miljön|tenk på miljøet|tämä (?:viesti|"
    r"sähköposti)[^.]{0,80}(?:luottamuksell|tarkoitettu)|(?:ta|"
    r"niniejsza) wiadomość[^.]{0,80}(?:poufn|przeznacz)|t(?:ato zpráva|ento e-?mail|"
    r"áto správa)[^.]{0,80}(?:důvěrn|určen|dôvern)|ez az (?:e-?mail|üzenet)[^.]{0,80}(?:bizalmas|"
    r"címzett)|acest (?:mesaj|e-?mail)[^.]{0,80}(?:confiden|destin)|(?:bu e-?posta|"
    r"bu mesaj)[^.]{0,80}(?:gizli)|(?:это|данное) сообщение[^.]{0,80}конфиденц)",
    re.IGNORECASE,
)
WORDS = re.compile(
    r"confiden|vertraulich|vertrouwelijk|riservat|fortrolig|konfiden|luottamuks|poufn|důvěrn|"
    r"dôvern|bizalmas|intended recipient|addressee|registered (?:in|office|company|number|"
    r"charity)|company (?:no|number|reg)|virus|monitor|environment|print|unsubscribe|subscribed|"
    r"handelsregister|amtsgericht|geschäftsführ|sitz der gesellschaft|ust-?id|siret|\brcs |\btva |"
    r"capital (?:social|de)|partita iva|p\.? ?iva|kvk|\bbtw|\bcvr|org\.? ?nr|inscrita en|\bnif|"
    r"vat (?:no|gb|reg|number)|follow us|visit (?:us|our)|www\.|https?://|linkedin|twitter|"
    r"data protection|privacy|dsgvo|rgpd|gdpr|trading (?:as|name)|authori[sz]ed and regulated|"
    r"umwelt|sąd rejonowy|krs|regon|cégjegyzék|y-tunnus|obchodn\w+ rejstřík|registrul comerțului|"
    r"nr\. reg",
    re.IGNORECASE,
)
"""What legal notices and the small print of a signature say."""

_WRAPPED = 60
"""A line this long that ends in no full stop goes on in the next one."""

_BANNER_LINES = 6
_ENOUGH = 600


def notice_lines(lines: list[str], paragraphs: list[tuple[int, int]]) -> set[int]:
    """Return the numbers of the lines that are banner or legal notice.

    A banner may stand in one paragraph with the text below it, so that only its own lines count; a
    legal notice is a whole paragraph.
    """
    found: set[int] = set()
    for first, last in paragraphs:
        text = " ".join(line.strip() for line in lines[first:last])[:_ENOUGH]
        if _is_banner(lines[first], text):
            found.update(range(first, _banner_end(lines, first, last)))
        elif _START.match(text):
            found.update(range(first, last))
    return found


def _is_banner(line: str, text: str) -> bool:
    if _TAG.match(line) or _SELDOM.search(text[:200]):
        return True
    return bool(_WARNING.match(text) and _FROM_OUTSIDE.search(text[:300]))


def _banner_end(lines: list[str], first: int, last: int) -> int:
    """Return the line after a banner: it goes on while its lines are wrapped, or warn as well."""
    for number in range(first + 1, min(last, first + _BANNER_LINES)):
        above = lines[number - 1].strip()
        wrapped = len(above) >= _WRAPPED and not above.endswith((".", "!", "?", "]", "*", ">"))
        alone = not _TAG.match(above) and _WARNING.fullmatch(above.rstrip(" :!*]-"))
        if not (wrapped or alone or _FROM_OUTSIDE.search(lines[number])):
            return number
    return min(last, first + _BANNER_LINES)
