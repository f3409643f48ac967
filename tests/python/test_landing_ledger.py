"""The ledger of a landing folder: damaged, missing, replaced, of an earlier version."""

import json
import shutil

import pytest
from landing_contents import contents, files, usage_csv
from loading import dataset, landed, load_files
from rich.console import Console
from tierbill.landing.adoption import adopt_landing
from tierbill.landing.folder import recover
from tierbill.landing.ledger import read_ledger
from tierbill.landing.lock import landing_held as held
from tierbill.load.dataset_load import load_dataset
from tierbill.shared.errors import Refused


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"files": 1}',
        '{"files": [{"table": "usage"}]}',
        '{"files": [\n{}\n]}',
        "\xff",
    ],
)
def test_a_damaged_ledger_is_named_with_its_previous_generation(tmp_path, text):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    load_dataset(dataset(tmp_path / "two", {"usage.csv": usage_csv(5, 9)}), landing)
    before = files(landing)
    (landing / "ledger.json").write_text(text, "latin-1")
    for use in (recover, read_ledger, lambda path: load_dataset(tmp_path / "two", path)):
        with pytest.raises(Refused, match=r"ledger\.json: damaged") as refused:
            use(landing)
    previous = landing / "ledger.previous.json"
    assert f"is whole (1 files): `cp {previous} {landing / 'ledger.json'}`" in str(refused.value)
    assert files(landing) == before | {"ledger.json": text.encode("latin-1")}
    shutil.copy(previous, landing / "ledger.json")
    report = load_dataset(tmp_path / "two", landing)
    assert "unnamed" in report.notices[0]
    assert len(landed(landing, "usage")) == 9


def test_a_missing_or_twice_damaged_ledger_is_named(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    (landing / "ledger.json").unlink()
    with pytest.raises(Refused, match=r"ledger\.json: missing\. The one before"):
        load_dataset(tmp_path / "dataset", landing)
    (landing / "ledger.previous.json").write_text("{")
    with pytest.raises(Refused, match="Restore it from a backup"):
        recover(landing)
    (landing / "ledger.json").mkdir()
    with pytest.raises(Refused, match="cannot be read"):
        recover(landing)


def test_the_ledger_before_a_replacing_load_has_its_files_back(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    before = contents(landing)
    load_dataset(dataset(tmp_path / "new", {"usage.csv": usage_csv(5, 9)}), landing, replace=True)
    assert contents(landing) != before
    shutil.copy(landing / "ledger.previous.json", landing / "ledger.json")
    with held(landing, Console(quiet=True)):
        assert contents(landing) == before


def test_a_landing_of_an_earlier_version_is_adopted_once(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    [entry] = json.loads((landing / "ledger.json").read_text())["files"]
    old = {name: value for name, value in entry.items() if not name.startswith("landed_")}
    (landing / "ledger.json").write_text('{"files": [\n' + json.dumps(old) + "\n]}\n")
    with pytest.raises(Refused, match="--adopt"):
        recover(landing)
    assert adopt_landing(landing) == 1
    assert [vars(each) for each in read_ledger(landing)] == [entry]
    with pytest.raises(Refused, match="nothing to adopt"):
        adopt_landing(landing)


def test_a_damaged_file_without_records_is_written_again(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    before = files(landing)
    for table, spoil in (("usage", b"PAR1"), ("skus", b""), ("orders", None)):
        path = landing / table / "_empty.parquet"
        path.unlink() if spoil is None else path.write_bytes(spoil)
    recover(landing)
    assert files(landing) == before


def test_the_ledger_is_json_that_others_read(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    [file] = json.loads((landing / "ledger.json").read_text())["files"]
    assert file["table"] == "usage"
