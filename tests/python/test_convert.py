"""Cost reports as datasets: every file and every row is read, or refused by name."""

import csv
import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cost_reports import HOUR, converted, reasons, row, write_report
from tierbill.cli import app
from tierbill.convert.aws_cur import convert_cur
from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.cur_tables import cur_tables
from tierbill.convert.price_list import PriceList
from tierbill.convert.reasons import LEFT_OUT_TYPES, UNCONVERTED, explanation
from tierbill.convert.source_files import open_source
from typer.testing import CliRunner


def test_slash_and_underscore_headings_give_the_same_tables(tmp_path):
    rows = [row(1), row(2)]
    slash = write_report(tmp_path / "slash.csv", rows)
    names = {
        "lineItem/UsageStartDate": "line_item_usage_start_date",
        "pricing/RateCode": "pricing_rate_code",
        "product/region": "product_region",
        "resourceTags/user:Name": "resource_tags_user_name",
    }
    athena = [
        {
            names.get(key)
            or "".join(
                f"_{c.lower()}" if c.isupper() else c for c in key.replace("/", "_")
            ).replace("__", "_"): value
            for key, value in r.items()
        }
        for r in rows
    ]
    underscore = write_report(tmp_path / "underscore.csv", athena)
    one, other = (
        cur_tables(convert_cur([path], PriceList()), None) for path in (slash, underscore)
    )
    for usage in (*one["usage"], *other["usage"]):
        tags = json.loads(usage.pop("tags"))
        assert list(tags.values()) == ["web"]
        assert usage.pop("resource_name") == "web"
    assert one == other
    assert one["usage"][0]["owner_account_id"] == "012345678901"


def test_gzip_is_read_and_a_cut_one_is_refused(tmp_path):
    text = write_report(tmp_path / "cur.csv", [row(n) for n in range(1, 200)]).read_bytes()
    whole, cut = tmp_path / "whole.csv.gz", tmp_path / "cut.csv.gz"
    whole.write_bytes(gzip.compress(text))
    cut.write_bytes(gzip.compress(text)[:-20])
    assert len(convert_cur([whole], PriceList()).rows) == 199
    with pytest.raises(ConversionError, match="gzip is damaged"):
        convert_cur([cut], PriceList())


@pytest.mark.parametrize("suffix", ["csv.gz", "parquet"])
def test_a_report_that_unfolds_beyond_all_measure_is_refused(tmp_path, suffix):
    path = tmp_path / f"report[1].{suffix}"
    if suffix == "parquet":
        table = pa.table({"line_item_id": pa.array(["x" * 70_000_000] * 3)})
        pq.write_table(table, path, compression="zstd")
    else:
        path.write_bytes(
            gzip.compress(b"line_item_id,product\n" + (b"x," + b"y" * 4_000 + b"\n") * 20_000)
        )
    with pytest.raises(ConversionError, match="unfolds to more than 100 times its size"):
        for _ in open_source(path).records:
            pass


def test_parquet_with_maps_doubles_and_timestamps(tmp_path):
    tag_type = pa.map_(pa.string(), pa.string())
    start = datetime(2025, 1, 1)  # noqa: DTZ001 - such files write no zone, and mean UTC
    table = pa.table(
        {
            "identity_line_item_id": ["id1"],
            "line_item_line_item_type": pa.array(["Usage"]).dictionary_encode(),
            "line_item_usage_account_id": ["012345678901"],
            "line_item_usage_start_date": pa.array([start], pa.timestamp("ns")),
            "line_item_usage_end_date": pa.array([start + HOUR], pa.timestamp("ms")),
            "line_item_usage_type": ["BoxUsage:t3.micro"],
            "line_item_usage_amount": pa.array([8.391e-07], pa.float64()),
            "line_item_unblended_rate": ["0.01"],
            "line_item_unblended_cost": pa.array([8.391e-09], pa.float64()),
            "line_item_currency_code": ["USD"],
            "product": pa.array(
                [[("region_code", "eu-west-1"), ("product_name", "EC2")]], tag_type
            ),
            "resource_tags": pa.array([[("user_name", "web"), ("user_empty", "")]], tag_type),
        }
    )
    pq.write_table(table, tmp_path / "cur.parquet")
    tables = cur_tables(convert_cur([tmp_path / "cur.parquet"], PriceList()), None)
    (usage,) = tables["usage"]
    assert usage["usage_quantity"] == Decimal("0.0000008391")
    assert usage["region_id"] == "eu-west-1"
    assert usage["tags"] == '{"user_name": "web"}'
    assert usage["usage_started_at"] == datetime(2025, 1, 1, tzinfo=UTC)
    assert tables["skus"][0]["product_name"] == "EC2"


