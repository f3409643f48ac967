{#
    Tables made in place. A build makes a new file that nobody reads before it is published,
    so there is nothing to make under another name and to rename, and each statement commits
    itself: the one and the other take dbt longer than a small model does.
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set language = model['language'] -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ hooks_refused(pre_hooks, post_hooks) }}
    {% if existing is not none %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% call statement('main', language=language, auto_begin=False) -%}
        {{- create_table_as(False, target_relation, compiled_code, language) }}
    {%- endcall %}
    {% do persist_docs(target_relation, model) %}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
