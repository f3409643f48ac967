{#
    What is wrong with the value of a setting, empty if nothing is: the one place that
    knows the settings and the values each may have. A choice is one of its values, a list
    has at least one of them, a number is a whole one within its bounds, an instant is in
    ISO 8601 with an offset or empty. Rows are given by a build to itself.

    The command line renders this file, too, without dbt: it uses nothing of dbt but
    modules.
#}
{% macro setting_fault(name, value) -%}
    {%- set zones = [] -%}
    {%- for hours in range(-14, 13) -%}
        {%- do zones.append('Etc/GMT' ~ ('%+d' % hours)) -%}
    {%- endfor -%}
    {%- set contracts = {
        'as_of': {'kind': 'instant'},
        'as_of_load': {'kind': 'number', 'least': 0, 'most': 999999999},
        'closing_months': {'kind': 'rows'},
        'billing_timezone': {'kind': 'choice', 'values': zones},
        'settlement_delay_minutes': {'kind': 'number', 'least': 0, 'most': 1440},
        'plan_benefit_downstream': {'kind': 'boolean'},
        'taxed_leg_kinds': {
            'kind': 'list', 'values': ['bill_a', 'channel', 'bill_b', 'direct']
        },
        'negative_bill': {
            'kind': 'choice', 'values': ['due_zero', 'due_negative', 'carry_forward']
        },
        'credit_suspension': {'kind': 'choice', 'values': ['below_zero', 'at_zero']},
    } -%}
    {%- set contract = contracts.get(name) -%}
    {%- if not contract -%}
        there is no such setting; the settings are {{ contracts | join(', ') }}
    {%- elif contract.kind == 'rows' -%}
        {%- if value is string or value is mapping or value is not sequence
            or value | reject('mapping') | list -%}
            write a list of mappings
        {%- endif -%}
    {%- elif contract.kind == 'boolean' -%}
        {%- if value is not boolean -%} write true or false {%- endif -%}
    {%- elif contract.kind == 'number' -%}
        {%- if value is not integer or value < contract.least or value > contract.most -%}
            write a whole number from {{ contract.least }} to {{ contract.most }}
        {%- endif -%}
    {%- elif contract.kind == 'choice' -%}
        {%- if value is not string or value not in contract['values'] -%}
            write one of {{ contract['values'] | join(', ') }}
        {%- endif -%}
    {%- elif contract.kind == 'list' -%}
        {%- if value is string or value is mapping or value is not sequence or not value
            or value | reject('in', contract['values']) | list -%}
            write one or more of {{ contract['values'] | join(', ') }}
        {%- endif -%}
    {%- elif not is_instant(value | string) -%}
        write an instant with its offset, such as 2025-09-01T00:00:00+08:00, or nothing
    {%- endif -%}
{%- endmacro %}
