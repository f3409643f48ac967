{#
    True on the leg kinds whose base a savings plan reduces: those the provider sells, and
    all of them by the setting plan_benefit_downstream (rules 4.4).
    Usage: {{ plan_benefits_leg('legs.leg_kind') }}
#}
{% macro plan_benefits_leg(leg_kind) -%}
    {%- if setting('plan_benefit_downstream') -%}
        true
    {%- else -%}
        {{ leg_kind }} in ('bill_a', 'direct')
    {%- endif -%}
{%- endmacro %}
