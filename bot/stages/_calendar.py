"""Names of months, days and stretches of time in the languages of our clients."""

from bot.stages._normal import word_set

_MONTHS = (
    word_set(
        "jan january januar janvier enero ene gennaio gen januari janeiro tammikuu tammikuuta"
        " stycznia styczen ledna leden januara ianuarie janner ιανουαριου"
    ),
    word_set(
        "feb february februar fevrier fev febrero febbraio februari fevereiro helmikuu"
        " helmikuuta lutego luty unora unor februara februarie φεβρουαριου"
    ),
    word_set(
        "mar march marz maerz mars marzo maart mrt marco maaliskuu maaliskuuta marca marzec"
        " brezna brezen marcius martie marts μαρτιου"
    ),
    word_set(
        "apr april avril avr abril abr aprile huhtikuu huhtikuuta kwietnia kwiecien dubna"
        " duben aprila aprilis aprilie απριλιου"
    ),
    word_set(
        "may mai mayo maggio mag mei maio maj toukokuu toukokuuta maja kvetna kveten majus μαιου"
    ),
    word_set(
        "jun june juni juin junio giugno giu junho kesakuu kesakuuta czerwca czerwiec cervna"
        " cerven juna junius iunie ιουνιου"
    ),
    word_set(
        "jul july juli juillet juil julio luglio lug julho heinakuu heinakuuta lipca lipiec"
        " cervence cervenec jula julius iulie ιουλιου"
    ),
    word_set(
        "aug august aout agosto ago augustus augusti elokuu elokuuta sierpnia sierpien srpna"
        " srpen augusta augusztus αυγουστου"
    ),
    word_set(
        "sep sept september septembre septiembre settembre set setembro syyskuu syyskuuta"
        " wrzesnia wrzesien zari szeptember septembrie σεπτεμβριου"
    ),
    word_set(
        "oct okt october oktober octobre octubre ottobre ott outubro out lokakuu lokakuuta"
        " pazdziernika pazdziernik rijna rijen oktobra octombrie οκτωβριου"
    ),
    word_set(
        "nov november novembre noviembre novembro marraskuu marraskuuta listopada listopad"
        " novembra noiembrie νοεμβριου"
    ),
    word_set(
        "dec dez december dezember decembre diciembre dic dicembre dezembro joulukuu"
        " joulukuuta grudnia grudzien prosince prosinec decembra decembrie des desember"
        " δεκεμβριου"
    ),
)
_WEEKDAYS = (
    word_set(
        "monday mon montag lundi lunes lunedi maandag segunda mandag mandagen maanantai"
        " maanantaina poniedzialek pondeli pondelok hetfo hetfon luni δευτερα"
    ),
    word_set(
        "tuesday tue tues dienstag mardi martes martedi dinsdag terca tirsdag tisdag tiistai"
        " tiistaina wtorek utery utorok kedd kedden marti τριτη"
    ),
    word_set(
        "wednesday wed mittwoch mercredi miercoles mercoledi woensdag quarta onsdag"
        " keskiviikko keskiviikkona srode sroda stredu streda szerda szerdan miercuri τεταρτη"
    ),
    word_set(
        "thursday thu thur thurs donnerstag jeudi jueves giovedi donderdag quinta torsdag"
        " torstai torstaina czwartek ctvrtek stvrtok csutortok csutortokon joi πεμπτη"
    ),
    word_set(
        "friday fri freitag vendredi viernes venerdi vrijdag sexta fredag perjantai"
        " perjantaina piatek patek piatok pentek penteken penteki vineri παρασκευη"
    ),
    word_set(
        "saturday sat samstag samedi sabado sabato zaterdag lordag lauantai sobota sobote"
        " szombat sambata"
    ),
    word_set(
        "sunday sun sonntag dimanche domingo domenica zondag sondag sunnuntai niedziela"
        " nedele vasarnap duminica"
    ),
)

MONTHS = {name: i + 1 for i, names in enumerate(_MONTHS) for name in names}
"""Month by folded name."""

WEEKDAYS = {name: i for i, names in enumerate(_WEEKDAYS) for name in names}
"""Day of the week by folded name; Monday is 0."""

NEXT = word_set(
    "next nachsten nachste nachster kommenden kommende kommender prochain prochaine proximo"
    " proxima prossimo prossima volgende aanstaande naeste nasta neste ensi przyszly przyszlym"
    " nastepny pristi jovo kovetkezo viitor viitoare que"
)
"""Words that make a day the one of next week."""

TOMORROW = word_set(
    "tomorrow morgen demain manana domani amanha imorgen imorgon huomenna jutro zitra zajtra"
    " holnap maine"
)
"""The day after."""

TODAY = word_set("today heute hoje oggi hoy vandaag idag tanaan dzisiaj dzis dnes")
"""The same day. French "aujourd'hui" is two words and is left out."""

END = word_set(
    "end ende fin fine einde eind final finales slutningen slutet slutten lopussa koncem"
    " konca vegen fim sfarsitul"
)
"""Words for the end of a stretch of time."""

WEEK = word_set(
    "week woche semaine semana settimana uge ugen vecka veckan uke uken viikon tygodnia tydne"
    " heten het saptamanii"
)
"""A week."""

MONTH = word_set(
    "month monats monat mois mes mese maand maned maneden manad manaden kuun miesiaca mesice"
    " honap lunii"
)
"""A month."""

RANGE = word_set(
    "to until till through thru and bis zum au a al hasta ate tot en met til till och med do"
    " do az ig pana la e und the am den le el il o sunday monday tuesday wednesday thursday"
    " friday"
)
"""Words between the two dates of a period."""
