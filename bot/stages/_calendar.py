"""Names of months, days and stretches of time in the languages of our clients."""

from bot.stages._normal import word_set

_MONTHS = (
    word_set(
        "jan january januar janvier enero ene gennaio gen januari janeiro tammikuu tammikuuta"
        " stycznia styczen ledna leden januara ianuarie janner ιανουαριου januarja sijecnja"
        " января ocak"
    ),
    word_set(
        "feb february februar fevrier fev febrero febbraio februari fevereiro helmikuu"
        " helmikuuta lutego luty unora unor februara februarie φεβρουαριου februarja veljace"
        " февраля subat"
    ),
    word_set(
        "mar march marz maerz mars marzo maart mrt marco maaliskuu maaliskuuta marca marzec"
        " brezna brezen marcius martie marts μαρτιου marta marec ozujka марта"
    ),
    word_set(
        "apr april avril avr abril abr aprile huhtikuu huhtikuuta kwietnia kwiecien dubna duben"
        " aprila aprilis aprilie απριλιου travnja апреля nisan"
    ),
    word_set(
        "may mai mayo maggio mag mei maio maj toukokuu toukokuuta maja kvetna kveten majus μαιου"
        " svibnja мая mayis"
    ),
    word_set(
        "jun june juni juin junio giugno giu junho kesakuu kesakuuta czerwca czerwiec cervna"
        " cerven juna junius iunie ιουνιου lipnja июня haziran"
    ),
    word_set(
        "jul july juli juillet juil julio luglio lug julho heinakuu heinakuuta lipca lipiec"
        " cervence cervenec jula julius iulie ιουλιου srpnja июля temmuz"
    ),
    word_set(
        "aug august aout agosto ago augustus augusti elokuu elokuuta sierpnia sierpien srpna"
        " srpen augusta augusztus αυγουστου avgusta kolovoza августа agustos"
    ),
    word_set(
        "sep sept september septembre septiembre settembre set setembro syyskuu syyskuuta"
        " wrzesnia wrzesien zari szeptember septembrie σεπτεμβριου septembra rujna сентября eylul"
    ),
    word_set(
        "oct okt october oktober octobre octubre ottobre ott outubro out lokakuu lokakuuta"
        " pazdziernika pazdziernik rijna rijen oktobra octombrie οκτωβριου октября ekim"
    ),
    word_set(
        "nov november novembre noviembre novembro marraskuu marraskuuta listopada listopadu"
        " listopad novembra noiembrie νοεμβριου studenoga ноября kasim"
    ),
    word_set(
        "dec dez december dezember decembre diciembre dic dicembre dezembro joulukuu joulukuuta"
        " grudnia grudzien prosince prosinec decembra decembrie des desember δεκεμβριου prosinca"
        " декабря aralik"
    ),
)
_WEEKDAYS = (
    word_set(
        "monday mon montag lundi lunes lunedi maandag segunda mandag mandagen maanantai"
        " maanantaina poniedzialek pondeli pondelok hetfo hetfon luni δευτερα lunea poniedzialku"
        " poniedzialkiem pondelka maanantaihin hetfoig ponedjeljak понедельник"
    ),
    word_set(
        "tuesday tue tues dienstag mardi martes martedi dinsdag terca tirsdag tisdag tiistai"
        " tiistaina wtorek utery utorok kedd kedden marti τριτη martea wtorku uterka tiistaihin"
        " keddig utorak вторник"
    ),
    word_set(
        "wednesday wed mittwoch mercredi miercoles mercoledi woensdag quarta onsdag keskiviikko"
        " keskiviikkona srode sroda stredu streda szerda szerdan miercuri τεταρτη miercurea srody"
        " stredy keskiviikkoon szerdaig srijeda среду"
    ),
    word_set(
        "thursday thu thur thurs donnerstag jeudi jueves giovedi donderdag quinta torsdag"
        " torstai torstaina czwartek ctvrtek stvrtok csutortok csutortokon joi πεμπτη joia"
        " czwartku ctvrtka torstaihin csutortokig cetvrtak четверг"
    ),
    word_set(
        "friday fri freitag vendredi viernes venerdi vrijdag sexta fredag perjantai perjantaina"
        " piatek patek piatok pentek penteken penteki vineri παρασκευη vinerea piatku patku"
        " perjantaihin pentekig petak пятницу"
    ),
    word_set(
        "saturday sat samstag samedi sabado sabato zaterdag lordag lauantai sobota sobote"
        " szombat sambata soboty lauantaihin szombatig subota субботу"
    ),
    word_set(
        "sunday sun sonntag dimanche domingo domenica zondag sondag sunnuntai niedziela nedele"
        " vasarnap duminica niedzieli nedeli sunnuntaihin vasarnapig воскресенье"
    ),
)

_FINNISH = [
    "tammi",
    "helmi",
    "maalis",
    "huhti",
    "touko",
    "kesa",
    "heina",
    "elo",
    "syys",
    "loka",
    "marras",
    "joulu",
]
_HUNGARIAN = [
    "januar",
    "februar",
    "marcius",
    "aprilis",
    "majus",
    "junius",
    "julius",
    "augusztus",
    "szeptember",
    "oktober",
    "november",
    "december",
]

MONTHS = {
    **{name: i + 1 for i, names in enumerate(_MONTHS) for name in names},
    **{
        f"{name}kuu{end}": i + 1
        for i, name in enumerate(_FINNISH)
        for end in ("n", "ssa", "hun", "sta")
    },
    **{
        name + end: i + 1
        for i, name in enumerate(_HUNGARIAN)
        for end in ("ban", "ben", "i", "ig", "tol")
    },
}
"""Month by folded name, in the cases that stand beside days and years."""

