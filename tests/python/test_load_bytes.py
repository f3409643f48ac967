"""Validation of bytes: what is no whole UTF-8 text never gets to the parsers."""

import gzip
import random

import pytest
from loading import dataset, landed, load_files, sample_records, table_csv
from tierbill.load import file_bytes
from tierbill.load.dataset_load import load_dataset
from tierbill.load.refusals import LoadRefused

TEXT = table_csv("accounts", sample_records("accounts", 9))


def refusal(tmp_path, files) -> str:
    with pytest.raises(LoadRefused) as refused:
        load_files(tmp_path, files)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "gb18030"])
def test_other_encodings_are_refused(tmp_path, encoding):
    message = refusal(tmp_path, {"accounts.csv": TEXT.encode(encoding)})
    assert "accounts.csv: line 1 " in message or "is not UTF-8" in message


def test_the_line_that_is_not_utf8_is_named(tmp_path):
    data = TEXT.encode().replace(b"005account_name", b"005account\xff_name")
    line = data[: data.index(b"\xff")].count(b"\n") + 1
    assert f"line {line} is not UTF-8" in refusal(tmp_path, {"accounts.csv": data})


def test_a_character_cut_off_at_the_end_is_refused(tmp_path):
    assert "is not UTF-8" in refusal(tmp_path, {"accounts.csv": TEXT.encode() + b"\xe4\xb8"})


def test_a_nul_byte_is_refused_with_its_line(tmp_path):
    data = TEXT.replace("account_name", "account\0name", 1)
    assert "line 1 holds a NUL byte" in refusal(tmp_path, {"accounts.csv": data})


def test_gzip_is_read_whole(tmp_path):
    data = gzip.compress(TEXT[:100].encode()) + gzip.compress(TEXT[100:].encode())
    packed = landed(load_files(tmp_path / "a", {"accounts.csv.gz": data}), "accounts")
    plain = landed(load_files(tmp_path / "b", {"accounts.csv": TEXT}), "accounts")
    assert [{**row, "filename": ""} for row in packed] == [{**row, "filename": ""} for row in plain]


def test_every_truncation_of_a_gzip_is_refused(tmp_path):
    data = gzip.compress(TEXT.encode())
    for size in [*random.Random(1).sample(range(1, len(data)), 25), len(data) - 1]:
        message = refusal(tmp_path / str(size), {"accounts.csv.gz": data[:size]})
        assert "accounts.csv.gz: its gzip is broken" in message


def test_a_gzip_with_a_wrong_checksum_length_or_tail_is_refused(tmp_path):
    data = gzip.compress(TEXT.encode())
    broken = {
        "crc": data[:-8] + bytes([data[-8] ^ 1]) + data[-7:],
        "length": data[:-1] + bytes([data[-1] ^ 1]),
        "tail": data + b"garbage",
    }
    for name, content in broken.items():
        assert "gzip is broken" in refusal(tmp_path / name, {"accounts.csv.gz": content})


def test_a_gzip_that_unfolds_beyond_all_measure_is_refused(tmp_path):
    data = gzip.compress(b"account_id,account_name\n" + b"x,y\n" * (20 << 20))
    assert "more than 100 times its size" in refusal(tmp_path, {"accounts.csv.gz": data})


def test_a_line_without_end_is_refused(tmp_path):
    data = TEXT + "x" * (file_bytes.LONGEST_LINE + 2 * file_bytes.CHUNK)
    assert "is longer than" in refusal(tmp_path, {"accounts.csv": data})


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(file_bytes, "LARGEST_FILE", 100)
    assert "more than 100" in refusal(tmp_path, {"accounts.csv": TEXT})


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    big = TEXT + "".join(TEXT.splitlines(keepends=True)[1:]) * 10_000
    assert big.endswith("T02:00Z\n")
    folder = dataset(tmp_path / "dataset", {"accounts.csv": big})

    def change(_: int) -> None:
        # the bytes are validated when the first step of reading is reported
        with (folder / "accounts.csv").open("r+b") as file:
            file.seek(-7, 2)
            file.write(b"3")

    with pytest.raises(LoadRefused, match=r"accounts\.csv: it changed while it was read"):
        load_dataset(folder, tmp_path / "landing", advance=change)


def test_all_refused_files_are_named_and_nothing_is_loaded(tmp_path):
    files = {
        "accounts.csv": TEXT,
        "usage.csv": b"\xff\xfe",
        "skus.csv": "sku_id\n1\n",
        "list_prices.xlsx": "x",
        "unknown_table.csv": "x",
        "orders/part/deep.csv": "x",
        "orders.csv": "x",
    }
    message = refusal(tmp_path, files)
    for name in set(files) - {"accounts.csv", "orders/part/deep.csv"}:
        assert name in message
    assert "'part'" in message
    assert landed(tmp_path / "landing", "accounts") == []


def test_documentation_beside_the_tables_is_passed_over(tmp_path):
    files = {"accounts.csv": TEXT, "README": "x", "notes.md": "x", ".hidden": "x"}
    landing = load_files(tmp_path, {**files, "manifest.json": "{}", "usage/README.txt": "x"})
    assert len(landed(landing, "accounts")) == 9


def test_a_table_in_two_forms_is_refused(tmp_path):
    message = refusal(tmp_path, {"accounts.csv": TEXT, "accounts/1.csv": TEXT})
    assert "accounts, accounts.csv: the table accounts is there more than once" in message
