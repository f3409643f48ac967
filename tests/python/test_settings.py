"""Settings, environment and policies: a wrong value is refused before anything starts."""

from __future__ import annotations

import random
import re
import shutil
import string
import subprocess
from pathlib import Path

import pytest
import yaml
from building import BIN, ROOT
from tierbill.cli import app
from tierbill.shared.environment import VARIABLES, check_environment, umask
from tierbill.shared.errors import Refused
from tierbill.shared.policies import check_policies
from tierbill.shared.project_macros import setting_fault
from tierbill.shared.settings import NOT_SET_BY_HAND, parse_settings, project_settings
from typer.testing import CliRunner

RIGHT = {
    "billing_timezone": ["Etc/GMT-8", "Etc/GMT-14", "Etc/GMT+12", "Etc/GMT+0"],
    "settlement_delay_minutes": ["0", "1440", "007"],
    "plan_benefit_downstream": ["true", "false"],
    "taxed_leg_kinds": ["bill_a", "channel,bill_a", "bill_a,channel,bill_b,direct"],
    "negative_bill": ["due_zero", "due_negative"],
    "credit_suspension": ["below_zero", "at_zero"],
}
INJECTIONS = ("x') or ('1'='1", "'; drop table x; --", '"', "{{ 1 }}", "bill_a'", "$$", "\\", "\0")


def wrong_settings(count: int) -> list[str]:
    """Texts of --set, each a value that the setting may not have."""
    draw = random.Random(13)
    found = ["taxed_leg_kinds=bill_A", "taxed_leg_kinds=[bill_a]", "billing_timezone=Etc/GMT-99"]
    found += ["colour=red", "taxed_leg_kinds=", "as_of=2025-09-01T00:00:00Z", "as_of_load=1"]
    found += ["settlement_delay_minutes=1441", "settlement_delay_minutes=-1", "negative_bill"]
    found += ["billing_timezone=Asia/Shanghai", "billing_timezone=Etc/GMT-8\n", "=x", ""]
    found += ["settlement_delay_minutes=" + "9" * 5000, "taxed_leg_kinds=bill_a,,direct"]
    found += [f"{name}={value}" for name in RIGHT for value in INJECTIONS]
    while len(found) < count:
        name = draw.choice(list(RIGHT))
        value = list(draw.choice(RIGHT[name]))
        for _ in range(draw.randint(1, 2)):
            value.insert(draw.randrange(len(value) + 1), draw.choice(string.printable[:95]))
        text = "".join(value)
        digits = name == "settlement_delay_minutes" and text.isdigit() and int(text) <= 1440
        if not digits and text not in RIGHT[name]:
            found.append(f"{name}={text}")
    return found


def test_rated_rows_know_every_setting_that_they_were_rated_with():
    """dbt by hand would carry on rows of another setting that the digest leaves out."""
    macro = (ROOT / "macros" / "months" / "rated_settings.sql").read_text(encoding="utf-8")
    [names] = re.findall(r"for name in \[(.*?)\]", macro, re.DOTALL)
    known = set(re.findall(r"'(\w+)'", names))
    assert known == project_settings(ROOT).keys() - set(NOT_SET_BY_HAND)


def test_every_value_that_a_setting_may_have_is_taken():
    for name, values in RIGHT.items():
        for value in values:
            parse_settings(ROOT, [f"{name}={value}"])


@pytest.mark.parametrize("given", wrong_settings(200), ids=range(200))
def test_a_wrong_setting_is_refused(given):
    with pytest.raises(Refused, match="--set"):
        parse_settings(ROOT, [given])


def test_a_setting_given_twice_is_refused():
    with pytest.raises(Refused, match="given twice"):
        parse_settings(ROOT, ["negative_bill=due_zero", "negative_bill=due_negative"])


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("", True),
        ("2025-09-01T00:00:00+08:00", True),
        ("2025-09-01 00:00:00.123456Z", True),
        ("2024-02-29T00:00Z", True),
        ("2025-02-29T00:00:00Z", False),
        ("2025-13-01T00:00:00Z", False),
        ("2025-09-01T24:00:00Z", False),
        ("2025-09-01T00:00:00", False),
        ("2025-09-01T00:00:00+24:00", False),
        ("0001-01-01T00:00:00+08:00", False),
        ("2025-09-01T00:00:00Z' or '1'='1", False),
    ],
)
def test_the_as_of_timestamp_is_an_instant_of_the_calendar(text, is_right):
    assert (setting_fault("as_of", text) == "") == is_right


@pytest.mark.parametrize("wrong", ["bill_a", ["bill_A"], [], [["bill_a"]], {"bill_a": 1}, None, 1])
def test_a_wrong_value_in_the_project_file_is_refused(tmp_path, wrong):
    content = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    content["vars"]["taxed_leg_kinds"] = wrong
    (tmp_path / "dbt_project.yml").write_text(yaml.safe_dump(content))
    with pytest.raises(Refused, match="taxed_leg_kinds"):
        project_settings(tmp_path)


