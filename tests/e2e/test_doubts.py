"""Whole mails that contradict themselves or the ledger, judged as `explain` judges them."""

import json
from pathlib import Path

from click.testing import CliRunner

from bot.cli import main

LEDGER = Path(__file__).parents[1] / "corpus" / "general" / "ledger"
HEAD = """\
Authentication-Results: mx.progressiverobot.com; spf=pass; dkim=pass; dmarc=pass
From: {sender}
To: billing@progressiverobot.com
Subject: Purchase order
Message-ID: <doubt@client.example>
Date: Tue, 24 Nov 2026 08:00:00 +0000
MIME-Version: 1.0
"""
COUNCIL, UNIVERSITY = "g.thorpe@northmoor.gov.uk", "h.osei@wexcombe.ac.uk"


def explained(folder: Path, sender: str, rest: str) -> dict[str, object]:
    mail = folder / "mail.eml"
    mail.write_text(HEAD.format(sender=sender) + rest, "utf-8")
    arguments = ["explain", "--json", "--ledger", str(LEDGER), "--today", "2026-11-24", str(mail)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_text_and_html_with_different_numbers_go_to_a_person(tmp_path: Path) -> None:
    rest = (
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nPurchase order 10053340 for Q-3101, 48,000.00 GBP net\n"
        "--b\nContent-Type: text/html\n\n<p>Purchase order 10053999 for Q-3101, 48,000.00 GBP net"
        "</p>\n--b--\n"
    )
    found = explained(tmp_path, COUNCIL, rest)
    assert found["verdict"] == "review"
    assert found["changes"] == []


def test_an_invoice_that_nobody_knows_is_asked_about_whatever_the_amount(tmp_path: Path) -> None:
    text = "\nPurchase order WX-311902, for your invoice PR-2026-0999, £12,000.00 net\n"
    assert explained(tmp_path, UNIVERSITY, text)["verdict"] == "clarify"


def test_a_clients_own_robot_is_no_newsletter_whatever_its_footer_says(tmp_path: Path) -> None:
    footer = "You are receiving this because you are a supplier. Unsubscribe in the portal."
    text = f"Auto-Submitted: auto-generated\n\nPurchase order WX-311902 was released.\n\n{footer}\n"
    found = explained(tmp_path, "no-reply@wexcombe.ac.uk", text)
    assert found["po_numbers"] == ["WX-311902"]
    assert found["verdict"] in {"apply", "review"}


def test_the_same_words_from_nobody_we_know_are_only_a_newsletter(tmp_path: Path) -> None:
    footer = "You are receiving this because you subscribed. Unsubscribe here."
    text = f"List-Id: <n.example>\n\nPurchase order WX-311902 was released.\n\n{footer}\n"
    found = explained(tmp_path, "news@weekly.example", text)
    assert (found["po_numbers"], found["verdict"], found["reply"]) == ([], "none", "none")


def test_the_letters_are_shown_with_their_subjects(tmp_path: Path) -> None:
    text = "\nPurchase order WX-311902 for invoice PR-2026-0120.\n"
    found = explained(tmp_path, UNIVERSITY, text)
    letters = found["letters"]
    assert isinstance(letters, list)
    assert [letter["template"] for letter in letters] == ["po_recorded"]
    assert letters[0]["subject"].startswith("Re: Purchase order")
