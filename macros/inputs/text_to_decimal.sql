{#
    Exact decimal of a text, or null. Checked before the cast: casts alone take 1e3 and
    1_000 and round what does not fit. Zeros beyond the scale are harmless. The narrow
    cast comes first because DuckDB reads wide decimals from text a hundred times slower.

    rounded: whether more decimals than the scale are rounded half away from zero, which
    the first of them decides, and not null.
#}
{% macro text_to_decimal(text, precision, scale, rounded=false) -%}
    {%- set number = text -%}
    {%- if rounded -%}
        {%- set number -%}
            (
                split_part({{ text }}, '.', 1) || '.'
                || left(split_part({{ text }}, '.', 2) || '0', {{ scale + 1 }})
            )
        {%- endset -%}
    {%- endif -%}
    case
        when
            regexp_full_match({{ text }}, '-?[0-9]+(\.[0-9]+)?')
            {%- if not rounded %}
            and not {{ has_more_decimals(text, scale) }}
            {%- endif %}
            then
                {% if precision > 18 -%}
                coalesce(
                    cast(
                        try_cast({{ number }} as decimal(18, {{ scale }}))
                        as decimal({{ precision }}, {{ scale }})
                    ),
                    try_cast({{ number }} as decimal({{ precision }}, {{ scale }}))
                )
                {%- else -%}
                try_cast({{ number }} as decimal({{ precision }}, {{ scale }}))
                {%- endif %}
    end
{%- endmacro %}
