"""The wheel holds what pobot needs to run from anywhere."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    return next(folder.glob("pobot-*.whl"))


def test_rules_letters_and_the_example_configuration_are_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for kind in ("rules", "templates"):
        files = {f.relative_to(PROJECT) for f in (PROJECT / kind).rglob("*") if f.is_file()}
        assert {f"bot/_bundled/{file.as_posix()}" for file in files} <= names
    assert "bot/_bundled/config.example.toml" in names
    assert "bot/demo/ledger/clients.csv" in names


def test_an_installed_pobot_needs_nothing_of_the_project_folder(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "rules", "test"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where = subprocess.run(
        [sys.executable, "-c", "from bot.resources import locate; print(locate('rules'))"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.strip() == str(tmp_path / "site" / "bot" / "_bundled" / "rules")