def test_a_folder_of_reports_and_two_files_of_one_name(tmp_path):
    (tmp_path / "a").mkdir()
    write_report(tmp_path / "a" / "one.csv", [row(1)])
    write_report(tmp_path / "a" / "two.csv", [row(2)])
    write_report(tmp_path / "one.csv", [row(3)])
    assert len(convert_cur([tmp_path / "a"], PriceList()).rows) == 2
    with pytest.raises(ConversionError, match=r"2 files are named one\.csv"):
        convert_cur([tmp_path / "a", tmp_path / "one.csv"], PriceList())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("InvoiceID,LinkedAccountId\n1,2\n", "is no AWS cost and usage report.* docs/inputs"),
        ("", "has no header line"),
        ('lineItem/UsageType,"broken\n', "is not CSV"),
        ("PK\x03\x04", "ZIP archive"),
    ],
)
def test_a_file_that_is_no_report_is_refused_by_name(tmp_path, text, message):
    path = tmp_path / "other.csv"
    path.write_text(text)
    with pytest.raises(ConversionError, match=rf"other\.csv.*{message}"):
        convert_cur([path], PriceList())


def test_two_headings_for_one_money_column_are_refused(tmp_path):
    doubled = row() | {"line_item_unblended_cost": "5"}
    with pytest.raises(ConversionError, match="are the same column"):
        converted(tmp_path, doubled)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        *(({"LineItemType": kind}, reason) for kind, reason in LEFT_OUT_TYPES.items()),
        ({"LineItemType": "FlatRateThing"}, "unknown_line_item_type"),
        ({"LineItemType": ""}, "missing_line_item_type"),
        ({"LineItemType": "Tax", "UsageAmount": "", "UnblendedCost": "?"}, "tax"),
        ({"UsageAccountId": ""}, "missing_usage_account_id"),
        ({"UsageAccountId": "8.76292E+11"}, "damaged_account_id"),
        ({"UsageStartDate": "1/1/2025 0:00"}, "invalid_usage_start_date"),
        ({"UsageStartDate": "2025-02-30T00:00:00Z"}, "invalid_usage_start_date"),
        ({"UsageEndDate": "2024-12-31T00:00:00Z"}, "usage_ends_before_it_starts"),
        ({"UsageEndDate": "2025-01-01T01:00:00Z"}, "usage_ends_before_it_starts"),
        ({"UsageAmount": ""}, "missing_usage_amount"),
        ({"UsageAmount": "NaN"}, "invalid_usage_amount"),
        ({"UsageAmount": "1,000"}, "invalid_usage_amount"),
        ({"UsageAmount": "-1"}, "negative_usage_amount"),
        ({"UsageAmount": "1e20"}, "out_of_range"),
        ({"UnblendedCost": ""}, "missing_unblended_cost"),
        ({"UnblendedRate": "-0.1"}, "negative_rate"),
        ({"UnblendedRate": "", "UnblendedCost": "-1"}, "no_rate"),
        ({"UnblendedRate": "", "UsageAmount": "0", "UnblendedCost": "1"}, "no_rate"),
        ({"CurrencyCode": ""}, "no_currency"),
        ({"LineItemType": "Fee", "UnblendedCost": "-3"}, "negative_cost"),
    ],
)
def test_a_row_that_is_not_converted_is_named_and_kept_whole(tmp_path, changes, reason):
    conversion = converted(tmp_path, row(1), row(2, **changes), row(3))
    assert reasons(conversion) == [reason]
    assert len(conversion.rows) == 2
    left = conversion.unconverted[0].record
    assert left.place == ("cur.csv", 3)
    assert json.loads(left.as_json()) == row(2, **changes)
    assert explanation(reason)


