/** Conversions around ajv: OpenAPI 3.0 to JSON Schema, and its errors into GitHub's sentences. */
import type { Ajv, ErrorObject } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';

import type { JsonObject } from './json.ts';
import { isObject } from './json.ts';

/** Served by GitHub in another form than described: outdated comments have no line, for one. */
const nullableInFact: Readonly<Record<string, readonly string[]>> = {
  'pull-request-review-comment': ['line', 'position', 'original_line', 'original_position'],
  'review-comment': ['line', 'position'],
  'check-suite': ['head_commit'],
  // The fork may be gone.
  'pull-request': ['head.repo'],
  'pull-request-simple': ['head.repo'],
};

export function addFormats(ajv: Ajv | Ajv2020): void {
  ajv.addFormat(
    'date-time',
    (text: string) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
      !Number.isNaN(Date.parse(text)),
  );
  ajv.addFormat('uri', (text: string) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text));
  for (const name of [
    'uri-template',
    'email',
    'int64',
    'int32',
    'timestamp',
    'repo.nwo',
    'ssh-key',
    'binary',
    'float',
    'double',
  ])
    ajv.addFormat(name, true);
}

export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function at(value: JsonObject, ...keys: string[]): JsonObject | undefined {
  let current: unknown = value;
  for (const key of keys) current = isObject(current) ? current[key] : undefined;
  return isObject(current) ? current : undefined;
}

export function patchNullable(name: string, schema: unknown): unknown {
  let patched = schema;
  for (const path of nullableInFact[name] ?? []) patched = withNull(patched, path.split('.'));
  return patched;
}

/** Lets the property at a path be null. */
function withNull(schema: unknown, [key = '', ...deeper]: readonly string[]): unknown {
  const properties = asObject(asObject(schema)['properties']);
  const property = properties[key] ?? {};
  const patched =
    deeper.length > 0 ? withNull(property, deeper) : { anyOf: [property, { type: 'null' }] };
  return { ...asObject(schema), properties: { ...properties, [key]: patched } };
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a union with null, references point into the registered components. */
export function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (!isObject(value)) return value;
  const { nullable, ...rest } = value;
  const converted = rebase(
    Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, toJsonSchema(item)])),
    'rest',
    true,
  );
  return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
}

export function rebase(value: unknown, id: string, shallow = false): unknown {
  if (Array.isArray(value)) return shallow ? value : value.map((item) => rebase(item, id));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    if (key === '$ref' && typeof item === 'string' && item.startsWith('#')) return [key, id + item];
    return [key, shallow ? item : rebase(item, id)];
  });
  return Object.fromEntries(entries);
}

/** Request objects take no other keys than described, at any depth. */
export function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (!isObject(value)) return value;
  const converted = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'anyOf' || key === 'oneOf' || key === 'allOf' ? item : closed(item),
    ]),
  );
  return isObject(value['properties']) &&
    value['type'] === 'object' &&
    value['additionalProperties'] === undefined
    ? { ...converted, additionalProperties: false }
    : converted;
}

/** ajv's findings in the wording GitHub uses. */
export function sentences(errors: readonly ErrorObject[]): string[] {
  const found = errors
    .filter((error) => error.keyword !== 'anyOf')
    .map((error) => {
      const { params } = error as { params: Record<string, unknown> };
      const value = JSON.stringify(error.data);
      if (error.keyword === 'additionalProperties')
        return `"${String(params['additionalProperty'])}" is not a permitted key.`;
      if (error.keyword === 'required')
        return `"${String(params['missingProperty'])}" wasn't supplied.`;
      if (error.keyword === 'maxItems')
        return `No more than ${String(params['limit'])} items are allowed; ${Array.isArray(error.data) ? error.data.length : 0} were supplied.`;
      if (error.keyword === 'maxLength')
        return `Only ${String(params['limit'])} characters are allowed; ${String(error.data).length} were supplied.`;
      const place = `properties${error.instancePath}`;
      if (error.keyword === 'enum')
        return `For '${place}', ${value} is not a member of ${JSON.stringify(params['allowedValues'])}.`;
      return `For '${place}', ${value} ${error.message ?? 'is not valid'}.`;
    });
  return [...new Set(found)];
}
