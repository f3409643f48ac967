"""The rules read aloud: a slow, obvious rater in plain Python, the twin of the SQL models.

`rate(folder)` reads a dataset folder of CSV files and returns every row that the rules determine.
"""

from .rating import Rating, rate
from .settings import Settings

__all__ = ["Rating", "Settings", "rate"]