def test_blank_lines_and_ragged_records_are_named_with_their_lines(tmp_path):
    path = write_report(tmp_path / "cur.csv", [row(1, ResourceId="two\nlines")])
    path.write_text(path.read_text() + "\nshort,record\n")
    conversion = convert_cur([path], PriceList())
    assert [(u.reason, u.record.place.line) for u in conversion.unconverted] == [
        ("blank_line", 4),
        ("wrong_field_count", 5),
    ]
    assert conversion.unconverted[1].record.as_json() == '["short", "record"]'


def test_if_nothing_can_be_converted_the_rows_are_named_all_the_same(tmp_path):
    credits_only = [row(n, LineItemType="Credit") for n in (1, 2)]
    source = write_report(tmp_path / "cur.csv", credits_only)
    result = CliRunner().invoke(
        app, ["convert", "aws-cur", str(source), "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert "of 2 rows none is converted: credit (2)" in result.output
    with (tmp_path / "out-report" / "unconverted.csv").open(newline="") as stream:
        assert [r["source_line"] for r in csv.DictReader(stream)] == ["2", "3"]
    assert not (tmp_path / "out").exists()


def test_a_report_that_names_no_currency_is_told_one(tmp_path):
    source = write_report(tmp_path / "cur.csv", [row(1, CurrencyCode="")])
    (told,) = convert_cur([source], PriceList(), "EUR").rows
    assert (told.item.currency_code, told.item.notes) == ("EUR", ("currency_as_told",))


def test_every_reason_of_a_line_item_type_is_explained():
    assert set(LEFT_OUT_TYPES.values()) <= set(UNCONVERTED)
    assert explanation("missing_usage_amount") == "usage_amount is empty"
    with pytest.raises(KeyError):
        explanation("because")


def test_a_row_that_stands_twice_counts_once_and_is_named(tmp_path):
    conversion = converted(tmp_path, row(1), row(2), row(1))
    assert reasons(conversion) == ["duplicate_row"]
    assert conversion.unconverted[0].record.place.line == 4


def test_one_id_over_other_content_gives_ids_that_do_not_depend_on_the_order(tmp_path):
    one, other = row(1, UsageAmount="1"), row(1, UsageAmount="2")
    ids = {r.item.amount: r.record_id for r in converted(tmp_path, one, other).rows}
    assert len(set(ids.values())) == 2
    assert ids == {r.item.amount: r.record_id for r in converted(tmp_path, other, one).rows}


def test_rows_without_ids_are_all_kept(tmp_path):
    alike = row(1, LineItemId="")
    conversion = converted(tmp_path, alike, alike)
    assert len({r.record_id for r in conversion.rows}) == 2
    assert reasons(conversion) == []
    assert all("no_line_item_id" in r.item.notes for r in conversion.rows)


def test_the_command_writes_the_dataset_and_beside_it_the_report(tmp_path):
    source = write_report(tmp_path / "cur.csv", [row(1), row(30), row(2, LineItemType="Tax")])
    out = tmp_path / "dataset"
    result = CliRunner().invoke(app, ["convert", "aws-cur", str(source), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "3 rows delivered = 2 converted + 1 not converted" in result.output
    with (tmp_path / "dataset-report" / "unconverted.csv").open(newline="") as stream:
        (left,) = csv.DictReader(stream)
    assert (left["reason"], left["source_line"]) == ("tax", "4")
    again = CliRunner().invoke(app, ["convert", "aws-cur", str(source), "--out", str(out)])
    assert again.exit_code == 0


def test_the_command_refuses_what_it_cannot_read(tmp_path):
    missing = ["convert", "aws-cur", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, missing).exit_code == 2
    assert not (tmp_path / "out").exists()
