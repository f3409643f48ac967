{#
    A model as the database holds it, without reading what this build makes of it: a relation, or
    none if the database does not have it.
    Usage: {% if built_table('int_billed_inputs') %}
#}
{% macro built_table(name) -%}
    {%- set node = graph.nodes['model.tierbill.' ~ name] -%}
    {%- set relation = load_relation(
        api.Relation.create(
            database=node.database, schema=node.schema, identifier=node.alias
        )
    ) -%}
    {{ return(relation.include(database=false) if relation else none) }}
{%- endmacro %}
