"""The wheel is whole: installed alone into an empty environment it works from any folder, and it declares what it imports."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

PROJECT = Path(__file__).resolve().parents[1]
ROOMS = ("scraper", "spiders", "storage")
PAGE = (
    '<html><head><title>Lamps</title><link rel="canonical" href="https://saved.example/lamps"></head><body><article><h1>Lamps</h1><p>{}</p>'
)


def run(*words: object, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("BLOGARCHIVE_")}
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=170)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the tree, so that no build folder is left in it."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in (*ROOMS, "pyproject.toml", "README.md", "LICENSE"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / "tree" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / "tree" / name)
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        folder / "tree",
        cwd=folder,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment that has the wheel; the libraries are lent by this one, without its own copy of the project."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=False)
    programs = folder / "bin"
    run(sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = run(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    Path(packages, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def test_the_tree_is_in_the_wheel(wheel: Path) -> None:
    inside = set(ZipFile(wheel).namelist())
    wanted = {
        str(path.relative_to(PROJECT))
        for room in ROOMS
        for path in (PROJECT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - inside == set()
    assert not [name for name in inside if name.split("/")[0] not in ROOMS and ".dist-info/" not in name]


def test_an_installed_wheel_archives_imports_exports_and_verifies_from_any_folder(installed: Path, tmp_path: Path) -> None:
    blogarchive = installed / "blogarchive"
    assert str(PROJECT) not in run(installed / "python", "-c", "import storage; print(storage.__file__)", cwd=tmp_path)
    assert re.fullmatch(r"blogarchive \d+\.\d+\S*\n", run(blogarchive, "--version", cwd=tmp_path))
    run(blogarchive, "--archive", "a", "demo", "--posts", "4", cwd=tmp_path)
    (tmp_path / "lamps.html").write_text(PAGE.format("We walked along the harbour until the lamps were lit. " * 9))
    run(blogarchive, "--archive", "a", "import", "lamps.html", cwd=tmp_path)
    assert len(run(blogarchive, "--archive", "a", "export", "jsonl", cwd=tmp_path).splitlines()) == 5
    run(blogarchive, "--archive", "a", "verify", "--all", cwd=tmp_path)
    assert "generic" in run(blogarchive, "doctor", cwd=tmp_path)


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    declared = {_name(re.split(r"[\[<>=!~ ;]", line)[0]) for line in project["dependencies"]}
    owners = packages_distributions()
    imported = {module for room in ROOMS for path in (PROJECT / room).rglob("*.py") for module in _imports(path)}
    foreign = imported - set(sys.stdlib_module_names) - set(ROOMS)
    assert {module for module in foreign if not declared & set(map(_name, owners.get(module, [module])))} == set()


def test_every_dependency_is_locked_with_hashes_and_without_an_index() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    for name, wanted in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-dev.lock", project["optional-dependencies"]["dev"]),
    ):
        text = (PROJECT / name).read_text()
        locked = {_name(found) for found in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)}
        assert {_name(re.split(r"[\[<>=!~ ;]", line)[0]) for line in wanted} - locked == set()
        assert text.count("--hash=sha256:") >= len(locked)
        assert "://" not in text
        assert "index" not in re.sub(r"--no-emit-index-url", "", text)


def _name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
