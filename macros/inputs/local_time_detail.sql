{# Both instants of a local time that a zone has twice, or the gap that it lies in. #}
{% macro local_time_detail(text, name, zone) -%}
    {%- set moment = local_time(text) -%}
    {%- set before = zone_reading(moment, zone, '- interval 1 day') -%}
    {%- set after = zone_reading(moment, zone, '+ interval 1 day') -%}
    {%- set minute = 'minute_before' -%}
    {%- set skipped = "list_filter(generate_series(date_trunc('minute', " ~ moment
        ~ ") - interval 25 hour, " ~ moment ~ " + interval 25 hour, interval 1 minute), "
        ~ "lambda " ~ minute ~ ": "
        ~ zone_reading(minute, zone, '- interval 1 day') ~ " is null and "
        ~ zone_reading(minute, zone, '+ interval 1 day') ~ " is null)" -%}
    case {{ local_time_reason(text, zone, "''") }}
        when 'ambiguous_local_time'
            then concat(
                '{{ name }} ', {{ text }}, ' is twice in {{ zone }}: ',
                {{ instant_text('least(' ~ before ~ ', ' ~ after ~ ')') }}, ' and ',
                {{ instant_text('greatest(' ~ before ~ ', ' ~ after ~ ')') }}
            )
        when 'nonexistent_local_time'
            then concat(
                '{{ name }} ', {{ text }}, ' is not in {{ zone }}: its clocks go from ',
                strftime(list_min({{ skipped }}), '%Y-%m-%d %H:%M'), ' to ',
                strftime(
                    list_max({{ skipped }}) + interval 1 minute, '%Y-%m-%d %H:%M'
                )
            )
    end
{%- endmacro %}
