"""The words by which mail programs mark other people's text, in thirty languages.

Collected from what Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, Zoho, Notes, help desks and
others write above a reply or a forward. All in lower case, without dashes, stars and colons.
"""

import re

ORIGINAL = frozenset(
    phrase.casefold()
    for phrase in (
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
        "reply message", "antwort nachricht", "originale meddelelse", "original e-mail",
        "original mail", "mail original", "e-mail original", "courriel original",
        "correo original", "ursprungligt mejl", "αρχικό μήνυμα",
        "originalno sporočilo", "izvirno sporočilo", "originali žinutė", "pradinis laiškas",
        "sākotnējais ziņojums", "algne kiri", "algne sõnum", "оригинално съобщение",
        "元のメッセージ", "原始邮件", "原始郵件", "邮件原件", "원본 메시지",
    )
)  # fmt: skip
"""Above a reply, and above a forward of older Outlooks."""

FORWARDED = frozenset(
    phrase.casefold()
    for phrase in (
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
        "προωθημένο μήνυμα", "posredovano sporočilo", "persiųstas laiškas", "pārsūtīts ziņojums",
        "edastatud kiri", "edastatud sõnum", "препратено съобщение", "転送メッセージ",
        "转发的邮件", "轉寄的郵件", "전달된 메시지", "weitergeleitete e-mail", "forwarded email",
        "e-mail transféré", "courriel transféré", "email inoltrata", "correo reenviado",
    )
)  # fmt: skip

FORWARDED_BY = (
    "forwarded by ", "weitergeleitet von ", "réacheminé par ", "transféré par ", "transmis par ",
    "reenviado por ", "remitido por ", "inoltrato da ", "doorgestuurd door ", "encaminhado por ",
    "reencaminhado por ", "videresendt af ", "videresendt av ", "vidarebefordrat av ",
    "przekazane przez ", "przesłane przez ", "přeposlal ", "továbbította ",
)  # fmt: skip
"""How Notes and others begin the separator above a forward; a name and a date follow."""

FIELDS = {
    **dict.fromkeys(
        ("from", "von", "de", "da", "van", "fra", "från", "od", "feladó", "lähettäjä", "de la",
         "expéditeur", "remitente", "mittente", "afzender", "avsändare", "avsender", "afsender",
         "nadawca", "odesílatel", "odosielateľ", "expeditor", "expeditorul", "отправитель", "от",
         "від", "від кого", "от кого", "kimden", "gönderen", "šalje", "saatja", "送信元",
         "από", "nuo", "差出人", "发件人", "寄件者", "보낸 사람", "sender", "absender"),
        "from",
    ),
    **dict.fromkeys(
        ("sent", "date", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "date d'envoi",
         "enviado", "enviado el", "enviado em", "enviada em", "enviada", "fecha", "data",
         "inviato", "inviata", "data invio", "verzonden", "sendt", "dato", "skickat", "wysłano",
         "odesláno", "odoslané", "dátum", "elküldve", "küldve", "lähetetty", "päivämäärä",
         "päiväys", "trimis", "dată", "tarih", "gönderildi", "дата", "отправлено", "надіслано",
         "sent at", "date sent", "日付", "message du", "στάλθηκε", "ημερομηνία", "poslano",
         "išsiųsta", "nosūtīts", "datums", "saadetud", "kuupäev", "изпратено", "送信日時", "日時",
         "发送时间", "日期", "寄件日期", "보낸 날짜", "날짜", "enviado a", "gönderme tarihi",
         "data/ora", "datum/uhrzeit"),
        "date",
    ),
    **dict.fromkeys(
        ("to", "an", "à", "a", "para", "aan", "til", "till", "do", "komu", "pro", "pre", "címzett",
         "vastaanottaja", "către", "destinatarul", "pour", "destinataire", "destinatario",
         "destinatário", "ontvanger", "adresat", "kime", "кому", "prima", "mottagare",
         "modtager", "mottaker", "送信先", "προς", "za", "kam", "kellele", "saaja", "adressaat",
         "до", "宛先", "收件人", "收件者", "받는 사람", "empfänger", "recipient"),
        "to",
    ),
    **dict.fromkeys(
        ("cc", "bcc", "kopie", "kopie (cc)", "copie", "copie à", "copia", "kopi", "kopia", "kopio",
         "kópia", "másolat", "másolatot kap", "dw", "do wiadomości", "копия", "копія", "bilgi",
         "c.c.", "cópia", "blindkopie", "cci", "cco", "ccn", "κοιν", "kp", "koopia", "skrytá kopie",
         "抄送", "副本", "참조", "kopi til", "kopia till", "kopie an", "copy", "cc/bcc"),
        "cc",
    ),
    **dict.fromkeys(
        ("subject", "betreff", "objet", "sujet", "asunto", "oggetto", "onderwerp", "assunto",
         "emne", "ämne", "temat", "předmět", "predmet", "tárgy", "aihe", "subiect", "subiectul",
         "konu", "тема", "naslov", "件名", "re", "θέμα", "zadeva", "tema", "tēma", "teema",
         "относно", "主题", "主旨", "제목", "betr", "rubrik", "titel"),
        "subject",
    ),
    **dict.fromkeys(
        ("reply-to", "risposta", "antwort an", "répondre à", "responder a", "rispondi a",
         "importance",
         "wichtigkeit", "priorität", "attachments", "anlagen", "pièces jointes", "organization",
         "resent-from", "message-id", "importancia", "importanza", "urgentie", "attachment",
         "anlage", "pièce jointe", "datos adjuntos", "allegati", "allegato", "bijlagen", "bijlage",
         "anexos", "anexo", "vedhæftede filer", "bifogade filer", "vedlegg", "liitteet",
         "załączniki", "přílohy", "mellékletek", "atașamente", "priority", "prioridad", "priorité",
         "sensitivity", "vertraulichkeit", "répondre a", "odpowiedz do", "svar til"),
        "other",
    ),
}  # fmt: skip
FIELDS = {label.casefold(): field for label, field in FIELDS.items()}
"""Label of a header line -> which field it is."""

