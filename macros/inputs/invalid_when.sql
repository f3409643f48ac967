{#
    Condition under which a delivered value breaks its column's contract: it cannot be
    read, or lies outside the range or the list of values. Empty if it cannot.
    delivered, value: SQL of the value as it came and as it was read; the same if it came
    in its type. The currencies of a column are SQL: a list of codes or a query.
#}
{% macro invalid_when(delivered, value, column) -%}
    {%- set conditions = [] -%}
    {%- if delivered == value and within_years(value, column) -%}
        {%- do conditions.append("not (" ~ within_years(value, column) ~ ")") -%}
    {%- elif delivered != value and column.data_type != 'varchar' -%}
        {%- do conditions.append("(" ~ delivered ~ " is not null and " ~ value ~ " is null)") -%}
    {%- endif -%}
    {%- if column.get('values') -%}
        {%- set known = column.get('values') | join("', '") -%}
        {%- do conditions.append(value ~ " not in ('" ~ known ~ "')") -%}
    {%- endif -%}
    {%- if column.format == 'currency' -%}
        {%- do conditions.append(value ~ " not in (" ~ column.currencies ~ ")") -%}
    {%- endif -%}
    {%- if column.format == 'first_of_month' -%}
        {%- do conditions.append("day(" ~ value ~ ") != 1") -%}
    {%- endif -%}
    {%- set lifted = " and not coalesce(" ~ column.unless ~ ", false)" if column.unless -%}
    {%- if column.at_least is defined -%}
        {%- do conditions.append("(" ~ value ~ " < " ~ column.at_least ~ lifted ~ ")") -%}
    {%- endif -%}
    {%- if column.at_most is defined -%}
        {%- do conditions.append("(" ~ value ~ " > " ~ column.at_most ~ lifted ~ ")") -%}
    {%- endif -%}
    {%- if column.above is defined -%}
        {%- do conditions.append("(" ~ value ~ " <= " ~ column.above ~ lifted ~ ")") -%}
    {%- endif -%}
    {{ conditions | join(" or ") }}
{%- endmacro %}
