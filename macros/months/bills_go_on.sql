{#
    Whether a build goes on from the bills that the database holds, too: a build that closed
    months first may have rated rows without bills.
    Usage: {% if bills_go_on() %} where ... {% endif %}
#}
{% macro bills_go_on() -%}
    {{ return(goes_on() and built_table('int_billed_inputs') is not none) }}
{%- endmacro %}
