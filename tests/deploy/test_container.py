"""Dockerfile and compose file, as far as they can be checked without pulling an image."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import load_config

PROJECT = Path(__file__).parents[2]
DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
COMPOSE = PROJECT / "deploy" / "compose.yaml"

CONFIG = """\
database = "sqlite:////data/pobot.db"
[mailbox]
host = "imap.example.com"
user = "billing@example.com"
[accounts]
digest_to = ["accounts@example.com"]
"""


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile: name and arguments, comments left out."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in _full(joined))]


def _full(text: str) -> Iterator[str]:
    yield from (line for line in text.splitlines() if line.strip())


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    return instructions(DOCKERFILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return compose


def of(steps: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for step, rest in steps if step == name]


def test_the_image_runs_without_root_and_says_how_it_is(steps: list[tuple[str, str]]) -> None:
    (user,) = of(steps, "USER")
    assert int(user) > 0
    assert of(steps, "HEALTHCHECK")[-1].endswith('CMD ["pobot", "health"]')
    assert of(steps, "ENTRYPOINT") == ['["pobot"]']
    assert of(steps, "CMD") == ['["run"]']


def test_base_images_have_a_version_and_are_the_same(steps: list[tuple[str, str]]) -> None:
    images = {rest.split()[0] for rest in of(steps, "FROM")}
    assert len(images) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", images.pop())


def test_all_that_is_copied_exists_and_is_not_ignored(steps: list[tuple[str, str]]) -> None:
    ignored = (PROJECT / "deploy" / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for rest in of(steps, "COPY"):
        if rest.startswith("--from"):
            continue
        for source in rest.split()[:-1]:
            assert (PROJECT / source).exists()
            assert f"!{source}" in ignored


def test_only_what_the_lock_file_vouches_for_is_installed(steps: list[tuple[str, str]]) -> None:
    commands = [each.strip() for rest in of(steps, "RUN") for each in rest.split("&&")]
    pip = [each for each in commands if "pip " in each]
    assert len(pip) == 2
    assert "--require-hashes --requirement requirements.lock" in pip[0]
    assert "--no-index --find-links /wheels" in pip[1]
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    (extras,) = of(steps, "ARG")
    assert set(extras.partition("=")[2].split(",")) <= set(project["optional-dependencies"])


def test_what_the_build_installs_starts_from_anywhere(tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    install += ["--no-build-isolation", "--target", str(target), str(PROJECT)]
    subprocess.run(install, check=True, capture_output=True, timeout=100)
    for arguments in (["--version"], ["rules", "test"]):
        done = subprocess.run(
            [str(target / "bin" / "pobot"), *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(target)},
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert done.returncode == 0, done.stderr


def test_the_container_may_write_nothing_but_its_data(services: dict[str, Any]) -> None:
    pobot = services["services"]["pobot"]
    assert pobot["read_only"] is True
    assert pobot["cap_drop"] == ["ALL"]
    assert pobot["security_opt"] == ["no-new-privileges:true"]
    assert pobot["init"] is True
    writable = [volume for volume in pobot["volumes"] if not volume.endswith(":ro")]
    assert writable == ["data:/data"]
    assert not any("ports" in service for service in services["services"].values())


def test_every_secret_volume_and_file_that_is_used_is_declared(services: dict[str, Any]) -> None:
    used = {name for service in services["services"].values() for name in service["secrets"]}
    assert used == set(services["secrets"])
    named = {
        volume.partition(":")[0]
        for service in services["services"].values()
        for volume in service["volumes"]
        if not volume.startswith((".", "/"))
    }
    assert named == set(services["volumes"])
    assert (PROJECT / services["services"]["pobot"]["build"]["dockerfile"]).exists()


def test_the_database_is_waited_for(services: dict[str, Any]) -> None:
    depends = services["services"]["pobot"]["depends_on"]
    assert depends == {"database": {"condition": "service_healthy"}}
    assert services["services"]["database"]["healthcheck"]["test"][1] == "pg_isready"


def test_secrets_and_environment_of_the_compose_file_are_settings_of_pobot(
    services: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    pobot = services["services"]["pobot"]
    for name in pobot["secrets"]:
        value = "postgresql://pobot:pw@database/pobot" if name == "database" else f"word-{name}"
        (secrets / name).write_text(value, "utf-8")
    environment = {**pobot["environment"], "POBOT_SECRETS_DIR": str(secrets)}

    config = load_config(tmp_path / "config.toml", environment)

    assert config.database == "postgresql+psycopg://pobot:pw@database/pobot"
    assert config.mailbox.password.reveal() == "word-mailbox__password"
    assert config.smtp.password.reveal() == "word-smtp__password"
    assert config.log.format == "json"
