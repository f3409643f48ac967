"""Loading: from files as they were delivered to a landing folder of typed, judged records."""

from tierbill.load.dataset_load import load_dataset
from tierbill.load.errors import LoadRefused, Refusal
from tierbill.load.landing import missing_required, recover
from tierbill.load.ledger import Entry, read_ledger
from tierbill.load.report import LoadedFile, LoadReport, TableCount

__all__ = [
    "Entry",
    "LoadRefused",
    "LoadReport",
    "LoadedFile",
    "Refusal",
    "TableCount",
    "load_dataset",
    "missing_required",
    "read_ledger",
    "recover",
]
