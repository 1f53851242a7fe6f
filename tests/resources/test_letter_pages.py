"""Letters that are written once: their text, their page, the words they share, and overrides."""

import re
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.resources import locate
from bot.resources.templates import LoadedTemplates, load_templates
from bot.resources.words import WORDS

SHIPPED = locate("templates")
COMPANY = {"name": "We", "inbox": "billing@we.example", "signature": "Ann"}
SHEET = (
    'about = "A test."\n[values]\nrecipient = "Jane"\nperson = "Helen Marsh"\nwhat = "a thing"\n'
)
PAGE = '<html lang="{{ language }}">{{ body }}|{{ closing }}</html>'


def words(**other: str) -> str:
    plain = {key: f"<{key}{''.join(f' {{{p}}}' for p in places)}>" for key, places in WORDS.items()}
    lines = (f'{key} = "{value}"' for key, value in {**plain, **other}.items() if value)
    return "[words]\n" + "\n".join(lines) + "\n"


def letter(body: str) -> str:
    return (
        "{% block subject %}Of {{ what }}{% endblock %}\n"
        f"{{% block letter %}}\n{body}\n{{% endblock %}}\n"
    )


def folder(where: Path, **files: str) -> Path:
    plain = {
        "note.en.j2": letter("this is {{ what }}."),
        "note.toml": SHEET,
        "words.en.toml": words(),
        "_layout.html.j2": PAGE,
    }
    for name, text in {**plain, **files}.items():
        if text:
            file = where / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    return where


def written(where: Path, body: str, **values: object) -> tuple[str, str]:
    """Return what a letter says between greeting and ending, as text and as page."""
    other = (
        f"{{% if what == 'a thing' %}}sample{{% endif %}}\n\n{{% if what != 'a thing' %}}\n{body}\n"
        "{% endif %}"
    )
    loaded = load_templates(folder(where, **{"note.en.j2": letter(other)}))
    letters = {"company": COMPANY, "recipient": "", "what": "the work", **values}
    said = loaded.render("note", "en", letters)
    text = said.text.removeprefix("<greeting_nobody>\n\n").partition("\n\n<closing>")[0]
    page = said.html.partition("<p>&lt;greeting_nobody&gt;</p>\n")[2].partition("|")[0]
    return text, page


