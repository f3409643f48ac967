{#
    Instant of an ISO 8601 text with an offset, or null: YYYY-MM-DD[T or space]HH:MM
    [:SS[.f, up to 6]] and Z, +HH, +HHMM or +HH:MM. Hours and minutes are checked here
    because DuckDB takes 24:00:00.

    reading: the zone of texts without an offset and the fold of times that it has twice
    (local_to_instant); without a zone such texts are null.
#}
{% macro text_to_instant(text, reading={}) -%}
    case
        when regexp_full_match(
            {{ text }}, '{{ clock_form() }}(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)'
        )
            then try_cast({{ whole_clock(text) }} as timestamptz)
        {%- if reading.zone %}
        when regexp_full_match({{ text }}, '{{ clock_form() }}')
            then {{ local_to_instant(
                "try_cast(" ~ whole_clock(text) ~ " as timestamp)", reading
            ) }}
        {%- endif %}
    end
{%- endmacro %}
