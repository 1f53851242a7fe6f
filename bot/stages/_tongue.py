"""The language of a mail, guessed from its small words: enough to choose the language of an answer.

A word counts for every language that has it, so what tells is what only few of them say. No guess
is better than a wrong one: the answer is then in English.
"""

import re
from collections import Counter
from collections.abc import Sequence

from bot.domain.message import Layer, Passage

FEWEST = 2
"""So many small words of a language are needed, and more than of any other."""

_SMALL_WORDS = {
    "en": "the of and to is for with our you your we this that please have has are not on will"
    " be from it as thank thanks number attached order purchase invoice hello regards"
    " kind best",
    "de": "der die das und ist für mit sie wir ihre ihr ihnen nicht auf ein eine einen den dem"
    " des im zu zur zum bitte unsere unser haben wird sind anbei lautet vielen dank von"
    " bei wie ich guten tag bestellung bestellnummer rechnung rechnungen freundlichen"
    " grüßen hallo geehrte",
    "fr": "le la les des et est pour avec vous nous votre vos notre ce cette pas sur un une du"
    " au aux merci bonjour veuillez trouver numéro dans que qui je ci-joint par sont"
    " commande facture bon cordialement madame monsieur",
    "es": "el la los las y es para con usted su sus nuestro nuestra no en un una del al por"
    " gracias adjunto número que se le les hola saludos este esta como favor pedido"
    " factura buenos buenas días saludo cordial atentamente estimados",
    "it": "il lo la gli le e è per con voi vostro vostra nostro nostra non in un una del della"
    " dei di da al alla grazie numero che si buongiorno allegato questo questa sono ecco"
    " come ordine fattura cordiali saluti gentile",
    "nl": "de het een en is voor met u uw wij we onze ons niet op van dat deze dit bij bedankt"
    " graag alvast hierbij in te zijn wordt naar aan als hebben ik inkooporder"
    " inkoopordernummer factuur goedemorgen goedemiddag beste geachte vriendelijke groet",
    "sv": "och är för med ni er vi vår vårt inte på en ett av att det den som till från tack"
    " hej här bifogat har kan vänligen ska om jag inköpsorder inköpsordernummer faktura"
    " fakturan vänlig hälsning hälsningar",
    "nb": "og er for med dere deres vi vår vårt ikke på en et av at det den som til fra takk"
    " hei her vedlagt har kan vennligst skal om jeg dette innkjøpsordre"
    " innkjøpsordrenummer bestillingsnummer faktura fakturaen vennlig hilsen",
    "da": "og er for med i jer jeres vi vores ikke på en et af at det den som til fra tak hej"
    " her vedhæftet har kan venligst skal om jeg dette indkøbsordre indkøbsordrenummer"
    " ordrenummer faktura fakturaen venlig hilsen",
    "pl": "i w na z do jest dla nie się że to nasz nasze nasza państwa państwo prosimy proszę"
    " dziękujemy dziękuję numer załączeniu od o po jako oraz dzień dobry zamówienie"
    " zamówienia faktura fakturze poważaniem pozdrawiam szanowni",
    "pt": "o a os as e é para com não em um uma do da dos das no na ao por obrigado obrigada"
    " vosso nosso nossa segue anexo número que se bom dia este esta seu sua cumprimentos"
    " como encomenda fatura boa tarde melhores",
}
_LANGUAGES_OF = {
    word: frozenset(tongue for tongue, words in _SMALL_WORDS.items() if word in words.split())
    for words in _SMALL_WORDS.values()
    for word in words.split()
}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def language_in(passages: Sequence[Passage]) -> str:
    """Return the language of what the sender wrote; where that does not tell, of what is quoted.

    "2" is in no language, and answers a question that was in one.
    """
    for layers in ((Layer.NEW, Layer.SIGNATURE), (Layer.QUOTED_OURS, Layer.QUOTED_THEIRS)):
        said = " ".join(p.text for p in passages if p.layer in layers)
        if language := language_of(said):
            return language
    return ""


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language that a text is in; "" where it does not tell."""
    counted = Counter(
        tongue for word in _WORD.findall(text.lower()) for tongue in _LANGUAGES_OF.get(word, ())
    )
    first, second = (*counted.most_common(2), ("", 0), ("", 0))[:2]
    return first[0] if first[1] >= FEWEST and first[1] > second[1] else ""
