"""Numbers in a mail: where they count, and why they do not."""

from dataclasses import replace

import pytest

from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Role
from bot.domain.rules import Platform
from bot.stages.extract import extract
from tests.rules.mails import (
    COMPANY,
    RULES,
    extracted,
    forwarded,
    given,
    new,
    ours,
    page,
    refusal,
    signature,
    subject,
    theirs,
)

ORDER = """NORTHMOOR COUNCIL
PURCHASE ORDER
PO Number: 10480355 Date: 20/11/2026
Supplier: Progressive Robot Ltd
Supplier No: 100234
Requisition: 10012345
Net total 12,500.00
VAT No GB 999999973
"""


# --- evidence ------------------------------------------------------------------------------------


def test_a_candidate_points_at_its_text_in_the_original_passage() -> None:
    text = "Grüße — unsere Bestell\u00adnummer:\u00a04500\u200b012345, danke"
    candidate = extracted(new(text))[0]
    assert candidate.number == "4500012345"
    assert text[candidate.start : candidate.end] == candidate.text == "4500\u200b012345"


def test_full_width_digits_and_odd_hyphens_are_read_as_plain_ones() -> None:
    assert given(new("PO ＰＯ‐２０２６‑１１８")) == ["PO-2026-118"]


def test_combining_marks_do_not_shift_the_place_of_a_number() -> None:
    text = "numéro de commande\u2028n° 118834"
    candidate = extracted(new(text))[0]
    assert text[candidate.start : candidate.end] == "118834"


def test_a_candidate_names_its_rule_origin_and_layer() -> None:
    candidate = extracted(subject("PO 4500012345"))[0]
    assert (candidate.rule, candidate.origin, candidate.layer) == (
        "po-en/label",
        "subject",
        Layer.SUBJECT,
    )
    assert 0 < candidate.confidence <= 1


def test_accepted_numbers_come_first_and_the_surest_of_them_first() -> None:
    found = extracted(new("Vendor 100234. Order 118834. PO number 4500012345."))
    assert [c.number for c in found] == ["4500012345", "118834", "100234"]


def test_refused_numbers_are_listed_with_the_reason() -> None:
    assert refusal("1234567", new("PR 1234567")) == "it is a requisition number"
    assert refusal("PR-2026-0117", new("PR-2026-0117")) == "one of our own numbers"
    assert refusal("2026", new("PO 2026")) == "it looks like a year"
    assert refusal("4711", new("please cancel PO 4711")) == "it is cancelled"


def test_the_same_number_twice_in_a_passage_is_one_candidate() -> None:
    assert len(extracted(new("PO 4500012345. As said: PO 4500012345."))) == 1


# --- where numbers count -------------------------------------------------------------------------


def test_a_number_in_quoted_history_is_refused() -> None:
    assert given(theirs("Our PO is 4500012345")) == []
    assert refusal("4500012345", ours("PO 4500012345")) == "in quoted history"


def test_a_number_in_a_signature_is_refused() -> None:
    assert refusal("4500012345", signature("PO 4500012345")) == "in the signature"


def test_a_forwarded_number_counts() -> None:
    assert given(new("see below"), forwarded("our PO is 4500012345")) == ["4500012345"]


def test_a_number_that_only_the_subject_of_our_own_mail_repeats_is_history() -> None:
    mail = (subject("Re: PO 4500012345"), new("Thank you"), ours("we have noted PO 4500012345"))
    assert given(*mail) == []


def test_the_subject_of_a_reply_counts_where_our_mail_does_not_have_the_number() -> None:
    assert given(subject("Re: PO 4500012345"), new("as above")) == ["4500012345"]


def test_a_bare_number_answers_our_request() -> None:
    request = ours("Could you send us your PO number?")
    assert given(new("4500012345\n\nThanks"), request) == ["4500012345"]
    assert given(new("Hi, it's 4500012345."), request) == ["4500012345"]
    assert given(new("ENG-1001: 118834\nENG-1002: 118835"), request) == ["118834", "118835"]
    assert given(new("118834 for the first, 118835 for the second"), request) == [
        "118834",
        "118835",
    ]


def test_a_bare_number_that_nobody_asked_for_is_nothing() -> None:
    assert given(new("4500012345")) == []


