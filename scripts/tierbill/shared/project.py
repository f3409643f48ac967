"""Where the dbt project of this package is."""

from __future__ import annotations

from pathlib import Path

import yaml

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


def project_variables(project: Path) -> dict[str, object]:
    """Return the variables of dbt_project.yml as they are written there, unchecked."""
    file = project / "dbt_project.yml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")).get("vars") or {})


def default_warehouse() -> Path:
    """Return the warehouse file of the project itself, the one `tierbill demo` builds."""
    return project_root() / DEFAULT_WAREHOUSE
