-- The keywords of JSON Schema 2020-12 that are read, each with what its
-- value has to be. The same list as in language/schema/keywords.ts, which a
-- test compares. Whatever is not in it is refused when a flow is deployed.
create or replace function reflux_private.schema_keywords()
returns table (keyword text, shape text) language sql immutable set search_path = pg_catalog, pg_temp as $$
  values
    ('$schema', 'dialect'), ('$id', 'root text'), ('$comment', 'text'), ('$defs', 'schemas by name'),
    ('$ref', 'reference'), ('title', 'text'), ('description', 'text'), ('default', 'any'),
    ('examples', 'list'),
    ('deprecated', 'boolean'), ('readOnly', 'boolean'), ('writeOnly', 'boolean'),
    ('discriminator', 'discriminator'),
    ('type', 'type'), ('enum', 'values'), ('const', 'any'),
    ('allOf', 'schemas'), ('anyOf', 'schemas'), ('oneOf', 'schemas'), ('not', 'schema'),
    ('if', 'schema'), ('then', 'schema'), ('else', 'schema'),
    ('properties', 'schemas by name'), ('patternProperties', 'schemas by pattern'),
    ('additionalProperties', 'schema'),
    ('propertyNames', 'schema'), ('required', 'names'), ('dependentRequired', 'names by name'),
    ('dependentSchemas', 'schemas by name'), ('minProperties', 'count'), ('maxProperties', 'count'),
    ('prefixItems', 'schemas'), ('items', 'schema'), ('contains', 'schema'), ('minContains', 'count'),
    ('maxContains', 'count'),
    ('uniqueItems', 'boolean'), ('minItems', 'count'), ('maxItems', 'count'),
    ('minLength', 'count'), ('maxLength', 'count'), ('pattern', 'pattern'), ('format', 'format'),
    ('minimum', 'number'), ('maximum', 'number'), ('exclusiveMinimum', 'number'),
    ('exclusiveMaximum', 'number'),
    ('multipleOf', 'number above 0')
$$;

comment on function reflux_private.schema_keywords is
  'The keywords of JSON Schema that are read, and what each has to be.';
