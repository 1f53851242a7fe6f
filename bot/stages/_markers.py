"""The words by which mail programs mark other people's text, in nineteen languages.

Collected from what Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, Zoho and others write above a
reply or a forward. All in lower case, without dashes, stars and colons.
"""

ORIGINAL = frozenset(
    {
        "original message", "originalnachricht", "ursprüngliche nachricht", "ursprüngliche mail",
        "message d'origine", "message d’origine", "message original", "mensaje original",
        "messaggio originale", "messaggio originario", "oorspronkelijk bericht",
        "oorspronkelijke bericht", "originele bericht", "mensagem original",
        "oprindelig meddelelse", "oprindelig besked", "original meddelelse",
        "ursprungligt meddelande", "originalmeddelande", "opprinnelig melding",
        "original melding", "alkuperäinen viesti", "oryginalna wiadomość",
        "wiadomość oryginalna", "wiadomość pierwotna", "původní zpráva", "původní e-mail",
        "pôvodná správa", "eredeti üzenet", "mesaj original", "mesajul original",
        "исходное сообщение", "оригінальне повідомлення", "orijinal mesaj", "izvorna poruka",
        "reply message", "antwort nachricht",
    }
)  # fmt: skip
"""Above a reply, and above a forward of older Outlooks."""

FORWARDED = frozenset(
    {
        "forwarded message", "begin forwarded message", "forwarded mail", "forward message",
        "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
        "beginn der weitergeleiteten nachricht", "message transféré",
        "début du message transféré", "début du message réexpédié", "message réexpédié",
        "mensaje reenviado", "inicio del mensaje reenviado", "messaggio inoltrato",
        "inizio messaggio inoltrato", "inizio del messaggio inoltrato", "doorgestuurd bericht",
        "begin doorgestuurd bericht", "mensagem encaminhada", "mensagem reencaminhada",
        "início da mensagem encaminhada", "início da mensagem reencaminhada",
        "videresendt meddelelse", "videresendt besked", "start på videresendt besked",
        "vidarebefordrat meddelande", "vidarebefordrat mejl", "vidarebefordrat brev",
        "videresendt melding", "begynnelse på videresendt melding", "välitetty viesti",
        "välitetty viesti alkaa", "välitetty viesti / fwd.msg", "edelleenlähetetty viesti",
        "przekazana wiadomość", "wiadomość przekazana", "treść przekazanej wiadomości",
        "wiadomość przesłana dalej", "początek przekazywanej wiadomości", "přeposlaná zpráva",
        "začátek přeposílané zprávy", "předaná zpráva", "preposlaná správa",
        "továbbított üzenet", "továbbított levél kezdete", "továbbított levél",
        "mesaj redirecționat", "începe mesajul redirecționat", "mesaj transmis mai departe",
        "пересылаемое сообщение", "перенаправленное сообщение", "переслане повідомлення",
        "iletilen ileti", "iletilen mesaj", "i̇letilen i̇leti", "proslijeđena poruka",
        "započni proslijeđenu poruku", "начало переадресованного сообщения",
        "začiatok preposlanej správy", "i̇leti başlangıcı", "ileti başlangıcı",
        "початок листа, що пересилається", "message transmis", "i̇letilmiş mesaj",
        "iletilmiş mesaj", "перенаправлене повідомлення", "メッセージを転送", "转发邮件",
    }
)  # fmt: skip