def test_a_telephone_number_on_its_own_line_answers_nothing() -> None:
    assert given(new("01614960000"), ours("Your PO number?")) == []


# --- the client's own format ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Please use 10480355 for phase 2.", "10480355"),
        ("Our ref: 10480355", "10480355"),
        ("PO10480355 attached", "10480355"),
        ("PO number PO10480355", "10480355"),
    ],
)
def test_a_number_in_the_clients_format_needs_no_label(text: str, number: str) -> None:
    assert given(new(text), formats=[r"\d{8}"]) == [number]


def test_a_number_in_the_clients_format_may_be_printed_with_a_space() -> None:
    found = given(new("SWH 400041877 attached"), formats=[r"SWH4000\d{5}"])
    assert found == ["SWH 400041877"]


@pytest.mark.parametrize(
    "text", ["account no 10480355", "0161 10480355", "Invoice 10480355", "+10480355", "£10480355"]
)
def test_the_clients_format_does_not_outweigh_another_label_or_shape(text: str) -> None:
    assert given(new(text), formats=[r"\d{8}"]) == []


def test_small_letters_behind_a_slash_end_a_number_where_the_clients_format_has_them() -> None:
    text = "please use PO 2026-004/mk for Q-2041"
    assert given(new(text), formats=[r"\d{4}-\d{3}/[a-z]{2}"]) == ["2026-004/mk"]


def test_a_number_on_file_is_read_whole_however_its_ending_is_written() -> None:
    passages = [new("please use PO 0045/a for Q-2041")]
    found = extract(passages, RULES, COMPANY, known={"0045/A"})
    assert [c.number for c in found if c.accepted] == ["0045/a"]


def test_a_format_that_backtracks_for_ever_matches_nothing() -> None:
    text = "PO " + "a1" * 17
    assert given(new(text), formats=[r"(a|a1|1a|1)*x"]) == ["a1" * 17]


def test_a_format_that_is_no_expression_matches_nothing() -> None:
    assert given(new("PO 118834"), formats=["("]) == ["118834"]


def test_a_label_and_the_format_together_are_nearly_certain() -> None:
    assert extracted(new("order 10480355"), formats=[r"\d{8}"])[0].confidence >= 0.98


# --- what is said of numbers ---------------------------------------------------------------------


def test_what_is_said_in_one_place_holds_for_the_whole_mail() -> None:
    mail = (subject("PO 4500012345"), new("Please cancel PO 4500012345."))
    assert given(*mail) == []
    assert {c.role for c in extracted(*mail)} == {Role.CANCELLED}


def test_a_number_set_apart_in_the_mail_is_not_given_by_its_subject() -> None:
    mail = (subject("PO 118834"), new("PO 118834 stays as it is, the new one is PO 118835."))
    assert given(*mail) == ["118835"]


def test_one_word_speaks_of_a_whole_list() -> None:
    text = "PO 118834 and 118835 are cancelled. Please cancel POs 118836, 118837 and 118838."
    roles = {c.number: c.role for c in extracted(new(text))}
    assert roles == dict.fromkeys(
        ["118834", "118835", "118836", "118837", "118838"], Role.CANCELLED
    )


def test_an_old_number_without_a_label_of_its_own_is_superseded() -> None:
    roles = {c.number: c.role for c in extracted(new("PO 118834 (replaces 118833)"))}
    assert roles == {"118834": Role.GIVEN, "118833": Role.SUPERSEDED}


def test_an_exchange_names_the_old_and_the_new_number() -> None:
    text = "Please change the PO on PR-2026-0117 from 118834 to 118835."
    roles = {c.number: c.role for c in extracted(new(text)) if c.rule != "our own numbers"}
    assert roles == {"118834": Role.SUPERSEDED, "118835": Role.GIVEN}


def test_a_table_says_what_is_old_and_new() -> None:
    assert given(new("| Old PO | 118833 |\n| New PO | 118834 |")) == ["118834"]


# --- what a mail is about ------------------------------------------------------------------------


def test_numbers_in_a_notice_of_payment_are_mentioned() -> None:
    reason = refusal("118834", new("Remittance advice: PR-2026-0117, PO 118834"))
    assert reason == "in a notice of payment"


def test_numbers_in_a_dispute_are_mentioned() -> None:
    assert refusal("118834", new("We dispute PR-2026-0117 (PO 118834).")) == "in a dispute"


