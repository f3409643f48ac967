{#
    Why a delivered number is invalid, as text that names the value and the rule it breaks
    (rules 1.1 a): not plain, a fraction in a whole number's place, too many decimals or
    digits, out of range.
    Usage: {{ number_detail('delivered_term_count', 'term_count', column) }}
#}
{% macro number_detail(delivered, value, column) -%}
    {%- set text = 'cast(' ~ delivered ~ ' as varchar)' -%}
    {%- set digits = column.data_type[8:-1].split(',') -%}
    {%- set fraction = "rtrim(split_part(" ~ text ~ ", '.', 2), '0')" -%}
    concat(
        '{{ column.name }} ', {{ text }},
        case
            when not regexp_full_match({{ text }}, '-?[0-9]+(\.[0-9]+)?')
                then ' is no plain number: only digits, a minus before and a point in them'
            {%- if column.data_type == 'integer' %}
            when {{ fraction }} != ''
                then ' has a fraction, and the column takes whole numbers'
            when {{ value }} is null then ' is not between -2147483648 and 2147483647'
            {%- else %}
            when length({{ fraction }}) > {{ digits[1] | int }}
                then ' has more than {{ digits[1] | int }} decimals'
            when {{ value }} is null
                then ' has more than {{ digits[0] | int - digits[1] | int }} digits before the point'
            {%- endif %}
            {%- if column.at_least is defined %}
            when {{ value }} < {{ column.at_least }} then ' is below {{ column.at_least }}'
            {%- endif %}
            {%- if column.above is defined %}
            when {{ value }} <= {{ column.above }} then ' is not above {{ column.above }}'
            {%- endif %}
        end
    )
{%- endmacro %}