def test_the_project_has_every_setting_and_no_other():
    for name in project_settings(ROOT):
        assert f"`{name}`" in (ROOT / "docs" / "operations.md").read_text()
    assert "no such setting" in setting_fault("colour", "red")
    (names,) = [setting_fault("colour", "red").partition("the settings are ")[2]]
    assert set(names.split(", ")) == set(project_settings(ROOT))


WRONG_ENVIRONMENT = [
    ("TIERBILL_MEMORY_LIMIT", "much"),
    ("TIERBILL_MEMORY_LIMIT", "3GB'; set x = '"),
    ("TIERBILL_THREADS", "0"),
    ("TIERBILL_THREADS", "two"),
    ("TIERBILL_DBT_THREADS", "-1"),
    ("TIERBILL_KEEP_VERSIONS", "0"),
    ("TIERBILL_LOCK_TIMEOUT", "1.5"),
    ("TIERBILL_UMASK", "999"),
    ("TIERBILL_UMASK", "777"),
    ("TIERBILL_TARGET", "prod"),
    ("TIERBILL_LANDING", "x'; drop table y; --"),
    ("TIERBILL_DATABASE", "a*b"),
    ("TIERBILL_TEMP_DIRECTORY", 'a"b'),
    ("TIERBILL_KEPT_VERSIONS", "3"),
]


@pytest.mark.parametrize(("name", "value"), WRONG_ENVIRONMENT)
def test_a_wrong_variable_of_the_environment_stops_every_command(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    for command in (["show", "accounts"], ["build"], ["load", "x"], ["verify"]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 2, result.output
        assert name in result.stderr


def test_the_variables_of_the_environment_are_on_the_page(monkeypatch):
    page = (ROOT / "docs" / "operations.md").read_text()
    for name in VARIABLES:
        assert f"`{name}`" in page
    for name, value in (("TIERBILL_MEMORY_LIMIT", "1.5 GiB"), ("TIERBILL_UMASK", "077")):
        monkeypatch.setenv(name, value)
    check_environment()
    assert umask() == 0o077


WRONG_POLICIES = [
    ("rounding_policies", "half_up", "half_even", "write one of half_up, truncate"),
    ("rounding_policies", ",,bill,", ",,Bill,", "rounding_level is invalid: 'Bill'"),
    ("rounding_policies", ",,bill,", ",9,bill,", "rounding_digits is invalid"),
    ("rounding_policies", "1970-01-01", "1970-01-02", "valid_from_month is invalid"),
    ("tax_rates", ",0.05,", ",-0.05,", "tax_rate is invalid"),
    ("tax_rates", ",0.05,", ",5%,", "tax_rate is invalid"),
    ("tax_rates", ",0.05,", ",,", "tax_rate is missing"),
    ("tax_rates", ",0.05,", ",", "has 5 fields, not 6"),
    ("tax_rates", "tax_region,", "region,", "its columns must be"),
    ("file_layouts", "everyone", "every one", "shown_to is invalid"),
    ("alert_thresholds", "budget_used,75", "budget,75", "alert_kind is invalid"),
    ("purchase_restrictions", ",true", ",yes", "is_forbidden is invalid"),
]


@pytest.mark.parametrize(("policy", "right", "wrong", "words"), WRONG_POLICIES)
def test_a_wrong_policy_is_refused_with_its_line(tmp_path, policy, right, wrong, words):
    shutil.copytree(ROOT / "seeds" / "reference", tmp_path / "seeds" / "reference")
    check_policies(tmp_path)
    file = tmp_path / "seeds" / "reference" / f"{policy}.csv"
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(Refused, match=str(file)) as refused:
        check_policies(tmp_path)
    assert words.lower() in str(refused.value).lower()


@pytest.mark.parametrize(
    "variables",
    [
        "{\"taxed_leg_kinds\": [\"x') or ('1'='1\"]}",
        '{"billing_timezone": "Etc/GMT-99"}',
        '{"a": 1}',
    ],
)
def test_plain_dbt_refuses_a_wrong_variable_before_it_builds(tmp_path, variables):
    command = [BIN / "dbt", "parse", "--no-partial-parse", "--vars", variables]
    command += ["--target-path", tmp_path, "--log-path", tmp_path, "--profiles-dir", ROOT]
    result = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2, result.stdout
    assert "Compilation Error" in result.stdout
    assert "--vars" in result.stdout


def test_no_model_takes_a_variable_but_through_its_check():
    homes = {ROOT / "macros" / "settings" / "setting.sql"}
    taken = [
        str(path.relative_to(ROOT))
        for folder in ("models", "macros", "tests/singular", "tests/generic")
        for path in sorted(Path(ROOT / folder).rglob("*"))
        if path.suffix in (".sql", ".py", ".yml") and path not in homes
        if "{{ var(" in (text := path.read_text()) or " var('" in text or "(var('" in text
    ]
    assert taken == []