def test_numbers_in_a_statement_are_mentioned() -> None:
    text = "Your statement of account: PR-2026-0117, PO 118834"
    assert refusal("118834", new(text)) == "in a statement of account"


def test_a_new_order_beside_a_payment_is_given_all_the_same() -> None:
    assert given(new("We have paid PR-2026-0117. The new PO is attached: PO 118834.")) == ["118834"]


def test_small_print_about_paying_does_not_take_an_order_back() -> None:
    assert given(new("PO 118834. Payment will be made within 30 days.")) == ["118834"]


def test_a_number_in_the_sentence_of_a_promise_to_pay_is_mentioned() -> None:
    text = "We will pay PR-2026-0117 under PO 118834 on Friday."
    assert refusal("118834", new(text)) == "in a promise to pay"


# --- documents -----------------------------------------------------------------------------------


def test_of_a_document_only_its_own_number_is_given() -> None:
    assert given(page(ORDER)) == ["10480355"]


def test_a_second_order_number_in_a_document_is_not_its_own() -> None:
    text = f"{ORDER}\nOrder 10399999 was invoiced in full."
    assert refusal("10399999", page(text)) == "not the document's own number"


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("INVOICE", "an invoice"),
        ("REMITTANCE ADVICE", "a remittance advice"),
        ("PURCHASE REQUISITION", "a requisition"),
        ("QUOTATION", "a quotation or enquiry"),
        ("Lieferschein", "a delivery note"),
    ],
)
def test_a_document_that_is_no_order_gives_no_number(title: str, what: str) -> None:
    assert refusal("118834", page(f"{title}\nPO Number: 118834")) == f"in {what}, not in an order"


def test_each_headed_page_may_have_its_own_number() -> None:
    first = page("Purchase Order 118834\nWebsite", number=1)
    second = page("Purchase Order 118835\nHosting", number=2)
    assert sorted(given(first, second)) == ["118834", "118835"]


def test_a_document_without_a_heading_gives_its_surest_number() -> None:
    assert given(page("PO number 118834\nOrder 118835 was last year's")) == ["118834"]


def test_a_heading_far_down_is_no_heading() -> None:
    assert given(page("PO number 118834\n" + "word " * 100 + "\nINVOICE")) == ["118834"]


def test_a_column_of_numbers_is_a_list_of_orders() -> None:
    sheet = "PO Number\tProject\tVendor\n118834\tWebsite\t100234\n118835\t\t100234\n\nTotal\t2"
    assert given(page(sheet)) == ["118834", "118835"]


def test_an_attachment_that_gives_nothing_is_left_alone() -> None:
    assert given(page("Minutes of the meeting\nnothing 4711")) == []


# --- limits --------------------------------------------------------------------------------------


def test_a_text_is_read_up_to_256_kilobytes_and_says_so() -> None:
    text = "1 " * 140_000 + "PO 4500012345"
    found = extracted(new(text))
    assert [c.reason for c in found if c.rule == "limit"] == [
        "only the first 256 KB of this text were read"
    ]


def test_a_platform_pattern_that_takes_too_long_is_a_refusal() -> None:
    slow = Platform("slow", "aaa", r"(?P<po>(a|aa|aaa)+)x1", 0.9)
    rules = replace(RULES, platforms=(slow,))
    found = extract([Passage("body", "a" * 300 + "1", Layer.NEW)], rules, COMPANY)
    assert [c.reason for c in found if c.rule == "slow"] == [
        "the pattern took too long on this text"
    ]


def test_a_platform_finds_the_number_that_no_label_announces() -> None:
    candidate = extracted(new("FYI: Northmoor - Standard Purchase Order 2688378, 0"))[0]
    assert (candidate.number, candidate.rule) == ("2688378", "oracle-ebs")


@pytest.mark.parametrize("piece", ["cancel PO 4500012345 ", "PO\t", "PO Number\tX\n4711\t1\n"])
@pytest.mark.timeout(30)
def test_a_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    found = extracted(new(piece * (200_000 // len(piece))))
    assert {candidate.number for candidate in found if candidate.number} <= {
        "4500012345",
        "4711",
        "1",
    }


def test_no_passages_give_no_candidates() -> None:
    assert extracted() == ()
