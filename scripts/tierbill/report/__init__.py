"""Usage reports of a channel or a billing group over days that are chosen."""
