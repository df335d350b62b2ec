"""Where figures come from: digests of folders, and the commit with what was changed since."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from qa.evaluation import run
from qa.evaluation.errors import OutputFolderError
from qa.evaluation.run import file_digest, make_folder, provenance, to_json, write_metrics

pytestmark = pytest.mark.unit


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def git(folder: Path, *arguments: str) -> str:
    options = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *options, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that holds the module, with one commit."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    module = tmp_path / "code" / "qa" / "run.py"
    module.parent.mkdir(parents=True)
    module.write_text("1\n")
    git(tmp_path / "code", "init", "--quiet")
    git(tmp_path / "code", "add", ".")
    git(tmp_path / "code", "commit", "--quiet", "-m", "first")
    monkeypatch.setattr(run, "__file__", str(module))
    return tmp_path / "code"


def commit(folder: Path) -> str | None:
    """Return the commit that a run over some data would note."""
    data = folder.parent / "data.json"
    data.write_text("{}")
    noted = provenance(models={}, dataset=data, seed=0)["commit"]
    assert noted is None or isinstance(noted, str)
    return noted


def test_the_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_digest(tmp_path / "a") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_the_digest_of_a_folder_is_that_of_its_files_and_names(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "two").write_bytes(b"2")
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "empty").mkdir()
    listed = f"{sha256(b'1')}  a\n{sha256(b'2')}  b/c/two\n"
    assert file_digest(tmp_path) == sha256(listed.encode())


def test_a_folders_digest_changes_with_names_and_contents_alone(tmp_path: Path) -> None:
    for name in ("left", "right"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_bytes(b"1")
    digest = file_digest(tmp_path / "left")
    assert file_digest(tmp_path / "right") == digest
    (tmp_path / "right" / "a").rename(tmp_path / "right" / "b")
    renamed = file_digest(tmp_path / "right")
    (tmp_path / "right" / "b").write_bytes(b"2")
    assert len({digest, renamed, file_digest(tmp_path / "right")}) == 3


def test_data_and_corpus_are_named_without_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_bytes(b"1")
    (tmp_path / "dev.json").write_bytes(b"abc")
    monkeypatch.chdir(tmp_path / "news")
    noted = provenance(
        models={"m": "00"}, dataset=Path("../dev.json"), seed=7, corpus=Path(), index_format=3
    )
    assert noted["dataset"] == {"name": "dev.json", "sha256": sha256(b"abc")}
    assert noted["corpus"] == {"name": "news", "sha256": file_digest(tmp_path / "news")}
    assert (noted["models"], noted["seed"], noted["index_format"]) == ({"m": "00"}, 7, 3)
    assert str(tmp_path) not in json.dumps(noted)


def test_what_was_not_searched_is_not_noted(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_bytes(b"abc")
    noted = provenance(models={}, dataset=tmp_path / "dev.json", seed=0)
    assert not {"corpus", "index_format"} & set(noted)
    assert noted["machine"]["cores"] >= 1
    assert "numpy" in noted["machine"]["packages"]


def test_the_commit_of_an_unchanged_checkout(checkout: Path) -> None:
    head = git(checkout, "rev-parse", "HEAD")
    assert commit(checkout) == head
    (checkout / "qa" / "notes").write_text("not tracked")
    assert commit(checkout) == head


@pytest.mark.parametrize("staged", [False, True])
def test_changes_to_tracked_files_are_told(checkout: Path, staged: bool) -> None:
    (checkout / "qa" / "run.py").write_text("2\n")
    if staged:
        git(checkout, "add", ".")
    assert commit(checkout) == git(checkout, "rev-parse", "HEAD") + "+changes"


def test_outside_a_checkout_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(run, "__file__", str(tmp_path / "site" / "run.py"))
    assert commit(tmp_path / "site") is None


def test_without_git_there_is_no_commit(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    assert commit(checkout) is None


def test_metrics_on_disk(tmp_path: Path) -> None:
    make_folder(tmp_path / "new" / "run")
    write_metrics(tmp_path / "new" / "run", {"f1": 50.0, "name": "é"})
    text = (tmp_path / "new" / "run" / "metrics.json").read_text(encoding="utf-8")
    assert text == '{\n  "f1": 50.0,\n  "name": "é"\n}\n'


def test_metrics_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputFolderError, match=f"cannot write to {tmp_path / 'gone'}: No such"):
        write_metrics(tmp_path / "gone", {})
    (tmp_path / "file").touch()
    with pytest.raises(OutputFolderError, match="name another folder"):
        make_folder(tmp_path / "file")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_holds_no_number_that_is_none(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"f1": value})
