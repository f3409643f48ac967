"""The command tierbill load: what it prints and its exit codes."""

from pathlib import Path

from loading import dataset, sample_records, table_csv
from tierbill.cli import app
from typer.testing import CliRunner


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["load", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def sample(folder: Path) -> Path:
    usage = [
        *sample_records("usage", 3),
        {**sample_records("usage", 1)[0], "usage_quantity": "1e3"},
    ]
    accounts = table_csv("accounts", sample_records("accounts", 2))
    return dataset(folder, {"usage.csv": table_csv("usage", usage), "accounts.csv": accounts})


def test_it_counts_what_it_loaded(tmp_path):
    code, out, _ = run(sample(tmp_path / "dataset"), "--landing", tmp_path / "landing")
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["accounts", "1", "2", "2", "0", "0"] in lines
    assert ["usage", "1", "4", "3", "1", "0"] in lines


def test_loading_again_says_so(tmp_path):
    for _ in range(2):
        code, out, _ = run(sample(tmp_path / "dataset"), "--landing", tmp_path / "landing")
    assert code == 0
    assert "usage.csv: already loaded, as usage.csv" in out


def test_refused_files_are_listed_with_exit_code_2(tmp_path):
    folder = dataset(tmp_path / "dataset", {"usage.csv": b"\xff", "skus.csv": "sku_id\n"})
    code, out, err = run(folder, "--landing", tmp_path / "landing")
    assert code == 2
    assert out == ""
    assert "usage.csv: line 1 is not UTF-8" in err
    assert "skus.csv: column 'provider_account_id'" in err


def test_wrong_use_is_exit_code_2(tmp_path):
    assert run(tmp_path / "none")[0] == 2
    assert run(sample(tmp_path / "d"), "--landing", tmp_path / "l", "--timezone", "CST")[0] == 2
