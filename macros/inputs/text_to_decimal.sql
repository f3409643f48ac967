{#
    Exact decimal of a text, or null. Checked before the cast: casts alone take 1e3 and
    1_000 and round what does not fit. Zeros beyond the scale are harmless. The narrow
    cast comes first because DuckDB reads wide decimals from text a hundred times slower.
#}
{% macro text_to_decimal(text, precision, scale) -%}
    case
        when
            regexp_full_match({{ text }}, '-?[0-9]+(\.[0-9]+)?')
            and length(rtrim(split_part({{ text }}, '.', 2), '0')) <= {{ scale }}
            then
                {% if precision > 18 -%}
                coalesce(
                    cast(
                        try_cast({{ text }} as decimal(18, {{ scale }}))
                        as decimal({{ precision }}, {{ scale }})
                    ),
                    try_cast({{ text }} as decimal({{ precision }}, {{ scale }}))
                )
                {%- else -%}
                try_cast({{ text }} as decimal({{ precision }}, {{ scale }}))
                {%- endif %}
    end
{%- endmacro %}
