{#
    True on the leg kinds that carry tax, by the setting taxed_leg_kinds (rules 7.3).
    Usage: {{ is_taxed('legs.leg_kind') }}
#}
{% macro is_taxed(leg_kind) -%}
    {{ leg_kind }} in (
        {%- for kind in setting('taxed_leg_kinds') %}'{{ kind }}'{{ ", " if not loop.last }}{% endfor -%}
    )
{%- endmacro %}
