"""CSV files: header, records, quotes. The records are those of a character-by-character reading."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from loading import csv_text, dataset, landed, load_files, sample_record, sample_records, table_csv
from plain_csv import plain_fields, plain_records
from tierbill.load.csv_records import CsvRecords
from tierbill.load.dataset_load import load_dataset
from tierbill.load.refusals import FileRefused, LoadRefused
from tierbill.shared.input_contract import raw_tables

ACCOUNTS = raw_tables()["accounts"].column_names


def refusal(tmp_path, files) -> str:
    with pytest.raises(LoadRefused) as refused:
        load_files(tmp_path, files)
    assert not (tmp_path / "landing" / "accounts").exists() or not landed(
        tmp_path / "landing", "accounts"
    )
    return str(refused.value)


def test_columns_are_read_by_name_in_any_order(tmp_path):
    text = csv_text(sample_records("accounts", 4), ACCOUNTS[::-1])
    turned = landed(load_files(tmp_path / "a", {"accounts.csv": text}), "accounts")
    plain = table_csv("accounts", sample_records("accounts", 4))
    straight = landed(load_files(tmp_path / "b", {"accounts.csv": plain}), "accounts")
    for row in turned + straight:
        del row["filename"]
    assert turned == straight
    assert [row["rejection_reason"] for row in turned] == [None] * 4


def test_a_missing_nullable_column_is_null_and_a_missing_recorded_at_is_the_load(tmp_path):
    names = [name for name in ACCOUNTS if name not in ("tax_region", "recorded_at")]
    text = csv_text(sample_records("accounts", 2), names)
    rows = landed(load_files(tmp_path, {"accounts.csv": text}), "accounts")
    assert [row["rejection_reason"] for row in rows] == [None, None]
    assert {row["tax_region"] for row in rows} == {None}
    assert len({row["recorded_at"] for row in rows}) == 1


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (ACCOUNTS[1:], "'account_id' is missing"),
        ((*ACCOUNTS, "balance"), "unknown column 'balance'"),
        ((*ACCOUNTS, "account_id"), "'account_id' is there twice"),
        ((" account_id", *ACCOUNTS[1:]), "unknown column ' account_id'"),
        (("Account_ID", *ACCOUNTS[1:]), "unknown column 'Account_ID'"),
        (("", *ACCOUNTS[1:]), "unknown column ''"),
    ],
)
def test_a_header_other_than_the_contract_refuses_the_file(tmp_path, header, named):
    text = ",".join(header) + "\n" + ",".join("x" for _ in header) + "\n"
    message = refusal(tmp_path, {"accounts.csv": text})
    assert "accounts.csv" in message
    assert named in message


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", '"account_id\n', 'account"_id,x\n'])
def test_a_file_without_a_proper_header_is_refused(tmp_path, text):
    assert "header" in refusal(tmp_path, {"accounts.csv": text})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_byte_order_mark_and_last_line(tmp_path, end, mark, last):
    text = mark + csv_text(sample_records("accounts", 6), ACCOUNTS, end)
    text = text if last else text.removesuffix(end)
    rows = landed(load_files(tmp_path, {"accounts.csv": text}), "accounts", "record_line")
    names = [record["account_name"] for record in sample_records("accounts", 6)]
    assert [row["account_name"] for row in rows] == names
    assert [row["rejection_reason"] for row in rows] == [None] * 6


def test_lines_count_line_breaks_inside_fields_and_blank_lines(tmp_path):
    record = {**sample_record("accounts", 0), "account_name": "two\r\nlines"}
    lines = table_csv("accounts", [record, sample_record("accounts", 3)])
    text = lines + "\n\r\n" + ",".join(["x"] * 3) + "\n"
    rows = landed(load_files(tmp_path, {"accounts.csv": text}), "accounts", "record_line")
    assert [row["record_line"] for row in rows] == [2, 4, 7]
    assert rows[0]["account_name"] == "two\r\nlines"
    assert rows[2]["rejection_reason"] == "wrong_field_count"
    assert rows[2]["rejected_record"] == '{"record_text":"x,x,x\\n"}'
    assert rows[2]["rejected_key"] is None


@pytest.mark.parametrize("bad", ['a,5" disk,c', 'a,"b"c,d', '"a"b"c,d"e,f', 'a,b"",c', 'a, "b",c'])
def test_damage_that_ends_on_its_line_quarantines_the_record(tmp_path, bad):
    good = table_csv("accounts", sample_records("accounts", 1))
    after = csv_text([sample_record("accounts", 3)], ACCOUNTS).split("\n", 1)[1]
    text = good + bad + "\n" + after
    rows = landed(load_files(tmp_path, {"accounts.csv": text}), "accounts", "record_line")
    reasons = [row["rejection_reason"] for row in rows]
    assert reasons == [None, "malformed_record", None]


@pytest.mark.parametrize("bad", ['a,"b,c', 'a,"b"c,"d', 'a,"b\n"c",d', 'x,"a\n'])
def test_a_quoted_field_without_an_end_refuses_the_file(tmp_path, bad):
    good = table_csv("accounts", sample_records("accounts", 1))
    message = refusal(tmp_path, {"accounts.csv": good + bad + "\nx,y,z\n"})
    assert "accounts.csv: a quoted field of the record in line 3" in message


def test_a_value_that_begins_with_a_byte_order_mark_stays_whole(tmp_path):
    record = {**sample_record("accounts", 0), "account_id": "\ufeffA1"}
    rows = landed(
        load_files(tmp_path, {"accounts.csv": table_csv("accounts", [record])}), "accounts"
    )
    assert rows[0]["account_id"] == "\ufeffA1"


def test_a_header_and_no_records_is_an_empty_table(tmp_path):
    landing = load_files(tmp_path, {"accounts.csv": table_csv("accounts", [])})
    assert landed(landing, "accounts") == []


FIELDS = st.text(st.sampled_from('ab,"\n\r \ufeff;\t'), max_size=5)


@given(st.lists(st.tuples(FIELDS, FIELDS, FIELDS), max_size=8), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None, max_examples=40)
@example([("\ufeff", "", ""), ("", "", "")], "\n")
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, rows, end):
    records = [
        {**sample_record("channels", 0), "channel_code": a + "x", "channel_name": b + "y",
         "billing_group_code": c}
        for a, b, c in rows
    ]  # fmt: skip
    text = csv_text(records, raw_tables()["channels"].column_names, end)
    found = landed(
        load_files(tmp_path_factory.mktemp("csv"), {"channels.csv": text}),
        "channels",
        "record_line",
    )
    assert [row["rejection_reason"] for row in found] == [None] * len(records)
    for row, record in zip(found, records, strict=True):
        for name in ("channel_code", "channel_name", "billing_group_code"):
            assert row[name] == (record[name] or None)


@given(st.text(st.sampled_from('ab,,"""\n\n\r'), max_size=60))
@settings(max_examples=1500, deadline=None)
@example('a","')
@example(',"\n"\n,a""b,,a,,"\n,\r\n\r"""')
def test_any_text_is_split_as_a_plain_reading_splits_it(text):
    """Each record with the right fields, with its fault, or an end of the file by name."""
    told = plain_records(text, 3)
    found = []
    try:
        for record in CsvRecords(io.StringIO(text, newline="")).records(3):
            found.append((record.line, record.text, record.fault))
    except FileRefused:
        found.append("refused")
    assert found == told
    for record in found:
        if record != "refused" and record[2] is None:
            assert len(plain_fields(record[1])) == 3


def test_the_files_of_a_folder_are_one_table(tmp_path):
    halves = [sample_records("accounts", 6)[:3], sample_records("accounts", 6)[3:]]
    files = {
        f"accounts/{name}": table_csv("accounts", half)
        for name, half in zip(("q[1].csv", "q*.csv"), halves, strict=True)
    }
    report = load_dataset(dataset(tmp_path / "dataset", files), tmp_path / "landing")
    assert [file.source_file for file in report.files] == ["accounts/q*.csv", "accounts/q[1].csv"]
    assert len(landed(tmp_path / "landing", "accounts")) == 6
