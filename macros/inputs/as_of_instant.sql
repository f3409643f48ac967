{#
    The as-of timestamp of the build as SQL, empty if everything delivered counts (setting
    as_of, an ISO 8601 instant with an offset).
#}
{% macro as_of_instant() -%}
    {%- set as_of = var('as_of') | string -%}
    {%- if as_of -%}
        {%- set form = '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?'
            ~ '(Z|[+-][0-9]{2}(:?[0-9]{2})?)' -%}
        {%- if not modules.re.fullmatch(form, as_of) -%}
            {{ exceptions.raise_compiler_error(
                "var as_of: '" ~ as_of ~ "' is no instant with an offset, such as "
                ~ "2025-09-01T00:00:00+08:00"
            ) }}
        {%- endif -%}
        {%- set moment = modules.datetime.datetime.fromisoformat(as_of) -%}
        timestamptz '{{ moment.astimezone(modules.pytz.utc) }}'
    {%- endif -%}
{%- endmacro %}
