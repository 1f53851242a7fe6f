"""What mail programs print in each language: dates, the labels of a header block, their signatures.

The forms are those of the programs as they are sold; dates come from CLDR, by Babel.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime

LONG = "d MMMM y HH:mm"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language.

    Attributes:
        locale: CLDR's name of it.
        labels: From, Sent, To, Cc and Subject, as Outlook labels a header block.
        wrote: Gmail's line above a quotation, with {at} for its moment and {who}.
        at: how Gmail writes a moment, as a CLDR pattern.
        said: Thunderbird's line, likewise, with a name only.
        phone: what an iPhone puts below a mail.
        original: the separator of older programs.
        reply: the prefix of an answer's subject.
        forward: the prefix of a forward's subject.
        greeting: how our own letters begin, before the name.
    """

    locale: str
    labels: tuple[str, str, str, str, str]
    wrote: str
    at: str
    said: str
    phone: str
    original: str
    reply: str
    forward: str
    greeting: str

    def moment(self, at: datetime, pattern: str = "") -> str:
        """Return a moment as it is printed."""
        return format_datetime(at, pattern or self.at, locale=self.locale)

    def above(self, line: str, at: datetime, who: str) -> str:
        """Return a line above a quotation."""
        return line.format(at=self.moment(at), who=who)


TONGUES: Mapping[str, Tongue] = {
    "en": Tongue(
        "en_GB",
        ("From", "Sent", "To", "Cc", "Subject"),
        "On {at}, {who} wrote:",
        "EEE, d MMM y 'at' HH:mm",
        "On {at}, {who} wrote:",
        "Sent from my iPhone",
        "Original Message",
        "Re",
        "Fwd",
        "Hello",
    ),
    "de": Tongue(
        "de_DE",
        ("Von", "Gesendet", "An", "Cc", "Betreff"),
        "Am {at} schrieb {who}:",
        "EEE, d. MMM y 'um' HH:mm 'Uhr'",
        "Am {at} schrieb {who}:",
        "Von meinem iPhone gesendet",
        "Ursprüngliche Nachricht",
        "AW",
        "WG",
        "Guten Tag",
    ),
    "fr": Tongue(
        "fr_FR",
        ("De", "Envoyé", "À", "Cc", "Objet"),
        "Le {at}, {who} a écrit :",
        "EEE d MMM y 'à' HH:mm",
        "Le {at}, {who} a écrit :",
        "Envoyé de mon iPhone",
        "Message d'origine",
        "RE",
        "TR",
        "Bonjour",
    ),
    "es": Tongue(
        "es_ES",
        ("De", "Enviado", "Para", "CC", "Asunto"),
        "El {at}, {who} escribió:",
        "EEE, d MMM y 'a' 'las' H:mm",
        "El {at}, {who} escribió:",
        "Enviado desde mi iPhone",
        "Mensaje original",
        "RE",
        "RV",
        "Estimado/a",
    ),
    "it": Tongue(
        "it_IT",
        ("Da", "Inviato", "A", "Cc", "Oggetto"),
        "Il giorno {at} {who} ha scritto:",
        "EEE d MMM y 'alle' 'ore' HH:mm",
        "Il {at}, {who} ha scritto:",
        "Inviato da iPhone",
        "Messaggio originale",
        "R",
        "I",
        "Gentile",
    ),
    "nl": Tongue(
        "nl_NL",
        ("Van", "Verzonden", "Aan", "CC", "Onderwerp"),
        "Op {at} schreef {who}:",
        "EEE d MMM y 'om' HH:mm",
        "Op {at} schreef {who}:",
        "Verstuurd vanaf mijn iPhone",
        "Oorspronkelijk bericht",
        "RE",
        "FW",
        "Geachte",
    ),
    "sv": Tongue(
        "sv_SE",
        ("Från", "Skickat", "Till", "Kopia", "Ämne"),
        "Den {at} skrev {who}:",
        "EEE d MMM y 'kl' HH:mm",
        "Den {at}, skrev {who}:",
        "Skickat från min iPhone",
        "Ursprungligt meddelande",
        "Sv",
        "VB",
        "Hej",
    ),
    "nb": Tongue(
        "nb_NO",
        ("Fra", "Sendt", "Til", "Kopi", "Emne"),
        "{at} skrev {who}:",
        "EEE d. MMM y 'kl'. HH:mm",
        "Den {at}, skrev {who}:",
        "Sendt fra min iPhone",
        "Opprinnelig melding",
        "SV",
        "VS",
        "Hei",
    ),
    "da": Tongue(
        "da_DK",
        ("Fra", "Sendt", "Til", "Cc", "Emne"),
        "Den {at} skrev {who}:",
        "EEE d. MMM y 'kl'. HH.mm",
        "Den {at} skrev {who}:",
        "Sendt fra min iPhone",
        "Oprindelig meddelelse",
        "SV",
        "VS",
        "Hej",
    ),
    "pl": Tongue(
        "pl_PL",
        ("Od", "Wysłano", "Do", "DW", "Temat"),
        "{at} {who} napisał(a):",
        "EEE, d MMM y 'o' HH:mm",
        "W dniu {at}, {who} pisze:",
        "Wysłane z iPhone'a",
        "Wiadomość oryginalna",
        "Odp",
        "PD",
        "Sz. P.",
    ),
    "pt": Tongue(
        "pt_PT",
        ("De", "Enviado", "Para", "Cc", "Assunto"),
        "{who} escreveu ({at}):",
        "EEEE, d/MM/y 'à(s)' HH:mm",
        "Em {at}, {who} escreveu:",
        "Enviado do meu iPhone",
        "Mensagem original",
        "RE",
        "ENC",
        "Estimado(a)",
    ),
}

Above = Callable[[datetime, str], str]
