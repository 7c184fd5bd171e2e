/** GitHub's OpenAPI description as a judge of requests, answers and webhooks. The slice is cut by scripts/slice-openapi.mjs. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

import type { JsonObject } from './json.ts';
import { isObject } from './json.ts';

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** `/repos/{owner}/{repo}/pulls/{pull_number}` */
  readonly route: string;
  readonly definition: JsonObject;
}

export interface Match {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

type Parameters = Readonly<Record<string, string>>;
export type Values = Record<string, unknown>;

/** Errors that any operation may answer, whether its description lists them or not. */
const commonErrors = new Set([400, 401, 403, 404, 410, 422, 429, 500, 502, 503]);

/** Served by GitHub in another form than described: outdated comments have no line. */
const nullableInFact: Readonly<Record<string, readonly string[]>> = {
  'pull-request-review-comment': ['line', 'position', 'original_line', 'original_position'],
  'review-comment': ['line', 'position'],
  'check-suite': ['head_commit'],
};

export class Description {
  readonly #rest = readSlice('openapi-slice.json.gz');
  readonly #hooks = readSlice('webhooks-slice.json.gz');
  readonly #bodies = new Ajv({ strict: false, allErrors: true, verbose: true });
  readonly #parameters = new Ajv({
    strict: false,
    allErrors: true,
    coerceTypes: true,
    verbose: true,
  });
  readonly #webhooks = new Ajv2020({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #routes: { operation: Operation; pattern: RegExp; names: string[] }[] = [];

  constructor() {
    for (const ajv of [this.#bodies, this.#parameters, this.#webhooks]) addFormats(ajv);
    const components = asObject(this.#rest['components']);
    const schemas = asObject(components['schemas']);
    const patched = Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [
        name,
        toJsonSchema(patchNullable(name, schema)),
      ]),
    );
    this.#bodies.addSchema({ $id: 'rest', components: { schemas: patched } });
    this.#parameters.addSchema({ $id: 'rest', components: { schemas: patched } });
    this.#webhooks.addSchema({
      $id: 'hooks',
      components: rebase(this.#hooks['components'], 'hooks'),
    });
    this.#collectRoutes();
  }

  match(method: string, pathname: string): Match | undefined {
    for (const { operation, pattern, names } of this.#routes) {
      if (operation.method !== method) continue;
      const found = pattern.exec(pathname);
      if (found === null) continue;
      const path = Object.fromEntries(
        names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]),
      );
      return { operation, path };
    }
    return undefined;
  }

  /** Path and query with their types, or the sentences they are refused with. */
  readParameters(
    operation: Operation,
    given: { path: Parameters; query: Parameters },
  ): { path: Values; query: Values } | readonly string[] {
    const validate = this.#compile(`${operation.id} parameters`, this.#parameters, () =>
      this.#parametersSchema(operation),
    );
    const values = { path: { ...given.path }, query: { ...given.query } };
    return validate(values) ? values : sentences(validate.errors ?? []);
  }

  /** The sentences a body is refused with; empty when it is fine. */
  bodyProblems(operation: Operation, body: unknown): readonly string[] {
    const schema = at(operation.definition, 'requestBody', 'content', 'application/json', 'schema');
    if (schema === undefined) return [];
    const validate = this.#compile(`${operation.id} body`, this.#bodies, () =>
      closed(toJsonSchema(schema)),
    );
    return validate(body) ? [] : sentences(validate.errors ?? []);
  }

  /** What is wrong with an answer of the simulation. */
  answerProblem(operation: Operation, status: number, body: unknown): string | undefined {
    const response = this.#deref(asObject(operation.definition['responses'])[String(status)]);
    if (response === undefined)
      return commonErrors.has(status) ? undefined : `status ${status} is not documented`;
    const schema = at(response, 'content', 'application/json', 'schema');
    if (schema === undefined) return undefined;
    const validate = this.#compile(`${operation.id} ${status}`, this.#bodies, () =>
      toJsonSchema(schema),
    );
    return validate(body)
      ? undefined
      : this.#bodies.errorsText(validate.errors?.slice(0, 12), { dataVar: 'body' });
  }

  /** What is wrong with a webhook of the simulation. */
  webhookProblem(name: string, payload: unknown): string | undefined {
    const schema = asObject(this.#hooks['webhooks'])[name];
    if (schema === undefined) return 'not described in the slice';
    const validate = this.#compile(`webhook ${name}`, this.#webhooks, () =>
      rebase(schema, 'hooks'),
    );
    return validate(payload)
      ? undefined
      : this.#webhooks.errorsText(validate.errors?.slice(0, 12), { dataVar: 'payload' });
  }

  #collectRoutes(): void {
    for (const [route, methods] of Object.entries(asObject(this.#rest['paths']))) {
      const names = [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      // `path` and `ref` may hold slashes, as in /contents/{path}.
      const source = route
        .replace(/[.]/g, '\\.')
        .replace(/\{(\w+)\}/g, (_, name: string) =>
          /^(path|ref|basehead|branch)$/.test(name) ? '(.*)' : '([^/]+)',
        );
      for (const [method, definition] of Object.entries(asObject(methods))) {
        const operation = {
          id: String(asObject(definition)['operationId']),
          method: method.toUpperCase(),
          route,
          definition: asObject(definition),
        };
        this.#routes.push({
          operation,
          pattern: new RegExp(`^${source.replace(/contents\/\(\.\*\)$/, 'contents(?:/(.*))?')}$`),
          names,
        });
      }
    }
    // Longer routes first, so that /commits/{ref} does not swallow /commits/{ref}/check-runs.
    this.#routes.sort(
      (a, b) =>
        b.operation.route.split('/').length - a.operation.route.split('/').length ||
        a.names.length - b.names.length,
    );
  }

  #parametersSchema(operation: Operation): object {
    const parts: Record<string, { properties: Record<string, unknown>; required: string[] }> = {
      path: { properties: {}, required: [] },
      query: { properties: {}, required: [] },
    };
    const list = operation.definition['parameters'];
    for (const item of Array.isArray(list) ? list : []) {
      const parameter = asObject(this.#deref(item));
      const part = parts[String(parameter['in'])];
      if (part === undefined) continue;
      part.properties[String(parameter['name'])] = toJsonSchema(parameter['schema'] ?? {});
      if (parameter['required'] === true) part.required.push(String(parameter['name']));
    }
    return {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [
          name,
          { type: 'object', additionalProperties: false, ...part },
        ]),
      ),
    };
  }

  #deref(value: unknown): JsonObject | undefined {
    if (!isObject(value)) return undefined;
    const ref = value['$ref'];
    return typeof ref === 'string' ? at(this.#rest, ...ref.slice(2).split('/')) : value;
  }

  #compile(key: string, ajv: Ajv | Ajv2020, schema: () => unknown): ValidateFunction {
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const validate = ajv.compile(asObject(schema()));
    this.#compiled.set(key, validate);
    return validate;
  }
}

