"""The tierbill command: one sub-command a verb, each in a module of its own."""

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")
