"""What clients write, in eleven languages: seven mails each, about one piece of work.

`{po}` is their number, `{quote}`, `{invoice}` and `{work}` ours, `{title}` the work's, `{sum}` its
net sum as that language prints it, `{name}` theirs.
"""

KINDS = ("for a quote", "for an invoice", "in one line", "with its sum", "without a number",
         "to follow", "a question")  # fmt: skip
"""The seven, in the order of the texts; the first four give an order, the fifth has no number."""

ORDERS = KINDS[:4]

WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        (
            "Hi there,\n\nplease find our purchase order number for your quote {quote}: {po}.\n\n"
            "Many thanks\n{name}"
        ),
        (
            "Hello,\n\nthe PO number for invoice {invoice} is {po}. Please re-issue it with "
            "the number "
            "so that we can pay.\n\nKind regards,\n{name}"
        ),
        "PO {po} for {work}. Cheers, {name}",
        (
            "Dear accounts team,\n\nwe have approved {title}. Purchase order {po} over "
            "{sum} net was "
            "raised today for your quotation {quote}.\n\nRegards\n{name}"
        ),
        "Hi,\n\nwe are happy with quote {quote}, please go ahead, the order is approved.\n\n{name}",
        (
            "Hello,\n\nthe PO for {quote} is in approval and will follow by the end of next "
            "week.\n\n"
            "Best\n{name}"
        ),
        "Hi,\n\nwho do I speak to about the kick-off of {title}?\n\nThanks\n{name}",
    ),
    "de": (
        (
            "Guten Tag,\n\nzu Ihrem Angebot {quote} lautet unsere Bestellnummer {po}.\n\n"
            "Mit freundlichen Grüßen\n{name}"
        ),
        (
            "Sehr geehrte Damen und Herren,\n\nbitte geben Sie auf der Rechnung {invoice} unsere "
            "Bestellnummer {po} an.\n\nFreundliche Grüße\n{name}"
        ),
        "Bestellnummer {po} für {work}. VG {name}",
        (
            "Hallo,\n\nhiermit bestellen wir {title} gemäß Angebot {quote}.\nBestell-Nr.: {po}\n"
            "Nettobetrag: {sum}\n\nViele Grüße\n{name}"
        ),
        (
            "Guten Tag,\n\nwir nehmen Ihr Angebot {quote} an und erteilen Ihnen hiermit den "
            "Auftrag.\n\n"
            "Mit freundlichen Grüßen\n{name}"
        ),
        "Guten Tag,\n\ndie Bestellnummer zu {quote} folgt nächste Woche.\n\nMfG\n{name}",
        "Guten Tag,\n\nwer ist bei Ihnen der Ansprechpartner für {title}?\n\nDanke\n{name}",
    ),
    "fr": (
        (
            "Bonjour,\n\nvoici notre numéro de bon de commande pour votre devis {quote} : {po}.\n\n"
            "Cordialement\n{name}"
        ),
        (
            "Bonjour,\n\nmerci d'indiquer le numéro de commande {po} sur la facture {invoice}.\n\n"
            "Bien cordialement,\n{name}"
        ),
        "Bon de commande n° {po} pour {work}. Merci, {name}",
        (
            "Bonjour,\n\nnous vous passons commande pour {title}, devis {quote}.\n"
            "N° de commande : {po}\nMontant HT : {sum}\n\nCordialement\n{name}"
        ),
        (
            "Bonjour,\n\nnous acceptons votre devis {quote}, vous pouvez "
            "démarrer.\n\nCordialement\n"
            "{name}"
        ),
        (
            "Bonjour,\n\nle bon de commande pour {quote} est en cours de validation et suivra la "
            "semaine prochaine.\n\nCordialement\n{name}"
        ),
        "Bonjour,\n\nqui est notre interlocuteur pour {title} ?\n\nMerci\n{name}",
    ),
    "es": (
        (
            "Buenos días:\n\nnuestro número de pedido para su oferta {quote} es {po}.\n\n"
            "Un saludo\n{name}"
        ),
        (
            "Hola:\n\npor favor, indiquen el número de pedido {po} en la factura {invoice}.\n\n"
            "Saludos\n{name}"
        ),
        "Pedido {po} para {work}. Gracias, {name}",
        (
            "Estimados señores:\n\nles hacemos el pedido de {title} según su oferta {quote}.\n"
            "N.º de pedido: {po}\nImporte sin IVA: {sum}\n\nAtentamente\n{name}"
        ),
        "Buenos días:\n\naceptamos su oferta {quote}, pueden empezar.\n\nUn saludo\n{name}",
        (
            "Hola:\n\nel pedido de {quote} está en aprobación y lo enviaremos la semana que "
            "viene.\n\n"
            "Saludos\n{name}"
        ),
        "Hola:\n\n¿con quién hablamos de {title}?\n\nGracias\n{name}",
    ),
    "it": (
        (
            "Buongiorno,\n\nil nostro numero d'ordine per la vostra offerta {quote} è {po}.\n\n"
            "Cordiali saluti\n{name}"
        ),
        (
            "Buongiorno,\n\nvi preghiamo di riportare il numero d'ordine {po} sulla fattura "
            "{invoice}."
            "\n\nGrazie\n{name}"
        ),
        "Ordine n. {po} per {work}. Saluti, {name}",
        (
            "Spett.le ditta,\n\ncon la presente ordiniamo {title} come da offerta {quote}.\n"
            "Ordine n.: {po}\nImporto netto: {sum}\n\nDistinti saluti\n{name}"
        ),
        "Buongiorno,\n\naccettiamo la vostra offerta {quote}, procedete pure.\n\nSaluti\n{name}",
        (
            "Buongiorno,\n\nl'ordine per {quote} è in approvazione e seguirà la prossima "
            "settimana.\n\n"
            "Saluti\n{name}"
        ),
        "Buongiorno,\n\nchi è il nostro referente per {title}?\n\nGrazie\n{name}",
    ),
    "nl": (
        (
            "Goedemiddag,\n\nons inkoopordernummer voor uw offerte {quote} is {po}.\n\n"
            "Met vriendelijke groet\n{name}"
        ),
        (
            "Beste,\n\nwilt u inkoopordernummer {po} op factuur {invoice} "
            "vermelden?\n\nGroeten\n{name}"
        ),
        "Ordernummer {po} voor {work}. Groet, {name}",
        (
            "Geachte heer, mevrouw,\n\nhierbij bestellen wij {title} conform offerte {quote}.\n"
            "Inkoopordernummer: {po}\nBedrag excl. btw: {sum}\n\nMet vriendelijke groet\n{name}"
        ),
        "Goedemorgen,\n\nwij gaan akkoord met offerte {quote}, u kunt beginnen.\n\nGroeten\n{name}",
        "Beste,\n\nhet ordernummer voor {quote} volgt volgende week.\n\nGroeten\n{name}",
        "Beste,\n\nwie is ons aanspreekpunt voor {title}?\n\nDank\n{name}",
    ),
    "sv": (
        (
            "Hej,\n\nvårt inköpsordernummer för er offert {quote} är {po}.\n\nVänliga "
            "hälsningar\n{name}"
        ),
        "Hej!\n\nVar vänliga och ange vårt ordernummer {po} på faktura {invoice}.\n\nMvh\n{name}",
        "Inköpsorder {po} för {work}. Hälsningar {name}",
        (
            "Hej,\n\nhärmed beställer vi {title} enligt offert {quote}.\nOrdernummer: {po}\n"
            "Belopp exkl. moms: {sum}\n\nVänliga hälsningar\n{name}"
        ),
        "Hej,\n\nvi accepterar er offert {quote}, ni kan sätta igång.\n\nMvh\n{name}",
        "Hej,\n\nordernumret för {quote} kommer nästa vecka.\n\nMvh\n{name}",
        "Hej,\n\nvem är vår kontaktperson för {title}?\n\nTack\n{name}",
    ),
    "nb": (
        (
            "Hei,\n\nvårt bestillingsnummer for tilbudet deres {quote} er {po}.\n\n"
            "Vennlig hilsen\n{name}"
        ),
        "Hei,\n\nvennligst før opp bestillingsnummer {po} på faktura {invoice}.\n\nMvh\n{name}",
        "Innkjøpsordre {po} for {work}. Hilsen {name}",
        (
            "Hei,\n\nvi bestiller herved {title} i henhold til tilbud {quote}.\nOrdrenummer: {po}\n"
            "Beløp ekskl. mva.: {sum}\n\nVennlig hilsen\n{name}"
        ),
        "Hei,\n\nvi aksepterer tilbudet {quote}, dere kan starte.\n\nMvh\n{name}",
        "Hei,\n\nordrenummeret for {quote} kommer i neste uke.\n\nMvh\n{name}",
        "Hei,\n\nhvem er vår kontaktperson for {title}?\n\nTakk\n{name}",
    ),
    "da": (
        (
            "Hej,\n\nvores indkøbsordrenummer til jeres tilbud {quote} er {po}.\n\n"
            "Venlig hilsen\n{name}"
        ),
        "Hej,\n\nanfør venligst vores ordrenummer {po} på faktura {invoice}.\n\nMvh\n{name}",
        "Indkøbsordre {po} til {work}. Hilsen {name}",
        (
            "Hej,\n\nhermed bestiller vi {title} i henhold til tilbud {quote}.\nOrdrenummer: {po}\n"
            "Beløb ekskl. moms: {sum}\n\nVenlig hilsen\n{name}"
        ),
        "Hej,\n\nvi accepterer jeres tilbud {quote}, I kan gå i gang.\n\nMvh\n{name}",
        "Hej,\n\nordrenummeret til {quote} kommer i næste uge.\n\nMvh\n{name}",
        "Hej,\n\nhvem er vores kontaktperson for {title}?\n\nTak\n{name}",
    ),
    "pl": (
        (
            "Dzień dobry,\n\nnasz numer zamówienia do Państwa oferty {quote} to {po}.\n\n"
            "Z poważaniem\n{name}"
        ),
        (
            "Dzień dobry,\n\nprosimy o podanie numeru zamówienia {po} na fakturze {invoice}.\n\n"
            "Pozdrawiam\n{name}"
        ),
        "Zamówienie nr {po} do {work}. Pozdrawiam, {name}",
        (
            "Szanowni Państwo,\n\nniniejszym zamawiamy {title} zgodnie z ofertą {quote}.\n"
            "Numer zamówienia: {po}\nKwota netto: {sum}\n\nZ poważaniem\n{name}"
        ),
        "Dzień dobry,\n\nakceptujemy ofertę {quote}, mogą Państwo zaczynać.\n\nPozdrawiam\n{name}",
        (
            "Dzień dobry,\n\nnumer zamówienia do {quote} prześlemy w przyszłym tygodniu.\n\n"
            "Pozdrawiam\n{name}"
        ),
        "Dzień dobry,\n\nkto jest naszą osobą kontaktową w sprawie {title}?\n\nDziękuję\n{name}",
    ),
    "pt": (
        (
            "Bom dia,\n\no nosso número de encomenda para a vossa proposta {quote} é {po}.\n\n"
            "Com os melhores cumprimentos\n{name}"
        ),
        (
            "Bom dia,\n\nagradecemos que indiquem a nota de encomenda {po} na fatura {invoice}.\n\n"
            "Cumprimentos\n{name}"
        ),
        "Encomenda n.º {po} para {work}. Obrigado, {name}",
        (
            "Exmos. Senhores,\n\nvimos encomendar {title} conforme a proposta {quote}.\n"
            "Encomenda n.º: {po}\nValor sem IVA: {sum}\n\nAtentamente\n{name}"
        ),
        "Bom dia,\n\naceitamos a vossa proposta {quote}, podem avançar.\n\nCumprimentos\n{name}",
        (
            "Bom dia,\n\na nota de encomenda para {quote} segue na próxima semana.\n\n"
            "Cumprimentos\n{name}"
        ),
        "Bom dia,\n\nquem é o nosso contacto para {title}?\n\nObrigado\n{name}",
    ),
}

TITLES = (
    "Order tracking", "Label scanner", "Spare parts shop", "Shift planner", "Meter reading",
    "Ticket kiosk", "Delivery map", "Stock forecast", "Visitor desk", "Fleet diary",
    "Menu editor", "Waste calendar", "Loan desk", "Harbour board",
)  # fmt: skip
