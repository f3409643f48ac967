"""The tierbill command: one sub-command a verb, each in a module of its own."""

from typing import Annotated, Any

try:
    import click
    import typer
    from typer.core import TyperGroup

    from tierbill.build.code_version import code_version
    from tierbill.commands.build import build
    from tierbill.commands.convert import app as convert
    from tierbill.commands.daily import daily
    from tierbill.commands.demo import demo
    from tierbill.commands.exits import exit_codes
    from tierbill.commands.export import export
    from tierbill.commands.generate import generate
    from tierbill.commands.issue import issue
    from tierbill.commands.load import load
    from tierbill.commands.run import run
    from tierbill.commands.show import show
    from tierbill.commands.statement import statement
    from tierbill.commands.usage_report import usage_report
    from tierbill.commands.verify import verify
    from tierbill.shared.project import project_root
except (ImportError, MemoryError, OSError, SystemError) as error:
    raise SystemExit(
        f"tierbill cannot start: {error}. Free memory and disk space, or set it up again."
    ) from None


class CommandGroup(TyperGroup):
    """The commands; the errors of all of them are reported here."""

    def invoke(self, ctx: click.Context) -> Any:
        """Invoke the command of the context."""
        with exit_codes():
            return super().invoke(ctx)


app = typer.Typer(
    name="tierbill",
    cls=CommandGroup,
    help="Rate multi-tier cloud usage: from raw records to every tier's bill.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        with exit_codes():
            typer.echo(f"tierbill {code_version(project_root())}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_say_version,
            is_eager=True,
            help="Show the version and the digest of the rules, as builds record them, and exit.",
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


COMMANDS = (run, load, build, issue, export, demo, generate, statement, daily, usage_report, verify)
for command in COMMANDS:
    app.command()(command)
app.add_typer(show, name="show")
app.add_typer(convert, name="convert")

if __name__ == "__main__":
    app()
