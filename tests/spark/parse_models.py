"""Compile the models for Spark and let Spark's own parser read each of them.

    .venv-spark/bin/python tests/spark/parse_models.py [--target-path FOLDER]

No table is needed and no query runs: that a model compiles and parses says that nothing of
another engine's dialect is left in it, not that its figures are right. Models in Python and
incremental ones are left out: dbt cannot compile them without a connection. `not_yet.txt` names the
models known to fail, each with its reason; a failure that is not named there, or a named one
that is gone, ends the run with exit code 1. The list may only get shorter.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_YET = Path(__file__).with_name("not_yet.txt")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target-path", type=Path, default=ROOT / "target" / "spark")
    target = parser.parse_args().target_path
    compile_models(target)
    failures = parse_models(target / "compiled" / "tierbill" / "models")
    known = known_failures()
    for model, message in sorted(failures.items()):
        print(f"{model}: {message}" + (f" (known: {known[model]})" if model in known else ""))
    new = sorted(failures.keys() - known.keys())
    gone = sorted(known.keys() - failures.keys())
    for model in new:
        print(f"Spark cannot parse {model}; engine differences belong in a dispatched macro.")
    for model in gone:
        print(f"Spark can parse {model} now; take it out of {NOT_YET.relative_to(ROOT)}.")
    return 1 if new or gone else 0


def compile_models(target: Path) -> None:
    """`dbt compile` for Spark, without a connection."""
    command = [Path(sys.executable).with_name("dbt"), "--no-use-colors", "--log-level", "warn"]
    command += ["compile", "--target", "spark", "--no-introspect", "--no-populate-cache"]
    # Python models have no SQL; dbt wants a connection to compile them, and for models that
    # ask whether they exist already.
    command += ["--select", "resource_type:model", "--target-path", target]
    command += ["--exclude", "file:*.py", "config.materialized:incremental"]
    settings = {"DBT_PROFILES_DIR": str(ROOT), "DBT_LOG_PATH": str(target / "logs")}
    settings |= {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
    # As for a real dataset: the demo's text seeds are validated separately.
    settings |= {"TIERBILL_LANDING": "landing"}
    subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=True)


def parse_models(folder: Path) -> dict[str, str]:
    """The models that Spark's parser refuses, each with the parser's first words."""
    from pyspark.errors import ParseException
    from pyspark.sql import SparkSession

    # PySpark logs every refusal with the stack of the Java side.
    logging.disable()
    # Next to the models lie their generic tests, in folders named after the YAML files.
    paths = sorted(path for path in folder.rglob("*.sql") if path.parent.suffix != ".yml")
    if not paths:
        raise SystemExit(f"{folder}: no compiled model; see the output of dbt above")
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.log.level", "ERROR").getOrCreate()
    parser = session._jsparkSession.sessionState().sqlParser()
    failures = {}
    for path in paths:
        try:
            parser.parsePlan(path.read_text(encoding="utf-8"))
        except ParseException as error:
            failures[path.stem] = " ".join(str(error).split())[:200]
    print(f"{len(paths) - len(failures)} of {len(paths)} models parse on Spark {session.version}")
    session.stop()
    return failures


def known_failures() -> dict[str, str]:
    """Model and reason of each line of the list."""
    lines = NOT_YET.read_text(encoding="utf-8").splitlines() if NOT_YET.exists() else []
    entries = [line.split(": ", 1) for line in lines if line and not line.startswith("#")]
    return {model: reason for model, reason in entries}


if __name__ == "__main__":
    sys.exit(main())
