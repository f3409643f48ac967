{#
    Whether a relation holds records, as `true` or `false`, asked just before the model
    that asks is built: with `false` the engine leaves millions of lines unread that nobody
    asks for. Everywhere else, in unit tests too, the answer is `true`.
    Usage: where {{ has_records(ref('int_issued_months')) }}
#}
{% macro has_records(relation) -%}
    {%- if execute and flags.WHICH in ('build', 'run') and model.resource_type == 'model' -%}
        {%- set found = run_query('select 1 from ' ~ relation ~ ' limit 1') -%}
        {{ return('true' if found.rows else 'false') }}
    {%- endif -%}
    {{ return('true') }}
{%- endmacro %}
