"""What a landing folder holds, to be compared; deliveries to be loaded into it."""

from pathlib import Path

from loading import landed, sample_records, table_csv

SAMPLE = sample_records("usage", 12)
SKUS = table_csv("skus", sample_records("skus", 2))


def usage_csv(first: int, last: int) -> str:
    return table_csv("usage", SAMPLE[first:last])


def contents(landing: Path, table: str = "usage") -> list[tuple]:
    """Every record without the file it came from."""
    rows = landed(landing, table)
    return sorted(
        tuple(str(value) for name, value in row.items() if name not in ("filename", "record_line"))
        for row in rows
    )


def files(landing: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(landing)): path.read_bytes()
        for path in sorted(landing.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
