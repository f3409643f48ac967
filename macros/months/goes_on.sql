{#
    Whether a build goes on from what is rated already: the database holds rated rows, and they
    were rated with the same settings and code. Asked just before a model is built; everywhere
    else, in unit tests too, the answer is no.
    Usage: {% if goes_on() %} inner join ... {% endif %}
#}
{% macro goes_on() -%}
    {%- if
        execute
        and flags.WHICH in ('build', 'run')
        and model.resource_type == 'model'
        and not flags.FULL_REFRESH
    -%}
        {%- set inputs = built_table('int_rated_inputs') -%}
        {%- if inputs -%}
            {%- set found = run_query(
                "select 1 from " ~ inputs ~ " where input_kind = 'settings' and digest = '"
                ~ rated_settings() ~ "'"
            ) -%}
            {{ return(found.rows | length > 0) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(false) }}
{%- endmacro %}