WEEKDAYS = {name: i for i, names in enumerate(_WEEKDAYS) for name in names}
"""Day of the week by folded name; Monday is 0."""

NEXT = word_set(
    "next nachsten nachste nachster nachstes kommenden kommende kommender kommendes prochain"
    " prochaine proximo proxima prossimo prossima volgende aanstaande komende naeste naste nasta"
    " neste ensi przyszly przyszla przyszlym przyszlego nastepny nastepnym nastepnego pristi"
    " pristiho jovo kovetkezo viitor viitoare viitorului buduci buduceho sljedeci sljedeceg"
    " следующеи следующии следующем que suivant suivante siguiente"
)
"""Words that make a day the one of next week. "que" is "que viene" and "que vem"."""

TOMORROW = word_set(
    "tomorrow morgen demain manana domani amanha imorgen imorgon huomenna jutro zitra zajtra"
    " holnap maine sutra завтра"
)
"""The day after."""

AFTER_TOMORROW = word_set(
    "ubermorgen uebermorgen dopodomani overmorgen overmorgon ylihuomenna pojutrze pozitri pozajtra"
    " holnaputan poimaine"
)
"""In two days. "Poimâine" and the like are one word; others are in the phrases below."""

AHEAD = tuple(
    (days, tuple(phrase.split()))
    for days, phrases in {
        2: (
            "day after tomorrow",
            "apres demain",
            "pasado manana",
            "depois de amanha",
            "i overmorgen",
            "i overmorgon",
        ),
        7: ("in a week", "a week today", "en una semana", "tra una settimana", "over een week"),
        15: ("dans une quinzaine", "sous quinzaine"),
        14: ("a fortnight today", "in a fortnight", "within a fortnight"),
    }.items()
    for phrase in phrases
)
"""In so many days, in several words."""

COUNTS = {
    word: number
    for number, words in {
        1: "one einer einem une un una uno een en ett yhden jeden jednego jeden egy o um uma",
        2: "two zwei deux dos due twee to tva kahden dwa dwoch dva dvou ket doua dois duas",
        3: "three drei trois tres tre drie kolmen trzy trzech tri trich harom trei",
        4: "four vier quatre cuatro quattro fire fyra neljan cztery ctyri negy patru quatro",
        5: "five funf cinq cinco cinque vijf fem viiden piec pet ot cinci",
        7: "seven sieben sept siete sette zeven syv sju seitseman siedem sedm het sapte sete",
        8: "eight acht huit ocho otto otte atta oito",
        10: "ten zehn dix diez dieci tien ti tio kymmenen dziesiec deset tiz zece dez",
        14: "fourteen vierzehn quatorze catorce fjorten fjorton",
        15: "fifteen quinze quince quindici",
    }.items()
    for word in words.split()
}
"""Small numbers in words, before "days" or "weeks"."""

PAST = word_set(
    "last letzten letzte letzter dernier derniere pasado pasada passado passada scorso scorsa"
    " vorige afgelopen sidste forrige forra senaste viime zeszly zeszla ubiegly ubieglym zeszlym"
    " minuly minule mult trecut trecuta"
)
"""Words that make a day of the week one that is over."""

TODAY = word_set("today heute hoje oggi hoy vandaag idag tanaan dzisiaj dzis dnes azi astazi")
"""The same day. French "aujourd'hui" is two words and is left out."""

END = word_set(
    "end ende fin fine fins einde eind final finales slutningen slutet slutten slutning slut"
    " slutt udgangen udgang utgangen utgang lopussa loppuun loppua loppu koncem konca konec konce"
    " kraja vegen vegeig vegere vege fim sfarsitul sfarsitului finele конца"
    " laufe lauf courant loop corso decurso largo lobet lopet ciagu prubehu folyaman cursul"
)
"""Words for the end of a stretch of time; what comes in its course has come at its end."""

WEEK = word_set(
    "week woche semaine semana settimana uge ugen ugens vecka veckan veckans uke uken ukens"
    " viikon viikko viikolla tydzien tygodniu tygodnia tyden tydnu tydne tyzden tyzdna heten heti"
    " saptamanii saptamana tjedan неделе недели"
)
"""A week."""

MONTH = word_set(
    "month months monats monat mois mes mese maand maned maneden manedens manad manaden manadens"
    " kuun kuukauden miesiaca mesice mesiaca honap lunii mjeseca месяца"
)
"""A month."""

YEAR = word_set(
    "year years jahres jahr annee ano anno jaar aret arets vuoden roku evi anului godine года"
)
"""A year."""

ENDS = word_set("eom monatsende maandeinde maandeind manadsslut kuukaudenvaihteessa")
"""The end of a month in one word."""

YEAR_ENDS = word_set("eoy jahresende jaareinde arsslut arsskiftet vuodenvaihteessa")
"""The end of a year in one word."""

RANGE = word_set(
    "to until till through thru and bis zum au a al hasta ate tot en met til och med do az ig"
    " pana la e und the am den le el il o sunday monday tuesday wednesday thursday friday dnia po"
    " t m"
)
"""Words between the two dates of a period."""

UNTIL = word_set("asti saakka")
"""After a date: Finnish for until it."""

SINCE = word_set("alkaen lahtien")
"""After a date: Finnish for from it on."""
