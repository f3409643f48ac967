"""The sub-commands of tierbill, one a module."""
