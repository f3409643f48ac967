"""Tierbill: an analytics warehouse for multi-tier cloud billing."""
