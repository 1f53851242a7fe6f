"""Answers to our own question whether POs are needed: "1", "Yes, please", "No, we don't".

The question has two numbered lines about orders: the first begins with "yes" and says that they are
required, the second with "no" and says that none are used. So an answer is only read where that
question is quoted, in whatever language, and what it says is what the chosen line says.
"""

from collections.abc import Sequence

from bot.domain.message import Layer, Passage
from bot.domain.rules import Label, Rules
from bot.domain.understanding import Intent
from bot.stages._answers import choices_in, reply_in
from bot.stages._normal import word_set
from bot.stages._picked import UNSURE, picked
from bot.stages._scan import Scan, scan
from bot.stages._words import Words

CHOICES = (Intent.PO_REQUIRED, Intent.PO_NOT_USED)
"""What the two lines of our question say."""

MOST_WORDS = 12
"""A longer answer speaks for itself."""

BARE = 5
"""In so few words a yes or no at their head is one, without a comma behind it."""

_YES = word_set("yes yep yeah ja jawohl oui si sim jo japp kylla joo tak ano igen da ναι")
_NO = word_set("no nope nein non nao nee nej nei ei nie ne nem nu όχι")
_NEEDS = word_set(
    "need needs require requires use uses brauchen brauche braucht benotigen benotigt verwenden"
    " nutzen besoin utilisons exigeons necesitamos usamos utilizamos precisamos bisogno servono"
    " serve usiamo utilizziamo nodig gebruiken behover bruger trenger bruker behovs anvander"
    " tarvitsemme tarvitaan kaytamme potrzebujemy uzywamy potrebujeme pouzivame kell hasznalunk"
    " szuksegunk nevoie folosim"
)
_NONE = word_set(
    "not t don never no none without nicht kein keine keinen nie ne pas aucun jamais nunca non mai"
    " nessun nao nem niet geen nooit ikke aldrig ingen inte aldri ei emme nie nigdy nepotrebujeme"
    " nepouzivame nem nincs nu"
)
_HEDGES = word_set(
    "but however yet only if when above over below unless except some sometimes mostly usually"
    " otherwise problem worries idea still longer aber jedoch noch nur wenn falls ab uber unter"
    " ausser manchmal sonst mais seulement quand sauf parfois encore sinon pero sino solo cuando"
    " salvo excepto veces todavia ma pero soltanto quando tranne ancora volte mas apenas exceto"
    " ainda maar alleen wanneer behalve soms nog men kun bare hvis nar endast utom ibland an mutta"
    " vain jos vela ale tylko jesli oprocz jeszcze jen pokud krome jeste de csak ha kiveve meg dar"
    " doar daca inca"
)
"""Words after which an answer is no plain one: a person reads it."""


def asks_for_policy(passages: Sequence[Passage], rules: Rules) -> bool:
    """Return whether what is quoted of ours is the question for the policy about orders."""
    quoted = "\n".join(p.text for p in passages if p.layer is Layer.QUOTED_OURS)
    lines = [scan(line, rules) for line in choices_in(quoted)]
    if len(lines) != len(CHOICES) or not all(len(line.words) for line in lines):
        return False
    yes, no = (line.words.folded[0] for line in lines)
    return yes in _YES and no in _NO and all(map(_names_order, lines))


def policy_answer(passages: Sequence[Passage], rules: Rules) -> Intent | None:
    """Return what an answer to that question says; None where it is none, or no plain one."""
    reply = reply_in(passages)
    words = scan(reply, rules).words
    if not len(words) or "?" in reply or not _HEDGES.isdisjoint(words.folded):
        return None
    if any(word.startswith(UNSURE) for word in words.folded):
        return None
    lines = picked(words, len(CHOICES), rules.word_list("negations"))
    said = {*(CHOICES[i] for i in lines), *_by_yes_or_no(words), *_by_need(words)}
    return said.pop() if len(said) == 1 else None


def with_policy(wanted: tuple[Intent, ...], policy: Intent | None) -> tuple[Intent, ...]:
    """Return the intents of a mail with that of its answer; its own words go before.

    Where both contradict each other neither counts, and beside another matter a person looks.
    """
    own = set(wanted) & set(CHOICES)
    if policy is None or policy in own or not set(wanted) <= _BESIDE | own:
        return wanted
    if own:
        return tuple(i for i in wanted if i not in own) or (Intent.OTHER,)
    return (*(i for i in wanted if i is not Intent.OTHER), policy)


_BESIDE = frozenset({Intent.OTHER, Intent.PO_NEW, Intent.PO_BLANKET, Intent.PO_PROMISED})
"""What a mail may say beside its answer: an order, or that one will come. All go before it."""


def _names_order(line: Scan) -> bool:
    return any(isinstance(hit.rule, Label) for hit in line.labels)


def _by_yes_or_no(words: Words) -> set[Intent]:
    at, end = _head(words), _first_sentence(words)
    is_alone = end <= BARE or bool(words.after(at).strip())
    if not is_alone or end > MOST_WORDS:
        return set()
    if words.folded[at] in _YES and _NONE.isdisjoint(words.folded[at + 1 : end]):
        return {Intent.PO_REQUIRED}
    return {Intent.PO_NOT_USED} if words.folded[at] in _NO else set()


def _by_need(words: Words) -> set[Intent]:
    """Read the first sentence: "we need POs", "we do not need one", "no need"."""
    at, end = _head(words), _first_sentence(words)
    said = words.folded[at:end]
    if said[0] in _NO and said[1:] and said[1] not in _NEEDS:
        said = said[1:]
    if end > MOST_WORDS or any(words.numeric[at:end]) or _NEEDS.isdisjoint(said):
        return set()
    return {Intent.PO_REQUIRED if _NONE.isdisjoint(said) else Intent.PO_NOT_USED}


def _head(words: Words) -> int:
    """Return where the words begin, behind the number of a line: "1. Yes, please"."""
    return 1 if words.numeric[0] and len(words) > 1 else 0


def _first_sentence(words: Words) -> int:
    """Return where it ends, as a count of words; the number of a line is none."""
    return next((i for i in range(_head(words) + 1, len(words)) if words.hard[i]), len(words))
