"""Language-model requests as usage records."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tierbill.cli import app
from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.llm_requests import TokenPrices, read_trace, trace_tables
from typer.testing import CliRunner

TRACE = """TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:17:03.9799609,4808,10
2023-11-16 18:59:59.9999999,0,8
2023-11-16 19:00:00.0000000,5,
2023-11-16 19:00:01.0000000,5
"""


def test_a_request_is_two_records_and_zero_tokens_are_kept(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text(TRACE)
    trace = read_trace(path)
    assert [u.reason for u in trace.unread] == ["invalid_GeneratedTokens", "wrong_field_count"]
    assert [u.source_line for u in trace.unread] == [4, 5]
    assert [r.lost_digits for r in trace.requests] == ["9", "9"]
    tables = trace_tables(trace, TokenPrices(Decimal("2.5"), Decimal(10), "USD"))
    assert [(u["sku_id"], u["usage_quantity"]) for u in tables["usage"]] == [
        ("llm-context-tokens", 4808),
        ("llm-generated-tokens", 10),
        ("llm-context-tokens", 0),
        ("llm-generated-tokens", 8),
    ]
    last = tables["usage"][-1]
    assert last["usage_started_at"] == datetime(2023, 11, 16, 18, 59, 59, 999999, UTC)
    assert last["usage_ended_at"] == datetime(2023, 11, 16, 19, tzinfo=UTC)
    assert {s["usage_per_pricing_unit"] for s in tables["skus"]} == {1_000_000}


def test_a_price_the_inputs_cannot_hold_is_refused(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text(TRACE)
    prices = ["--context-price", "1e-11", "--generated-price", "1"]
    result = CliRunner().invoke(
        app, ["convert", "llm-requests", str(path), "--out", str(tmp_path / "out"), *prices]
    )
    assert result.exit_code == 2
    assert "--context-price" in result.output
    assert not (tmp_path / "out").exists()


def test_a_file_without_requests_is_refused(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("TIMESTAMP,ContextTokens\n2023-11-16 18:17:03,5\n")
    with pytest.raises(ConversionError, match="lacks GeneratedTokens"):
        read_trace(path)
