"""The models are SQL that Spark can parse: a second engine stays possible."""

import shutil
import subprocess

import pytest
from building import ROOT


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none")
def test_spark_parses_every_model():
    result = subprocess.run(
        ["make", "--no-print-directory", "check-spark"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