def problems(where: Path, *overrides: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load_templates(where, overrides)
    return [str(problem).removeprefix(f"{where}/") for problem in caught.value.problems]


def test_a_letter_opens_with_a_greeting_and_ends_with_whom_to_turn_to(tmp_path: Path) -> None:
    said = load_templates(folder(tmp_path)).preview("note")

    assert said.subject == "Of a thing"
    assert said.text == (
        "<greeting Jane>\n\nthis is a thing.\n\n<person Helen Marsh>\n\n"
        "<closing>\n<team>\nProgressive Robot\n"
    )
    assert said.html == (
        '<html lang="en"><p>&lt;greeting Jane&gt;</p>\n<p>this is a thing.</p>\n'
        "<p>&lt;person Helen Marsh&gt;</p>|&lt;closing&gt;</html>\n"
    )


def test_a_signature_that_is_configured_stays_as_it_is(tmp_path: Path) -> None:
    values = {"company": COMPANY, "recipient": "", "what": "x"}
    said = load_templates(folder(tmp_path)).render("note", "en", values)
    assert said.text.endswith("<closing>\nAnn\nWe\n")


def test_a_paragraph_is_filled_wherever_its_lines_end(tmp_path: Path) -> None:
    text, page = written(tmp_path, "one {{ what }}\n two\n\n" + "word " * 20)

    assert text == "one the work two\n\n" + "word " * 13 + "word\n" + "word " * 5 + "word"
    assert page == f"<p>one the work two</p>\n<p>{('word ' * 20).strip()}</p>"


def test_a_line_neither_ends_with_a_single_letter_nor_begins_like_a_numbered_one(
    tmp_path: Path,
) -> None:
    text, _ = written(tmp_path, "x" * 66 + " vom 1. Januar\n\n" + "x" * 70 + " i wy")
    assert text == "x" * 66 + "\nvom 1. Januar\n\n" + "x" * 70 + "\ni wy"


def test_a_box_keeps_its_lines_and_drops_empty_ones(tmp_path: Path) -> None:
    body = "before\n{% filter box %}\n{{ what | strong }}\n\n  more\n{% endfilter %}\nafter"
    text, page = written(tmp_path, body)

    assert text == "before\n\n  the work\n  more\n\nafter"
    assert re.sub(r' style="[^"]*"', "", page) == (
        "<p>before</p>\n<p><strong>the work</strong><br>more</p>\n<p>after</p>"
    )


def test_facts_stand_in_columns(tmp_path: Path) -> None:
    body = "{% filter facts %}\nnet :: {{ what }}\ndue on :: a :: b\n{% endfilter %}"
    text, page = written(tmp_path, body)

    assert text == "  net      the work\n  due on   a :: b"
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    assert cells == ["net", "the work", "due on", "a :: b"]


def test_choices_are_numbered_and_points_are_not(tmp_path: Path) -> None:
    body = (
        "{% filter numbered %}\n{{ what }}\nb\n{% endfilter %}\n\n"
        "{% filter bullets %}\nc\n{% endfilter %}"
    )
    text, page = written(tmp_path, body)

    assert text == "1. the work\n2. b\n\n- c"
    assert re.findall(r"<(\w+)[ >]", page) == ["ol", "li", "li", "ul", "li"]


@pytest.mark.parametrize("hostile", ["a\n\n1. b", "a\x1eb", "a\x1fb", "a :: b", "<b>", "{{ 1 }}"])
def test_a_value_opens_no_line_and_no_markup(tmp_path: Path, hostile: str) -> None:
    body = "say {{ what }}\n{% filter box %}\n{{ what | strong }}\n{% endfilter %}"
    text, page = written(tmp_path, body, what=hostile)

    assert len(text.splitlines()) == 3
    assert page.count("<p") == 2
    assert page.count("<") == 6
    assert "\x1e" not in text + page
    assert "\x1f" not in text + page


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"words.en.toml": ""}, "note.en.j2: needs words.en.toml, which is missing"),
        ({"words.en.toml": words(closing="")}, "words.en.toml: words.closing: is missing"),
        ({"words.en.toml": words(days="days")}, "words.en.toml: words.days: is to name {count}"),
        (
            {"words.en.toml": words(closing="Yours, {name}")},
            "words.en.toml: words.closing: is to name nothing in braces",
        ),
        ({"words.en.toml": words(goodbye="x")}, "words.en.toml: words.goodbye: is no such word"),
        ({"words.en.toml": "[words"}, "words.en.toml: no valid TOML"),
        ({"note.de.j2": letter("x")}, "note.de.j2: needs words.de.toml, which is missing"),
        (
            {"clients/northgate/note.en.j2": letter("{{ who }}")},
            "clients/northgate/note.en.j2:3: uses 'who'",
        ),
        (
            {"clients/northgate/nothing.en.j2": letter("x")},
            "clients/northgate/nothing.en.j2: has no sample values",
        ),
    ],
)
def test_words_and_letters_that_are_wrong_are_refused(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    found = problems(folder(tmp_path, **files))
    assert any(problem.startswith(said) for problem in found), found


def test_a_letter_for_one_client_goes_to_that_client_alone(tmp_path: Path) -> None:
    own = folder(tmp_path, **{"clients/northgate/note.en.j2": letter("only for you")})
    loaded = load_templates(own)

    assert "only for you" in loaded.preview("note", "en", "northgate").text
    assert "only for you" not in loaded.preview("note", "en", "southgate").text
    assert "only for you" not in loaded.preview("note").text


def test_a_clients_letter_stands_in_an_overriding_folder_too_and_the_last_folder_wins(
    tmp_path: Path,
) -> None:
    base = folder(tmp_path / "a", **{"clients/x/note.en.j2": letter("first")})
    mine = tmp_path / "b" / "clients" / "x"
    mine.mkdir(parents=True)
    (mine / "note.en.j2").write_text(letter("second"), "utf-8")

    assert "second" in load_templates(base, [tmp_path / "b"]).preview("note", "en", "x").text


def test_the_clients_language_goes_before_the_clients_own_english_letter(tmp_path: Path) -> None:
    files = {
        "clients/x/note.en.j2": letter("own"),
        "note.de.j2": letter("deutsch"),
        "words.de.toml": words(),
    }
    loaded = load_templates(folder(tmp_path, **files))

    assert "deutsch" in loaded.preview("note", "de", "x").text
    assert "own" in loaded.preview("note", "fr", "x").text


@pytest.mark.parametrize(("wish", "language"), [("no", "nb"), ("nn", "nb"), ("pt-BR", "pt")])
def test_a_language_close_to_ours_gets_that_one(wish: str, language: str) -> None:
    shipped = load_templates(SHIPPED, trusted=True)
    assert f'<html lang="{language}">' in shipped.preview("acknowledgement", wish).html


def test_sums_and_dates_are_those_of_the_readers_country() -> None:
    shipped = load_templates(SHIPPED, trusted=True)
    for wish, total, day in (
        ("de", "14.840,00 £", "15. Oktober 2026"),
        ("de-CH", "£ 14’840.00", "15. Oktober 2026"),
        ("en-US", "£14,840.00", "October 15, 2026"),
        ("de-XX", "14.840,00 £", "15. Oktober 2026"),
    ):
        text = shipped.preview("reminder_overdue", wish).text.replace("\xa0", " ")
        assert total in text, wish
        assert day in text, wish


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    shipped = load_templates(SHIPPED, trusted=True)
    assert "1er décembre 2026" in shipped.preview("po_chaser", "fr").text
    assert " 1 dicembre 2026" in shipped.preview("po_chaser", "it").text


def test_letters_that_are_trusted_read_the_same() -> None:
    trusted, tried = load_templates(SHIPPED, trusted=True), load_templates(SHIPPED)

    assert set(trusted.letters) == set(tried.letters)
    assert len(trusted.letters) == len(tried.letters)
    for _, name, language in tried.letters:
        assert trusted.preview(name, language) == tried.preview(name, language)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("po_recorded.de.j2", letter("{{ nonsense }}")),
        ("words.de.toml", "[words]\n"),
        ("po_recorded.toml", 'about = "x"\n[values]\nrecipient = "J"\n'),
        ("clients/northgate/po_recorded.de.j2", letter("{{ nonsense }}")),
        ("_layout.html.j2", "{{ nonsense }}"),
    ],
)
def test_what_an_override_touches_is_tried_even_where_ours_is_trusted(
    tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")

    with pytest.raises(BadInput):
        load_templates(SHIPPED, [tmp_path], trusted=True)


def test_a_trusted_letter_that_is_none_is_refused_when_it_is_written(tmp_path: Path) -> None:
    where = folder(tmp_path, **{"note.en.j2": "{% if %}"})
    loaded: LoadedTemplates = load_templates(where, trusted=True)

    with pytest.raises(BadInput):
        loaded.preview("note")
