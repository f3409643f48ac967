{#
    An instant as text in identifiers: 2025-08-15T02:00:00Z, a fraction of a second only
    when there is one. Independent of the session's zone.
    Usage: {{ instant_text('usage.bucket_started_at') }}
#}
{% macro instant_text(instant) -%}
    {{ return(adapter.dispatch('instant_text', 'tierbill')(instant)) }}
{%- endmacro %}

{% macro duckdb__instant_text(instant) -%}
    case
        when epoch_us({{ instant }}) % 1000000 = 0
            then
                strftime(make_timestamp(epoch_us({{ instant }})), '%Y-%m-%dT%H:%M:%SZ')
        else strftime(make_timestamp(epoch_us({{ instant }})), '%Y-%m-%dT%H:%M:%S.%fZ')
    end
{%- endmacro %}

{% macro spark__instant_text(instant) -%}
    date_format(
        {{ instant }},
        case
            when unix_micros({{ instant }}) % 1000000 = 0
                then "yyyy-MM-dd'T'HH:mm:ss'Z'"
            else "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'"
        end
    )
{%- endmacro %}
