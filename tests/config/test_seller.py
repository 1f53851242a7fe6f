"""The table `seller`: all of it optional, and none of it wrong."""

from pathlib import Path

import pytest

from bot.config import example_config, load_config
from bot.domain.invoice_document import BankAccount, ElectronicAddress, PostalAddress, Seller
from bot.errors import BadInput

MAILBOX = '[mailbox]\nhost = "imap.example.com"\nuser = "billing@example.com"\n'


def seller(folder: Path, text: str) -> Seller:
    (folder / "config.toml").write_text(f"{MAILBOX}[seller]\n{text}", "utf-8")
    return load_config(folder / "config.toml", {}).seller


def test_without_the_table_the_seller_is_empty(tmp_path: Path) -> None:
    assert seller(tmp_path, "") == example_config().seller == Seller()


def test_the_table_becomes_the_seller(tmp_path: Path) -> None:
    text = """
        legal_name = "Progressive Robot Ltd"
        address = ["Unit 4", "1 Robot Way"]
        city = "Leeds"
        post_code = "LS7 2AP"
        country = "GB"
        vat_id = "gb 123 4567 89"
        registration_number = "01234567"
        electronic_address = "0088:5060012349998"
        [seller.bank]
        account_name = "Progressive Robot"
        iban = "gb33 bukb 2020 1555 5555 55"
        bic = "BUKBGB22"
        sort_code = "20-20-15"
        account_number = "55555555"
    """
    assert seller(tmp_path, text) == Seller(
        "Progressive Robot Ltd",
        PostalAddress(("Unit 4", "1 Robot Way"), "Leeds", "LS7 2AP", "GB"),
        "GB123456789",
        "01234567",
        ElectronicAddress("0088", "5060012349998"),
        BankAccount(
            "Progressive Robot", "GB33BUKB20201555555555", "BUKBGB22", "202015", "55555555"
        ),
    )


def test_every_problem_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    text = """
        country = "UK"
        vat_id = "123456789"
        electronic_address = "billing@example.com"
        adress = ["1 Robot Way"]
        [seller.bank]
        iban = "GB33 BUKB 2020 1555 5555 56"
        bic = "BUKB"
        sort_code = "20-20"
        account_number = "5"
    """
    with pytest.raises(BadInput) as refused:
        seller(tmp_path, text)
    assert [f"{p.line} {p.column}: {p.what}" for p in refused.value.problems] == [
        "6 seller.country: not a country: write its ISO code, as GB",
        "7 seller.vat_id: write it with its country, as GB123456789",
        "8 seller.electronic_address: write scheme:identifier, as 0088:5060012349998",
        "11 seller.bank.iban: not an IBAN: its check digits are wrong",
        "12 seller.bank.bic: not a BIC: 8 or 11 characters",
        "13 seller.bank.sort_code: write six digits, as 20-20-15",
        "14 seller.bank.account_number: not an account number",
        "9 seller.adress: there is no such key; did you mean address?",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('sort_code = "20-20-15"', "seller.bank.account_number: missing, but there is a sort_code"),
        ('bic = "BUKBGB22"', "seller.bank.iban: missing, but there is a bic"),
    ],
)
def test_half_an_account_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        seller(tmp_path, f"[seller.bank]\n{text}")
