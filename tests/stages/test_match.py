from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.ledger import Snapshot
from bot.domain.message import Layer
from bot.domain.understanding import Answer, Facts
from tests.builders import (
    LEDGER,
    Mail,
    candidate,
    engagement,
    invoice,
    ledger,
    matched,
    mention,
    numbers,
    order,
    stated,
)

ONE_OPEN = ledger(engagements=LEDGER.engagements[:1], invoices=LEDGER.invoices[:3])


def where(mail: Mail, snapshot: Snapshot = LEDGER) -> tuple[list[str], list[str]]:
    placement = matched(mail, snapshot).placements[0]
    return [str(e.engagement_id) for e in placement.engagements], numbers(placement.invoices)


INTRANET = (["ENG-0007"], ["PR-2026-0117", "PR-2026-0118"])


KIOSK = (["ENG-0009"], ["PR-2026-0120"])


@pytest.mark.parametrize(
    ("said", "mail", "place"),
    [
        ("our engagement in its sentence", Mail(orders=(stated("4500012345", "ENG-0009"),)), KIOSK),
        ("our quote in its sentence", Mail(orders=(stated("4500012345", "Q-0007"),)), INTRANET),
        ("our SOW in its sentence", Mail(orders=(stated("4500012345", "SOW-0009"),)), KIOSK),
        (
            "an invoice in its sentence",
            Mail(orders=(stated("4500012345", "PR-2026-0118"),)),
            (["ENG-0007"], ["PR-2026-0118"]),
        ),
        (
            "a quote elsewhere in the mail",
            Mail(orders=(stated(),), mentions=(mention("Q-0009"),)),
            KIOSK,
        ),
        (
            "a quote in the document that holds it",
            Mail(
                orders=(stated(),),
                candidates=(candidate("4500012345"),),
                mentions=(mention("Q-0009", Layer.ATTACHMENT),),
            ),
            KIOSK,
        ),
        (
            "the answer to our question",
            Mail(
                orders=(stated(),),
                answer=Answer(
                    ("2. Visitor kiosk (ENG-0009)",), (mention("ENG-0009"),), "4500012345"
                ),
            ),
            KIOSK,
        ),
        (
            "an answer whose line has only a title",
            Mail(orders=(stated(),), answer=Answer(("2. Visitor kiosk",), ())),
            KIOSK,
        ),
        (
            "the token of the thread",
            Mail(orders=(stated(),), mentions=(mention("ENG-0009", Layer.SUBJECT, token=True),)),
            KIOSK,
        ),
        (
            "what our quoted mail asked about",
            Mail(orders=(stated(),), mentions=(mention("PR-2026-0120", Layer.QUOTED_OURS),)),
            KIOSK,
        ),
        ("the title beside it", Mail(orders=(stated(words="po for the kiosk"),)), KIOSK),
        ("the title in the mail", Mail(orders=(stated(),), text="It is for the KIOSKS."), KIOSK),
        ("the title in the subject", Mail(orders=(stated(),), subject="PO visitor kiosk"), KIOSK),
        (
            "the title in the document",
            Mail(
                orders=(stated(),),
                document="Visitor kiosk, one lot",
                candidates=(candidate("4500012345"),),
            ),
            KIOSK,
        ),
        ("a sum that only one work has", Mail(orders=(stated(amount=Decimal(7000)),)), KIOSK),
        (
            "the sum of one waiting invoice",
            Mail(orders=(stated(amount=Decimal(8400)),)),
            KIOSK,
        ),
        (
            "the sum stated for the mail",
            Mail(orders=(stated(),), facts=Facts(amount=Decimal(18400))),
            INTRANET,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_order_goes_where_the_sender_says(
    said: str, mail: Mail, place: tuple[list[str], list[str]]
) -> None:
    assert where(mail) == place, said


def test_what_the_sender_writes_now_outranks_the_token() -> None:
    token = mention("ENG-0007", Layer.SUBJECT, token=True)

    assert where(Mail(orders=(stated("4500012345", "Q-0009"),), mentions=(token,))) == KIOSK
    assert where(Mail(orders=(stated(),), mentions=(token,), text="for the kiosk")) == KIOSK


def test_the_token_outranks_a_sum_that_fits_elsewhere() -> None:
    token = mention("ENG-0009", Layer.SUBJECT, token=True)

    assert where(Mail(orders=(stated(amount=Decimal(18400)),), mentions=(token,))) == KIOSK


def test_a_thread_about_two_pieces_of_work_narrows_the_question_to_them() -> None:
    third = engagement("ENG-0011", "Archive scan")
    snapshot = ledger(engagements=(*LEDGER.engagements, third))
    tokens = tuple(mention(e, Layer.SUBJECT, token=True) for e in ("ENG-0007", "ENG-0009"))

    placement = matched(Mail(orders=(stated(),), mentions=tokens), snapshot).placements[0]

    assert [c.engagement.engagement_id for c in placement.choices] == ["ENG-0007", "ENG-0009"]


def test_both_takes_all_the_work_that_the_thread_is_about() -> None:
    tokens = tuple(mention(e, Layer.SUBJECT, token=True) for e in ("ENG-0007", "ENG-0009"))

    assert where(Mail(orders=(stated(),), mentions=tokens, text="PO 4500012345 covers both")) == (
        ["ENG-0007", "ENG-0009"],
        ["PR-2026-0117", "PR-2026-0118", "PR-2026-0120"],
    )


def test_the_only_work_that_needs_an_order_gets_it() -> None:
    assert where(Mail(orders=(stated(),)), ONE_OPEN) == INTRANET


def test_nothing_to_choose_by_is_a_numbered_question() -> None:
    placement = matched(Mail(orders=(stated(),))).placements[0]

    assert placement.engagements == ()
    assert [c.engagement.engagement_id for c in placement.choices] == ["ENG-0007", "ENG-0009"]


def test_a_reference_nobody_knows_is_not_overruled_by_the_only_open_work() -> None:
    mail = Mail(orders=(stated(),), mentions=(mention("Q-9999"),))

    assert where(mail, ONE_OPEN) == ([], [])


def test_a_draft_never_gets_a_number() -> None:
    mail = Mail(orders=(stated("4500012345", "PR-2026-0119"),))

    assert where(mail) == (["ENG-0007"], [])


def test_work_whose_order_has_run_out_needs_one_again() -> None:
    expired = order("4500000001", "ENG-0007", valid_to=date(2026, 10, 31))
    snapshot = replace(ONE_OPEN, invoices=(), purchase_orders=(expired,))

    assert where(Mail(orders=(stated(),)), snapshot) == (["ENG-0007"], [])


def test_work_with_an_open_order_and_nothing_waiting_needs_none() -> None:
    snapshot = replace(ONE_OPEN, invoices=(), purchase_orders=(order("4500000001", "ENG-0007"),))

    placement = matched(Mail(orders=(stated(),)), snapshot).placements[0]

    assert placement.engagements == ()
    assert len(placement.choices) == 1


def test_closed_work_without_waiting_invoices_is_not_asked_about() -> None:
    closed = engagement("ENG-0011", "Archive scan", status="closed")
    snapshot = ledger(engagements=(*LEDGER.engagements, closed))

    choices = matched(Mail(orders=(stated(),)), snapshot).placements[0].choices

    assert "ENG-0011" not in [c.engagement.engagement_id for c in choices]


def test_two_orders_go_each_to_their_own() -> None:
    mail = Mail(
        orders=(
            stated("4500012345", words="intranet search"),
            stated("4500012346", words="kiosk"),
        ),
        text="4500012345 intranet search\n4500012346 kiosk",
    )

    placements = matched(mail).placements

    assert [[e.engagement_id for e in p.engagements] for p in placements] == [
        ["ENG-0007"],
        ["ENG-0009"],
    ]


def test_the_second_order_goes_to_the_only_work_that_is_left() -> None:
    mail = Mail(orders=(stated("4500012345"), stated("4500012346", "Q-0007")))

    placements = matched(mail).placements

    assert [[e.engagement_id for e in p.engagements] for p in placements] == [
        ["ENG-0009"],
        ["ENG-0007"],
    ]


def test_one_orders_references_are_not_the_others() -> None:
    mail = Mail(
        orders=(stated("4500012345", "Q-0007"), stated("4500012346")),
        mentions=(mention("Q-0007"),),
    )

    assert [e.engagement_id for e in matched(mail).placements[1].engagements] == ["ENG-0009"]


def test_each_orders_document_speaks_for_it_alone() -> None:
    first, second = "attachment:a.pdf#1", "attachment:b.pdf#1"
    mail = Mail(
        orders=(stated("4500012345"), stated("4500012346")),
        candidates=(candidate("4500012345", first), candidate("4500012346", second)),
        mentions=(
            replace(mention("Q-0009", Layer.ATTACHMENT), origin=first),
            replace(mention("Q-0007", Layer.ATTACHMENT), origin=second),
        ),
    )

    assert [[e.engagement_id for e in p.engagements] for p in matched(mail).placements] == [
        ["ENG-0009"],
        ["ENG-0007"],
    ]


def test_an_answer_about_another_order_does_not_place_this_one() -> None:
    answer = Answer(("2. Visitor kiosk",), (mention("ENG-0009"),), po_number="4500099999")

    assert where(Mail(orders=(stated(),), answer=answer)) == ([], [])


def test_a_longer_title_is_meant_where_a_shorter_one_is_part_of_it() -> None:
    snapshot = ledger(
        engagements=(
            engagement("ENG-0007", "Search service"),
            engagement("ENG-0009", "Search service archive"),
        )
    )

    assert where(Mail(orders=(stated(words="for search service archive"),)), snapshot)[0] == [
        "ENG-0009"
    ]


def test_a_reference_that_a_reply_kept_in_its_subject_yields_to_what_is_written_now() -> None:
    kept = mention("Q-0007", Layer.SUBJECT)
    mail = Mail(orders=(stated(),), mentions=(kept,), subject="Re: Quote Q-0007")

    assert where(mail) == INTRANET
    assert where(replace(mail, text="PO for the visitor kiosk")) == KIOSK
    assert where(replace(mail, text="PO for the visitor kiosk", subject="Q-0007")) == INTRANET


def test_a_word_that_any_mail_may_have_chooses_no_work() -> None:
    snapshot = ledger(
        engagements=(
            engagement("ENG-0007", "Planning portal rebuild"),
            engagement("ENG-0009", "Fleet telematics for electric vans, second depot"),
        )
    )

    for text in ("Use our supplier portal.", "The electric meter is read on Monday."):
        assert where(Mail(orders=(stated(),), text=text), snapshot) == ([], [])
    assert where(Mail(orders=(stated(),), text="for the portal rebuild"), snapshot)[0] == [
        "ENG-0007"
    ]


def test_words_in_common_tell_of_which_kind_of_work_a_mail_speaks() -> None:
    desk = (
        engagement("ENG-0007", "Service desk, Leeds", status="closed"),
        engagement("ENG-0008", "Service desk, Hull"),
        engagement("ENG-0009", "Visitor kiosk"),
    )
    snapshot = ledger(engagements=desk, invoices=(invoice("PR-2026-0120", "ENG-0009"),))

    assert where(Mail(orders=(stated(),), text="PO for the desk"), snapshot)[0] == ["ENG-0008"]


def test_an_answer_counts_where_our_question_named_no_number() -> None:
    answer = Answer(("2. nothing we know",), ())

    assert where(Mail(orders=(stated(),), answer=answer)) == ([], [])
