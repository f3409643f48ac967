{#
    Tags as canonical text, or null: a JSON object of strings, keys sorted by code point,
    no blanks. The form is checked here because DuckDB's parser takes trailing commas;
    a key given twice is null, since nobody knows which value is meant.
#}
{% macro text_to_tags(text) -%}
    {%- set blank = '[ \\t\\r\\n]*' -%}
    {%- set string = '"([^"\\\\\\x00-\\x1f]|\\\\(["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"' -%}
    {%- set pair = string ~ blank ~ ':' ~ blank ~ string -%}
    {%- set pairs = pair ~ '(' ~ blank ~ ',' ~ blank ~ pair ~ ')*' -%}
    case
        when
            regexp_full_match(
                {{ text }},
                '{{ blank }}\{{ "{" }}{{ blank }}({{ pairs }})?{{ blank }}\{{ "}" }}{{ blank }}'
            )
            and json_valid({{ text }})
            and len(json_keys({{ text }})) = len(list_distinct(json_keys({{ text }})))
            then '{' || coalesce(array_to_string(list_transform(
                list_sort(map_entries(cast(
                    cast({{ text }} as json) as map(varchar, varchar)
                ))),
                lambda tag: to_json(tag.key) || ':' || to_json(tag.value)
            ), ','), '') || '}'
    end
{%- endmacro %}
