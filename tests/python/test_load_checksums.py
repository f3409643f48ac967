"""Checksums that a delivery brings: verified file by file, by SHA256SUMS, sidecar or manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import pytest
from loading import landed, load_files, sample_records, table_csv
from tierbill.load.refusals import LoadRefused

USAGE = table_csv("usage", sample_records("usage", 5))
SKUS = table_csv("skus", sample_records("skus", 5))
FILES = {"usage/part-1.csv": USAGE, "skus.csv": SKUS}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


SUMS = {name: digest(text) for name, text in FILES.items()}


def lines(sums: Mapping[str, str], form: str = "{1}  {0}") -> str:
    return "".join(form.format(name, sha256) + "\n" for name, sha256 in sums.items())


BY_NAME = {"files": {name: {"sha256": sha256, "rows": 5} for name, sha256 in SUMS.items()}}
OBJECTS = [{"path": name, "sha256": sha256} for name, sha256 in SUMS.items()]
STATED = {
    "coreutils": {"SHA256SUMS": lines(SUMS)},
    "binary": {"sha256sums.txt": lines(SUMS, "{1} *./{0}")},
    "tagged": {"SHA256SUMS": lines(SUMS, "SHA256 ({0}) = {1}")},
    "from above": {"SHA256SUMS": lines(SUMS, "{1}  dataset/{0}")},
    "in the folder": {"usage/SHA256SUMS": lines({"part-1.csv": SUMS["usage/part-1.csv"]})},
    "sidecar": {"skus.csv.sha256": SUMS["skus.csv"]},
    "with a README": {"SHA256SUMS": lines({**SUMS, "README": "0" * 64})},
    "manifest by name": {"manifest.json": json.dumps(BY_NAME)},
    "manifest of objects": {"manifest.json": json.dumps(OBJECTS)},
    "manifest of digests": {"manifest.json": json.dumps({"sha256": "0" * 64, **SUMS})},
}


@pytest.mark.parametrize("form", STATED)
def test_right_checksums_are_taken_and_one_wrong_digit_is_refused(tmp_path, form):
    landing = load_files(tmp_path / "right", {**FILES, **STATED[form]})
    assert len(landed(landing, "usage")) == len(landed(landing, "skus")) == 5
    wrong = {}
    for name, text in STATED[form].items():
        for sha256 in SUMS.values():
            other = ("1" if sha256[0] == "0" else "0") + sha256[1:]
            wrong[name] = wrong.get(name, text).replace(sha256, other)
    with pytest.raises(LoadRefused, match=r"its SHA-256 is .*, .* says ") as refused:
        load_files(tmp_path / "wrong", {**FILES, **wrong})
    assert "deliver it again" in str(refused.value)


def test_a_file_that_is_named_and_not_there_is_refused(tmp_path):
    sums = lines({**SUMS, "orders.csv": "0" * 64})
    with pytest.raises(LoadRefused, match=r"orders\.csv: SHA256SUMS names it"):
        load_files(tmp_path, {**FILES, "SHA256SUMS": sums})


def test_a_file_that_is_there_and_not_named_is_refused(tmp_path):
    sums = lines({"skus.csv": SUMS["skus.csv"]})
    with pytest.raises(LoadRefused, match=r"part-1\.csv: it is not in SHA256SUMS"):
        load_files(tmp_path, {**FILES, "SHA256SUMS": sums})


@pytest.mark.parametrize(
    ("name", "text"),
    [("SHA256SUMS", "half a li"), ("SHA256SUMS", SUMS["skus.csv"]), ("manifest.json", "{")],
)
def test_checksums_that_cannot_be_read_are_refused(tmp_path, name, text):
    with pytest.raises(LoadRefused, match=f"{name}: its checksums cannot be read"):
        load_files(tmp_path, {**FILES, name: text})


def test_what_cluster_jobs_write_next_to_their_parts_is_passed_over(tmp_path):
    others = {"usage/_SUCCESS": "", "usage/.part-1.csv.crc": "x", "usage/_committed_1": "{}"}
    landing = load_files(tmp_path, {**FILES, **others})
    assert len(landed(landing, "usage")) == 5


def test_parts_in_partition_folders_are_refused_by_name(tmp_path):
    with pytest.raises(LoadRefused, match="Put the files of a table side by side"):
        load_files(tmp_path, {"usage/billing_month=2025-08/part.csv": USAGE})
