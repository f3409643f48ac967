{#
    Warns after dbt by hand of months that were issued with less known than now and that no
    build has closed: dbt writes no lines and closes them in its database only. A build,
    which has a folder of issued lines of its own, closes them before.
    Usage: on-run-end: "{{ warn_of_unclosed_months(results) }}"
#}
{% macro warn_of_unclosed_months(results) -%}
{%- if
    execute
    and flags.WHICH in ('build', 'run')
    and env_var('TIERBILL_ISSUED', '') == ''
-%}
    {%- for result in results
        if result.node.name == 'int_closing_steps' and result.status == 'success' -%}
        {%- set found = run_query(
            'select count(*) from ' ~ built_table('int_closing_steps') ~ ' where not sees_all'
        ) -%}
        {%- set count = found.rows[0][0] -%}
        {%- if count -%}
            {%- do exceptions.warn(
                'Months that were issued with less known than now and are not closed: '
                ~ count ~ '. dbt closes them in this database only, with what is known now, '
                ~ 'and their bills differ from those of `tierbill build`, which closes each '
                ~ 'with what was known at its issue. '
                ~ (
                    'Run `tierbill build --landing ' ~ env_var('TIERBILL_LANDING')
                    ~ '`, then dbt again.'
                    if has_landing() else '`tierbill demo` builds the demo with these closed.'
                )
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}
{%- endmacro %}
