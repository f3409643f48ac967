"""Small datasets for tests: hand-made ones (`Dataset`) and seeded random ones (`write_dataset`)."""

from .dataset import Dataset
from .generator import write_dataset

__all__ = ["Dataset", "write_dataset"]
