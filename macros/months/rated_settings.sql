{#
    A digest of all settings, models and reference seeds: rows that were rated with others
    are all rated again. What macros and Python say is not in it: who changes them runs dbt
    with --full-refresh, as `tierbill build` does by itself.
    Usage: where digest = '{{ rated_settings() }}'
#}
{% macro rated_settings() -%}
    {%- set parts = [] -%}
    {%- if execute -%}
        {%- for name in [
            'billing_timezone', 'settlement_delay_minutes', 'plan_benefit_downstream',
            'taxed_leg_kinds', 'negative_bill', 'credit_suspension'
        ] -%}
            {%- do parts.append(name ~ '=' ~ setting(name)) -%}
        {%- endfor -%}
        {%- for node in graph.nodes.values() | sort(attribute='unique_id')
            if node.resource_type == 'model'
            or (node.resource_type == 'seed' and 'reference' in node.fqn) -%}
            {%- do parts.append(node.unique_id ~ '=' ~ node.checksum.checksum) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(parts | join(' '))) }}
{%- endmacro %}
