{#
    Give the database the folders it reads from, as its functions landing_folder() and
    issued_folder(): a view of a published file then reads from them, too. The paths are not
    part of the parsed project, which stays valid for every landing.
    Usage: on-run-start: "{{ name_folders() }}"
#}
{% macro name_folders() -%}
{%- if execute -%}
{%- set landing = env_var('TIERBILL_LANDING', '') or 'landing' -%}
{%- set issued = env_var('TIERBILL_ISSUED', '') or landing ~ '/issued' -%}
{{ adapter.dispatch('name_folders')(landing, issued) }}
{%- endif -%}
{%- endmacro %}

{% macro spark__name_folders(landing, issued) -%}
{%- endmacro %}

{% macro duckdb__name_folders(landing, issued) -%}
create or replace macro main.landing_folder() as '{{ dbt.escape_single_quotes(landing) }}';
create or replace macro main.issued_folder() as '{{ dbt.escape_single_quotes(issued) }}';
{%- endmacro %}
