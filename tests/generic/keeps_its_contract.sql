{#
    Every record of a policy keeps the contract that its YAML states: values in the meta of
    its columns, types in column_types. Returns the records that do not. The command line
    checks the same before it builds; this is the guard of dbt by hand.
#}
{% test keeps_its_contract(model) %}
{%- set seed = graph.nodes.get('seed.tierbill.' ~ model.identifier) if execute -%}
{%- set currencies = 'select currency_code from ' ~ ref('currencies') -%}
{%- set columns = [] -%}
{%- for column in (seed.columns.values() if seed else []) -%}
    {%- do columns.append(dict(
        column.config.meta,
        name=column.name,
        data_type=seed.config.column_types[column.name],
        currencies=currencies
    )) -%}
{%- endfor -%}
select *
from {{ model }}
where {{ breaks_contract(columns) }}
{% endtest %}
