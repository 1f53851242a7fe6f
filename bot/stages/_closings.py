"""How a text is closed, and what is given below the close all the same.

Sign-offs ("Kind regards"), the lines of phones and apps ("Sent from my iPhone"), and the lines
below a name that are no signature: a postscript, an order, a number.
"""

import re

from bot.stages._notices import WORDS

_SIGN_OFF = re.compile(
    r"^\W{0,2}(?:(?:kind(?:est)?|best|warm(?:est)?|with(?: my)? (?:kind |best )?|many|"
    r"kindest) ?(?:regards|wishes|thanks)|(?:best )?regards|best|br|kr|rgds|yours (?:sincerely|"
    r"faithfully|truly)|sincerely|cheers|thanks(?: (?:and|&) (?:kind |best )?regards)?|thank you|"
    r"many thanks|(?:vielen |besten |herzlichen )?dank(?:e)?(?: und (?:viele|beste|freundliche|"
    r"liebe) gr(?:ü|ue)(?:ß|ss)e)?|mit (?:freundliche[mn]|besten|bestem|herzlichen|vielen|"
    r"lieben) (?:gr(?:ü|ue)(?:ß|ss)(?:en)?|dank)|freundliche[nr]? gr(?:ü|ue)(?:ß|ss)en?|(?:viele|"
    r"beste|liebe|schöne|herzliche|sonnige) gr(?:ü|ue)(?:ß|ss)e|gr(?:ü|ue)(?:ß|ss)e?|"
    r"hochachtungsvoll|mfg|vg|lg|(?:bien |très )?cordialement|cdl?t|(?:bien )?à vous|"
    r"sincères salutations|salutations|respectueusement|(?:meilleures|cordiales) salutations|"
    r"(?:merci|bonne journée)|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|"
    r"(?:un )?cordial saludo|atentamente|(?:muchas )?gracias|cordiali saluti|cordialmente|"
    r"distinti saluti|(?:un )?saluti|(?:grazie|buona giornata)(?: e (?:cordiali )?saluti)?|"
    r"met (?:vriendelijke|hartelijke) groet(?:en)?|vriendelijke groet(?:en)?|"
    r"hartelijke groet(?:en)?|groet(?:en|jes)?|mvg|m\.v\.g\.|gr\.?|(?:alvast )?bedankt|"
    r"(?:com os )?(?:melhores )?cumprimentos|atenciosamente|att|abraços?|(?:muito )?obrigad[oa]|"
    r"(?:med )?venlig hilsen|(?:de )?bedste hilsner|mvh|vh|dbh|hilsen|"
    r"(?:med )?vänlig(?:a)? hälsning(?:ar)?|(?:bästa )?hälsningar|(?:tack|tak)|"
    r"(?:med )?vennlig hilsen|ystävällisin terveisin|(?:parhain )?terveisin|t|kiitos|z poważaniem|"
    r"z wyrazami szacunku|pozdrawiam|z pozdrowieniami|dziękuję|s pozdravem|s přátelským pozdravem|"
    r"děkuji|s pozdravom|s úctou|ďakujem|üdvözlettel|tisztelettel|köszönettel|cu (?:stimă|respect|"
    r"drag)|mulțumesc|с уважением|з повагою|saygılarımla|iyi çalışmalar|με εκτίμηση|s poštovanjem|"
    r"srdačan pozdrav|lep pozdrav|lugupidamisega|parimate soovidega|pagarbiai|"
    r"ar cieņu)\s{0,2}[,.!;–-]{0,2}"
    r"(?:\s{1,2}(?-i:[A-ZÀ-ÞŁŚŠŽČ][^\W\d_'’-]{1,20}(?: [A-ZÀ-ÞŁŚŠŽČ][^\W\d_.'’-]{0,20}){0,2}))?"
    r"[^\w:?]{0,4}$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^\W{0,3}(?:sent (?:via |(?:from|with|using|by) (?:my|\[?mail|yahoo|outlook|samsung|"
    r"proton|mobile|a (?:phone|mobile)|the |airmail|windows|spark|k-9|typeapp|bluemail|"
    r"gmail|aol|nine|"
    r"blackberry|galaxy|ipad|iphone|android|an? |canary|superhuman|sparrow))|get \[?outlook for|"
    r"from my iphone|get bluemail|(?:diese \w+ wurde )?(?:von|gesendet (?:von|über|mit)|"
    r"mit) (?:meine[mr]|outlook|der|yahoo|samsung|gmx|web\.de|proton|mobil)[^\n]{0,40}(?:iphone|"
    r"ipad|android|mobil|smart|outlook|handy|galaxy|gerät|gesendet|app|mail)|gesendet (?:mit|von|"
    r"über) |von meinem iphone|(?:envoyé|expédié) (?:de|depuis|à partir d|avec|via)|"
    r"télécharger outlook|obtenez outlook|(?:enviado|mandado) (?:desde|con|a través)|"
    r"obtener outlook|descargar outlook|inviato (?:da|con|tramite)|scarica outlook|"
    r"ottieni outlook|(?:verzonden|verstuurd) (?:vanaf|van|met|via)|outlook voor|download outlook|"
    r"enviado (?:do|da|pelo|a partir|com)|obter o outlook|sendt (?:fra|via|med) |hent outlook|"
    r"få outlook|skickat (?:från|med|via)|hämta outlook|skaffa outlook|lähetetty (?:\w+|yahoo)|"
    r"hanki outlook|wysłan[eoay] (?:z|za|przez)|pobierz (?:program )?outlook|(?:odesláno|"
    r"odoslané) (?:z|ze|pomocí)|získejte outlook|získať outlook|[\w-]+(?:ról|ről|omról|"
    r"emről) küldve|az? [\w-]+om?ról küldve|outlook beszerzése|trimis (?:de pe|de la|din|cu)|"
    r"obțineți outlook|отправлено (?:с|из)|надіслано (?:з|із)|[\w']+(?:dan|den) gönderildi|"
    r"στάλθηκε από|poslano (?:s|iz|z)|iphone ?から送信|[\w ]+から送信|发自我的|發自我的|"
    r"從我的|从我的|"
    r"나의 [\w ]+에서 보냄)[^\n]{0,90}$",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(
    r"^\W{0,3}(?:p\.? ?s\.?(?:\W|$)|ps\d?\W|p\.? ?d\.?:|post ?scriptum|n\.?b\.?\W|edit\W|update\W|"
    r"nachtrag|ergänzung|addendum)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^\W{0,3}(?:[^\W\d]{1,9}[.°º:]{0,2}\s{1,2}){0,3}(?:p\.?o\.?(?! ?box|[^\W\d])|purchase order|"
    r"order (?:no|number|ref)|\w{0,12}bestell|auftragsn|\w{0,4}commande|\w{0,4}pedido|"
    r"orden de compra|ordine|oda\b|inkooporder|bestelbon|zamówieni|objednáv|\w{0,3}rendelés|"
    r"\w{0,5}tilaus|\w{0,9}ordre|inköpsorder|beställning|encomenda|comand|заказ|замовлен|sipariş|"
    r"bc\b|narudžb|naročil)[^\n]{0,40}[0-9]{3}",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:tel|telefon\w*|télé?p?h?o?n?e?|phone|ph|mob|mobile?|mobil\w*|cell|fax|direct|office|"
    r"ext|durchwahl|gsm|handy|vat|ust|mwst|tva|nif|cif|siren|rcs|kvk|btw|cvr|org|reg|company|"
    r"hr[ab]|iban|bic|swift|konto|account|sort code|postfach|bo[îi]te|apartado|nip|regon|krs|ičo?|"
    r"dičo?|adószám|cui|rea|ein|duns|d-u-n-s|eori|skype|whatsapp|puh|tlf|tfn|matkap|licen[cs]e|"
    r"steuern\w*|gln|[tmfdcpeh] ?[.:]|tél|тел)(?!\w)|@|www\.|p\.? ?o\.? ?box|☎|📞|📱|\(0\)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"^\W{0,4}[a-z]{0,2}[\s.:]{0,2}(?:\+|\(?0\d|\(\d{3}\)|"
    r"\d{3}[-. ]\d{3}[-. ]\d{4}$)[\d\s()/.–-]*$",
    re.IGNORECASE,
)
_SEGMENTS = re.compile(r"[|·•,;\t]|  |\s[–-]\s")
_TOKEN = re.compile(r"(?<![\w@.])[\w/-]*\d[\w/-]*\d[\w/-]*\d[\w/-]*")
_AMERICAN_PHONE = re.compile(r"(?:1-)?\d{3}-\d{3}-\d{4}")
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}")
_POSTCODE = re.compile(
    r"(?:(?:d|a|ch|f|i|b|l|nl|dk|s|se|n|no|fi|fin|pl|cz|hu|ro|es|e|pt|p|gr|lt|lv|ee|sk|si|hr|it|"
    r"fr|be|at|de|lu)-)?\d{2,5}(?:-\d{3,4})?",
    re.IGNORECASE,
)


def is_sign_off(line: str) -> bool:
    """Return whether a line closes a text, in one language or in two ("... / Best regards")."""
    if len(line) > 80:
        return False
    return any(_SIGN_OFF.match(part.strip()) for part in re.split(r"[/|]", line) if part.strip())


def is_device(line: str) -> bool:
    """Return whether a phone or an app wrote a line."""
    return len(line) <= 160 and bool(_DEVICE.match(line)) and not gives_number(line)


def is_contact(line: str) -> bool:
    """Return whether a line tells how to reach somebody, or what a company is registered as."""
    return bool(_CONTACT.search(line) or WORDS.search(line) or _PHONE.match(line))


def is_postscript(line: str) -> bool:
    """Return whether a line says that something was forgotten above."""
    return bool(_POSTSCRIPT.match(line))


def gives_order(line: str) -> bool:
    """Return whether a line is an order's label with its number."""
    return bool(_ORDER.match(line[:120])) and not _CONTACT.search(line)


def gives_number(line: str) -> bool:
    """Return whether a line holds a number that is neither phone, post code, date nor register."""
    if len(line) > 200 or is_contact(line):
        return False
    segments = (segment for segment in _SEGMENTS.split(line) if not _PHONE.match(segment))
    return any(_is_number(t.strip("-/_")) for segment in segments for t in _TOKEN.findall(segment))


def _is_number(token: str) -> bool:
    if any(form.fullmatch(token) for form in (_DATE, _POSTCODE, _AMERICAN_PHONE)):
        return False
    digits = sum(character.isdigit() for character in token)
    return digits >= 6 or (digits >= 4 and not token.isdigit())
