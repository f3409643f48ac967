"""Synthetic datasets by the input contract: realistic, skewed, the same bytes for a seed."""
