"""A supplementary order that names the order which it adds to, as the one it is "to"."""

import pytest

from tests.rules.mails import new, understood


@pytest.mark.parametrize(
    "text",
    [
        "Here is a supplementary PO 4500012999 to PO 4500012345, 2,000.00 GBP net.",
        "Supplementary purchase order 4500012999 to our order 4500012345 for Q-2041.",
        "Please find the additional PO number 4500012999 to PO 4500012345.",
    ],
)
def test_it_is_given_and_the_other_is_neither_replaced_nor_given_anew(text: str) -> None:
    mail = understood(new(text))
    assert mail.po_numbers == ("4500012999",)
    assert [intent.value for intent in mail.intents] == ["po_supplement", "po_new"]
    assert mail.withdrawn == ()


def test_an_order_that_is_changed_to_another_is_replaced_as_before() -> None:
    mail = understood(new("Please change PO 4500012999 to PO 4500012345."))
    assert (mail.po_numbers, mail.withdrawn) == (("4500012345",), ("4500012999",))
