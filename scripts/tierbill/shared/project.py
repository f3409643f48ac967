"""Where the dbt project of this package is."""

from __future__ import annotations

from pathlib import Path

from tierbill.shared.errors import Refused

DEFAULT_WAREHOUSE = Path("target/warehouse/tierbill.duckdb")


def project_root() -> Path:
    """Return the dbt project this package belongs to.

    Raises:
        Refused: the package was installed without the project around it.
    """
    root = Path(__file__).resolve().parents[3]
    if not (root / "dbt_project.yml").is_file():
        raise Refused(
            f"{root}: there is no dbt_project.yml. Tierbill builds with the models of its own "
            "repository: clone it and install the package from there (make setup)."
        )
    return root


def default_warehouse() -> Path:
    """Return the warehouse file of the project itself, the one `tierbill demo` builds."""
    return project_root() / DEFAULT_WAREHOUSE
