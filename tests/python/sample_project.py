"""A dbt project of a few models, quick to build, for tests of building and publishing.

Every mart repeats the number in the seed `raw_numbers`, so that a reader can tell one build
from another and see a mixture of two. Environment variables break it on purpose.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROJECT = """
name: tierbill
version: "0.1.0"
config-version: 2
profile: tierbill
model-paths: [models]
seed-paths: [seeds]
macro-paths: [macros]
flags: {send_anonymous_usage_stats: false}
vars:
  as_of: ""
  billing_timezone: Etc/GMT-8
  negative_bill: due_zero
  settlement_delay_minutes: 0
  plan_benefit_downstream: false
  taxed_leg_kinds: [bill_a]
models:
  tierbill:
    staging: {+schema: staging, +materialized: view}
    marts: {+schema: marts, +materialized: table}
seeds:
  tierbill:
    demo: {+schema: raw}
    reference: {+schema: reference}
"""

REF = (
    "{% macro ref() %}{% do return(builtins.ref(*varargs).include(database=false)) %}{% endmacro %}"
)

STAGED = """
{% if env_var('TIERBILL_LANDING', '') %}
select count(*)::integer as number
from read_parquet('{{ env_var("TIERBILL_LANDING") }}/usage/*.parquet', union_by_name = true)
{% else %}
select number from {{ ref('raw_numbers') }}
{% endif %}
"""

BREAK_MODEL = "{{ 'no_such_column' if env_var('BREAK_MODEL', '') else 'number' }}"

STATEMENTS = """
select
    date '2025-08-01' as billing_month, 'D1' as seller_account_id, 'C1' as buyer_account_id,
    'USD' as currency_code, 1 as line_count,
    0.00000001::decimal(38, 8) as list_cost, 0.5::decimal(38, 8) as contracted_cost,
    number::decimal(38, 2) as billed_amount, number::decimal(38, 2) as due_amount
from {{ ref('stg_numbers') }}
"""

REJECTED = """
select
    'usage' as source_table, 'u-1' as record_key, 'unknown_sku' as reason,
    null::varchar as reason_detail,
    '{"usage_id":"u-1","sku_id":"sku-1"}' as record, 'usage.csv' as source_file,
    2 as source_line, timestamptz '2025-09-01 00:00:00+00' as recorded_at, false as is_mended
from {{ ref('stg_numbers') }}
"""

DETAILS = """
select
    'D1' as seller_account_id, 'line-1' as line_id, date '2025-08-01' as corrects_billing_month,
    'USD' as currency_code, 'reversal' as line_kind, number::decimal(38, 8) as billed_cost
from {{ ref('stg_numbers') }}
where number > 6
"""

OTHER_MARTS = {
    "load_accounting": """
select
    source_table, 'load-1' as load_id, number + 1 as delivered, number as current, 0 as duplicate,
    0 as superseded, 0 as retracted, 1 as rejected
from {{ ref('stg_numbers') }}
cross join (values ('accounts'), ('skus'), ('list_prices'), ('usage')) as named (source_table)
""",
    "findings": """
select
    'same_usage_twice' as finding_kind, 'warning' as severity, 'USD' as currency_code,
    2.5::decimal(38, 8) as money_at_stake, 1 as money_rank,
    'Usage u-1 is there twice.' as description
from {{ ref('stg_numbers') }}
""",
    "dim_accounts": """
select 'C1' as account_id, 'Carla' as account_name from {{ ref('stg_numbers') }}
""",
    "dim_skus": "select 'sku-2' as sku_id from {{ ref('stg_numbers') }}",
    "discount_register": "select 'd-1' as discount_id from {{ ref('stg_numbers') }}",
    "provider_bill_reconciliation": """
select 'D1' as payer_account_id, date '2025-08-01' as billing_month, 1 as provider_line_count
from {{ ref('stg_numbers') }}
""",
}

FIRST_TESTS = """
models:
  - name: first
    columns:
      - name: number
        data_tests:
          - not_null
          - accepted_values:
              arguments:
                values: [-1]
                quote: false
              config:
                enabled: "{{ env_var('BREAK_TEST', '') != '' }}"
"""

# A view of which the text names the database, as dbt writes it by default.
NAMING_VIEW = """
{{ config(materialized='view', enabled=env_var('BREAK_VIEW', '') != '') }}
select number from {{ builtins.ref('first') }}
"""


def make_project(folder: Path, number: int = 1) -> Path:
    """Write the project into `folder`, with `number` in its seed, and return the folder."""
    files = {
        "dbt_project.yml": PROJECT,
        "profiles.yml": (ROOT / "profiles.yml").read_text(encoding="utf-8"),
        "macros/generate_schema_name.sql": (ROOT / "macros" / "generate_schema_name.sql").read_text(
            encoding="utf-8"
        ),
        "macros/ref.sql": REF,
        "seeds/reference/kinds.csv": "code\nA\n",
        "models/staging/stg_numbers.sql": STAGED,
        "models/marts/first.sql": f"select {BREAK_MODEL} from {{{{ ref('stg_numbers') }}}}",
        "models/marts/second.sql": "select number from {{ ref('first') }}",
        "models/marts/naming.sql": NAMING_VIEW,
        "models/marts/first.yml": FIRST_TESTS,
        "models/marts/rejected_records.sql": REJECTED,
    }
    for bill in ("bill_a", "channel_bill", "bill_b", "direct_bill"):
        files[f"models/marts/{bill}_statements.sql"] = STATEMENTS
        files[f"models/marts/{bill}_details.sql"] = DETAILS
    for mart, sql in OTHER_MARTS.items():
        files[f"models/marts/{mart}.sql"] = sql
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    set_number(folder, number)
    return folder


def set_number(project: Path, number: int) -> None:
    """Let the next build of the project bear another number."""
    seed = project / "seeds" / "demo" / "raw_numbers.csv"
    seed.parent.mkdir(parents=True, exist_ok=True)
    seed.write_text(f"number\n{number}\n", encoding="utf-8")
