{#
    The value of a setting. A value that the setting may not have, and a variable that is
    no setting, stop dbt before anything is built. Models and macros take every setting
    from here, so that no other text becomes SQL.
    Usage: {{ setting('as_of') }}
#}
{% macro setting(name) -%}
    {%- set given = invocation_args_dict.get('vars') or {} -%}
    {%- for each in given if setting_fault(each, given[each]) -%}
        {{ exceptions.raise_compiler_error(
            "--vars " ~ each ~ ": " ~ given[each] | string ~ ": "
            ~ setting_fault(each, given[each])
        ) }}
    {%- endfor -%}
    {%- set fault = setting_fault(name, var(name)) -%}
    {%- if fault -%}
        {{ exceptions.raise_compiler_error(
            "setting " ~ name ~ ": " ~ var(name) | string ~ ": " ~ fault
        ) }}
    {%- endif -%}
    {{ return(var(name)) }}
{%- endmacro %}
