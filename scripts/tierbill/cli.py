"""The tierbill command: one sub-command a verb, each in a module of its own."""

import typer

from tierbill.commands.build import build
from tierbill.commands.convert import app as convert
from tierbill.commands.daily import daily
from tierbill.commands.demo import demo
from tierbill.commands.export import export
from tierbill.commands.generate import generate
from tierbill.commands.issue import issue
from tierbill.commands.load import load
from tierbill.commands.run import run
from tierbill.commands.show import show
from tierbill.commands.statement import statement
from tierbill.commands.usage_report import usage_report
from tierbill.commands.verify import verify

app = typer.Typer(
    name="tierbill",
    help="Rate multi-tier cloud usage: from raw records to every tier's bill.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

COMMANDS = (run, load, build, issue, export, demo, generate, statement, daily, usage_report, verify)
for command in COMMANDS:
    app.command()(command)
app.add_typer(show, name="show")
app.add_typer(convert, name="convert")

if __name__ == "__main__":
    app()