FIELDS = {
    **dict.fromkeys(
        ("from", "von", "de", "da", "van", "fra", "från", "od", "feladó", "lähettäjä", "de la",
         "expéditeur", "remitente", "mittente", "afzender", "avsändare", "avsender", "afsender",
         "nadawca", "odesílatel", "odosielateľ", "expeditor", "expeditorul", "отправитель", "от",
         "від", "від кого", "kimden", "gönderen", "šalje", "saatja", "送信元"),
        "from",
    ),
    **dict.fromkeys(
        ("sent", "date", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "date d'envoi",
         "enviado", "enviado el", "enviado em", "enviada em", "enviada", "fecha", "data",
         "inviato", "inviata", "data invio", "verzonden", "sendt", "dato", "skickat", "wysłano",
         "odesláno", "odoslané", "dátum", "elküldve", "küldve", "lähetetty", "päivämäärä",
         "päiväys", "trimis", "dată", "tarih", "gönderildi", "дата", "отправлено", "надіслано",
         "sent at", "date sent", "日付"),
        "date",
    ),
    **dict.fromkeys(
        ("to", "an", "à", "a", "para", "aan", "til", "till", "do", "komu", "pro", "pre", "címzett",
         "vastaanottaja", "către", "destinatarul", "pour", "destinataire", "destinatario",
         "destinatário", "ontvanger", "adresat", "kime", "кому", "prima", "mottagare",
         "modtager", "mottaker", "送信先"),
        "to",
    ),
    **dict.fromkeys(
        ("cc", "bcc", "kopie", "kopie (cc)", "copie", "copie à", "copia", "kopi", "kopia", "kopio",
         "kópia", "másolat", "másolatot kap", "dw", "do wiadomości", "копия", "копія", "bilgi",
         "c.c.", "cópia"),
        "cc",
    ),
    **dict.fromkeys(
        ("subject", "betreff", "objet", "sujet", "asunto", "oggetto", "onderwerp", "assunto",
         "emne", "ämne", "temat", "předmět", "predmet", "tárgy", "aihe", "subiect", "subiectul",
         "konu", "тема", "naslov", "件名", "re"),
        "subject",
    ),
    **dict.fromkeys(
        ("reply-to", "risposta", "antwort an", "répondre à", "responder a", "rispondi a",
         "importance",
         "wichtigkeit", "priorität", "attachments", "anlagen", "pièces jointes", "organization",
         "resent-from", "message-id", "importancia", "importanza", "urgentie"),
        "other",
    ),
}  # fmt: skip
"""Label of a header line -> which field it is."""

VERBS = (
    "wrote", "writes", "schrieb", "schreibt", "a écrit", "écrit", "escribió", "escribe",
    "ha scritto", "scrive", "scritto", "schreef", "geschreven", "escreveu", "escrito", "skrev",
    "skreiv", "kirjoitti", "napisał", "napisała", "napisał(a)", "pisze", "napsal", "napsala",
    "napsal(a)", "napísal", "napísala", "napísal(a)", "írta", "a scris", "scris", "пишет",
    "написал", "написала", "пише", "написав", "yazdı", "je napisao", "je napisala", "kirjutas",
    "έγραψε", "geschrieben",
)  # fmt: skip
"""What an attribution says its author did."""

STARTERS = (
    "on ", "at ", "am ", "le ", "el ", "il giorno ", "il ", "in data ", "op ", "em ", "a ",
    "den ", "på ", "pe ", "w dniu ", "dnia ", "dne ", "dňa ", "mnt ", "-- on ", "---- on ",
    "am ", "den ", "på tis", "le\u00a0", "на ", "в ", "tarihinde ", "dana ",
)  # fmt: skip
"""How an attribution begins where it begins with its date."""

FORWARD_PREFIXES = frozenset(
    {"fw", "fwd", "wg", "tr", "rv", "enc", "i", "doorst", "vl", "vb", "vs", "pd", "fs",
     "továbbítás", "továbbított", "tov", "red", "redir", "ilt", "i̇lt", "trans", "转发"}
)  # fmt: skip
REPLY_PREFIXES = frozenset(
    {"re", "aw", "antw", "antwort", "sv", "odp", "ref", "rif", "r", "rép", "rep", "res", "resp",
     "vá", "válasz", "ynt", "bls", "ατ", "atb", "回复", "antw.", "svar"}
)  # fmt: skip
