"""What a sender names only to say that the order is not for it: "not for the app".

The words of a title that stand there choose no work.
"""

import re

from bot.stages._titles import fold

LONGEST = 60
"""So many characters after the words that set apart are set apart, if no clause ends before."""

_WORDS = (
    # English
    r"not (?:for|on|to|against|about|part of)(?: the| our| any)?",
    r"(?:separate|distinct|different|independent)(?:ly)? (?:order |one |po )?(?:from|to|of)",
    r"(?:nothing|anything) to do with|unrelated to|apart from|other than|rather than|unlike",
    # German
    r"(?:nicht|nichts|keinesfalls|auf keinen fall) (?:fur|auf|zu|zur|zum|bei|mit|unter)",
    r"(?:getrennt|unabhangig|losgelost) von|anders als|(?:nichts|nix) mit",
    # French
    r"(?:pas|non|jamais|aucunement|surtout pas) (?:pour|sur|a|au|aux|avec|de|du)",
    r"rien a voir avec|sans (?:rapport|lien) avec|(?:distinct|distincte|separe|separee) d[eu]",
    # Spanish, Portuguese
    r"(?:no|nunca|nao) (?:es |e |va |vale )?(?:para|por|en|em|na|no|sobre|con|com|al|ao)",
    r"nada que ver con|nada a ver com|(?:aparte|distint[oa]|separad[oa]) d(?:e|el|o|a)",
    # Italian
    r"non (?:e |va )?(?:per|su|sul|sulla|con|al|alla)|(?:niente|nulla) a che (?:fare|vedere) con",
    r"(?:divers[oa]|separat[oa]|distint[oa]) da(?:l|lla)?",
    # Dutch
    r"niet (?:voor|op|bij|aan|onder)|(?:los|apart|gescheiden) van|niets te maken met",
    # Danish, Norwegian, Swedish
    r"(?:ikke|inte|ej) (?:til|till|for|pa|under|om)|(?:adskilt|skild|skilt|atskilt) fr[ao]n?",
    r"(?:noget|noe|nagot|inget|ingenting) (?:med|at gore med|att gora med|a gjore med)",
    # Finnish
    r"ei(?:ka)? (?:koske|liity|kuulu)",
    # Polish, Czech
    r"nie (?:na|dla|do|dotyczy|pod)|(?:niezaleznie|odrebn[aey]|osobn[aey]) od",
    r"ne(?:ni|tyka se)? (?:na|pro|k|ke)|nesouvisi s|oddelene od",
    # Hungarian, Romanian
    r"nem (?:a|az|erre)|semmi koze|nu (?:pentru|pe|la)|separat de|fara legatura cu",
)
_APART = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b[^,;:.!?()\n]{{0,{LONGEST}}}")


def without_apart(text: str) -> str:
    """Return a text, folded, without what is named only to be set apart."""
    return _APART.sub(" ", fold(text))