VERBS = (
    "wrote", "writes", "schrieb", "schreibt", "a écrit", "écrit", "escribió", "escribe",
    "ha scritto", "scrive", "scritto", "schreef", "geschreven", "escreveu", "escrito", "skrev",
    "skreiv", "kirjoitti", "napisał(a)", "napisała", "napisał", "pisze", "napsal(a)", "napsala",
    "napsal", "napísal(a)", "napísala", "napísal", "írta", "a scris", "scris", "пишет",
    "написала", "написал", "пише", "написав", "yazdı", "je napisao", "je napisala", "kirjutas",
    "έγραψε", "geschrieben", "hat geschrieben", "je napisal", "rašė", "parašė", "rakstīja",
    "napisao", "kirjoittaa", "skriver", "schrijft", "написа",
)  # fmt: skip
"""What an attribution says its author did."""

_SPACED_VERBS = "|".join(re.escape(v.casefold()) for v in sorted(VERBS, key=len, reverse=True))
SAYS = re.compile(rf"(?<!\w)(?:{_SPACED_VERBS})(?!\w)|写道|寫道|のメール|が書きました|님이 작성")
"""One of them as a word of its own; in Chinese, Japanese and Korean words are not parted."""

STARTERS = (
    "on ", "at ", "am ", "le ", "el ", "il giorno ", "il ", "in data ", "op ", "em ", "a ",
    "den ", "på ", "pe ", "w dniu ", "dnia ", "dne ", "dňa ", "mnt ", "-- on ", "---- on ",
    "на ", "в ", "tarihinde ", "dana ", "στισ ", "vào ", "ngày ", "kl ", "у ",
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

ABOVE_THIS_LINE = re.compile(
    r"(?:above|over|ovenfor|oberhalb|über|au[- ]dessus|encima|arriba|sopra|boven|acima|ovanför|"
    r"over|yläpuolel\w+|powyżej|nad|fölé|deasupra)\s+(?:of\s+|de\s+|do\s+|di\s+)?(?:this|dieser|der|cette|esta|est[ae]|"
    r"questa|deze|desta|denne|denna|tämän|tej|tímto|e|acest\w*)\s*(?:line|zeile|linie|ligne|línea|"
    r"linea|riga|regel|lijn|linha|linje\w*|rad\w*|rivin|linii|řádkem|sor|lini\w*)|"
    r"tämän rivin yläpuolelle|ezen sor fölé|vonal fölé"
)
"""What help desks write above their conversation: "Please type your reply above this line"."""

FIRST_PERSON = frozenset({"i", "we", "ich", "wir", "je", "nous", "yo", "ik", "wij", "jeg", "vi"})
"""Who tells what they wrote: no attribution but a sentence."""

NOT_NAMES = frozenset(
    {"am", "pm", "a.m.", "p.m.", "uhr", "um", "at", "on", "schrieb", "skrev", "schreef", "heeft",
     "użytkownik", "odesílatel", "používateľ", "пользователь", "користувач", "időpontban", "от",
     "from", "von", "kl", "kl.", "klo", "г", "г.", "в", "о", "to", "gmt", "utc", "cet", "cest",
     "bst", "est", "edt", "pst", "pdt", "ezt", "le", "à", "a", "las", "alle", "ore", "la", "om",
     "di", "par", "de", "mailto", "h", "user", "uživatel", "korisnik", "uporabnik", "vartotojas"}
)  # fmt: skip
"""What stands between the date and the name in an attribution."""
