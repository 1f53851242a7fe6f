from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.resources import locate
from bot.resources.templates import LoadedTemplates, load_templates, preview

SHIPPED = locate("templates")
GOOD = """\
{% block subject %}Hello {{ who }}{% endblock %}
{% block text %}Dear {{ who }}, {{ company.signature }}{% endblock %}
{% block html %}<p>Dear {{ who }}</p>{% endblock %}
"""
SAMPLE = 'about = "A greeting."\n[values]\nwho = "Jane"\n'
PAGE = '<html lang="{{ language }}">{{ body }}</html>'


def folder(tmp_path: Path, **files: str) -> Path:
    tmp_path.mkdir(exist_ok=True)
    plain = {"greeting.en.j2": GOOD, "greeting.toml": SAMPLE, "_layout.html.j2": PAGE}
    for name, text in {**plain, **files}.items():
        if text:
            (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def rendered(tmp_path: Path, template: str, value: object) -> str:
    blocks = "{% block subject %}s{% endblock %}{% block html %}h{% endblock %}"
    text = f"{{% block text %}}.{{% if who != 'Jane' %}}{template}{{% endif %}}{{% endblock %}}"
    where = folder(tmp_path, **{"greeting.en.j2": blocks + text})
    return load_templates(where).render("greeting", "en", {"who": value}).text.strip()[1:]


def problems(where: Path, *overrides: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load_templates(where, overrides)
    return [str(problem).removeprefix(f"{where}/") for problem in caught.value.problems]


@pytest.fixture(scope="module")
def shipped() -> LoadedTemplates:
    return load_templates(SHIPPED)


def test_every_shipped_letter_renders_with_its_sample_values(shipped: LoadedTemplates) -> None:
    assert {"po_recorded", "po_question", "acknowledgement"} <= set(shipped.names())
    for name in shipped.names():
        for language in shipped.languages(name):
            written = shipped.preview(name, language)
            assert written.subject
            assert written.text
            assert written.html.startswith("<!doctype html>")


def test_every_shipped_letter_says_what_it_is_for(shipped: LoadedTemplates) -> None:
    assert all(shipped.sheets[name].about for name in shipped.names())


@pytest.mark.parametrize("asks", ["work", "number", "format"])
def test_each_question_is_asked_in_text_and_html(shipped: LoadedTemplates, asks: str) -> None:
    values = {
        **shipped.sheets["po_question"].values,
        "company": {"name": "We", "inbox": "i@we.example", "signature": "Us"},
        "asks": asks,
    }

    written = shipped.render("po_question", "en", values)

    assert ("The number alone is enough" in written.text) == (asks == "work")
    assert ("The number alone is enough" in written.html) == (asks == "work")


def test_only_letters_that_are_signed_end_with_our_greeting(tmp_path: Path) -> None:
    page = "{{ body }}{% if signed %}{{ company.signature }}{% endif %}"
    signed = folder(tmp_path / "a", **{"_layout.html.j2": page})
    report = folder(
        tmp_path / "b", **{"_layout.html.j2": page, "greeting.toml": f"signed = false\n{SAMPLE}"}
    )

    assert "Accounts team" in preview("greeting", signed).html
    assert "Accounts team" not in preview("greeting", report).html


def test_a_letter_falls_back_to_english(shipped: LoadedTemplates) -> None:
    assert "Hello" in shipped.preview("acknowledgement", "xx").text


def test_a_regional_language_uses_its_language(tmp_path: Path) -> None:
    german = GOOD.replace("Dear", "Guten Tag")
    loaded = load_templates(folder(tmp_path, **{"greeting.de.j2": german}))

    assert "Guten Tag Jane" in loaded.preview("greeting", "de-AT").text
    assert loaded.languages("greeting") == ("de", "en")


def test_an_unknown_letter_is_refused(shipped: LoadedTemplates) -> None:
    with pytest.raises(KeyError):
        shipped.render("no_such_letter", "en", {})


def test_a_preview_needs_only_a_folder(tmp_path: Path) -> None:
    assert preview("greeting", folder(tmp_path)).subject == "Hello Jane"


def test_an_override_stands_in_for_the_shipped_letter(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "greeting.en.j2").write_text(GOOD.replace("Dear", "Hi"), "utf-8")

    loaded = load_templates(folder(tmp_path / "base"), (ours, tmp_path / "missing"))

    assert loaded.preview("greeting").text == "Hi Jane, Accounts team\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"greeting.en.j2": "{% block subject %}x{% endblock %}"},
            "greeting.en.j2: lacks the block text, html",
        ),
        ({"greeting.en.j2": GOOD + "{{ wrong }}"}, "greeting.en.j2:4: uses 'wrong'"),
        ({"greeting.en.j2": GOOD + "{% if %}"}, "greeting.en.j2:4: Expected an expression"),
        ({"greeting.en.j2": GOOD.replace("who", "who.no", 1)}, "greeting.en.j2:1: does not render"),
        ({"greeting.en.j2": GOOD.replace("{{ who }}", "", 3)}, ""),
        ({"greeting.toml": ""}, "greeting.en.j2: has no sample values: greeting.toml is missing"),
        ({"greeting.toml": "about = \n"}, "greeting.toml:1: no valid TOML"),
        ({"greeting.toml": "[values]\nwho = 'J'"}, "greeting.toml: about: says nothing"),
        ({"_layout.html.j2": ""}, "_layout.html.j2: is missing"),
        ({"_layout.html.j2": "{{"}, "_layout.html.j2:1: "),
        ({"_layout.html.j2": "{{ nothing }}"}, "_layout.html.j2:1: does not render"),
        ({"greeting.j2": GOOD}, "greeting.j2: is to be named <letter>.<language>.j2"),
        ({"greeting.en.j2": "", "greeting.de.j2": GOOD}, "greeting.de.j2: has no en version"),
        (
            {"greeting.en.j2": GOOD.replace("Hello {{ who }}", "{{ '' }}")},
            "greeting.en.j2: renders an empty subject",
        ),
    ],
)
def test_a_bad_template_is_refused_with_its_line(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    where = folder(tmp_path, **files)
    if said:
        assert any(problem.startswith(said) for problem in problems(where)), problems(where)
    else:
        assert load_templates(where).names() == ("greeting",)


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    where = folder(
        tmp_path,
        **{"greeting.en.j2": GOOD + "{{ a }}\n{{ b }}", "second.en.j2": "{% if %}"},
    )

    found = problems(where)

    assert len(found) == 3
    assert found[0].startswith("greeting.en.j2:4: uses 'a'")
    assert found[1].startswith("greeting.en.j2:5: uses 'b'")
    assert found[2].startswith("second.en.j2:1")


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{{ who | money('GBP') }}", Decimal("1234.5"), "£1,234.50"),
        ("{{ who | money }}", Decimal("1234.5"), "1,234.50"),
        ("{{ who | day }}", date(2026, 11, 23), "23 November 2026"),
        ("{{ who | listed }}", ["a", "b", "c"], "a, b and c"),
        ("{{ who | said }}", "see https://www.x.example", "see https[:]//www[.]x.example"),
    ],
)
def test_values_are_printed_for_people(
    tmp_path: Path, template: str, value: object, text: str
) -> None:
    assert rendered(tmp_path, template, value) == text


def test_a_long_quotation_is_cut(tmp_path: Path) -> None:
    assert len(rendered(tmp_path, "{{ who | said }}", "x" * 900)) == 500


@pytest.mark.parametrize(
    "attack",
    [
        "{{ who.__class__.__mro__ }}",
        "{{ who | attr('__class__') }}",
        "{{ ().__class__ }}",
        "{{ cycler.__init__.__globals__ }}",
    ],
)
def test_a_template_cannot_reach_python(tmp_path: Path, attack: str) -> None:
    where = folder(tmp_path, **{"greeting.en.j2": GOOD.replace("Dear", attack)})

    assert problems(where)