function readSlice(name: string): JsonObject {
  const value: unknown = JSON.parse(
    gunzipSync(readFileSync(new URL(name, import.meta.url))).toString('utf8'),
  );
  return asObject(value);
}

function addFormats(ajv: Ajv | Ajv2020): void {
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

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function at(value: JsonObject, ...keys: string[]): JsonObject | undefined {
  let current: unknown = value;
  for (const key of keys) current = isObject(current) ? current[key] : undefined;
  return isObject(current) ? current : undefined;
}

function patchNullable(name: string, schema: unknown): unknown {
  const names = nullableInFact[name];
  if (names === undefined || !isObject(schema)) return schema;
  const properties = asObject(schema['properties']);
  const patched = names.map(
    (key) => [key, { anyOf: [properties[key] ?? {}, { type: 'null' }] }] as const,
  );
  return { ...schema, properties: { ...properties, ...Object.fromEntries(patched) } };
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a union with null, references point into the registered components. */
function toJsonSchema(value: unknown): unknown {
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

function rebase(value: unknown, id: string, shallow = false): unknown {
  if (Array.isArray(value)) return shallow ? value : value.map((item) => rebase(item, id));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    if (key === '$ref' && typeof item === 'string' && item.startsWith('#')) return [key, id + item];
    return [key, shallow ? item : rebase(item, id)];
  });
  return Object.fromEntries(entries);
}

/** Request objects take no other keys than described, at any depth. */
function closed(value: unknown): unknown {
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
function sentences(errors: readonly ErrorObject[]): string[] {
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
