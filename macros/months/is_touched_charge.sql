{#
    A condition that leaves of charges what this build rates: true if it rates all.
    Usage: where {{ is_touched_charge('charge_id', 'int_touched_charges') }}
#}
{% macro is_touched_charge(charge_id, touched) -%}
    {%- if goes_on() or not execute -%}
    {{ charge_id }} in (select charge_id from {{ ref(touched) }})
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
