/** GitHub's OpenAPI description as a judge of requests, answers and webhooks. The slice is cut by scripts/slice-openapi.mjs. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

import type { JsonObject } from './json.ts';
import { isObject } from './json.ts';
import {
  addFormats,
  asObject,
  at,
  closed,
  patchNullable,
  rebase,
  sentences,
  toJsonSchema,
} from './json-schema.ts';

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
