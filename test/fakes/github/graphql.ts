/** POST /graphql for what Lintel asks: blobs in batches by alias, and hiding a comment. Every other field is refused by name. */
import { ApiError } from './api-error.ts';
import type { Actor } from './apps.ts';
import type { GraphqlNode } from './graphql-objects.ts';
import { isNode, objectNode } from './graphql-objects.ts';
import type { Field, ParsedOperation, Selection } from './graphql-parser.ts';
import { GraphqlSyntaxError, parseGraphql } from './graphql-parser.ts';
import { nodeId } from './ids.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { SimulatedRepository } from './repository.ts';
import type { World } from './world.ts';

interface Problem {
  readonly type: string;
  readonly path: readonly string[];
  readonly message: string;
}

const classifiers = new Set([
  'SPAM',
  'ABUSE',
  'OFF_TOPIC',
  'OUTDATED',
  'DUPLICATE',
  'RESOLVED',
  'LOW_QUALITY',
]);

export async function answerGraphql(
  world: World,
  actor: Actor,
  body: unknown,
): Promise<JsonObject> {
  if (actor.kind === 'anonymous' || actor.kind === 'app')
    throw new ApiError(401, 'Requires authentication');
  if (!isObject(body) || typeof body['query'] !== 'string')
    throw new ApiError(400, 'A query attribute must be specified and must be a string.');
  let operation: ParsedOperation;
  try {
    operation = parseGraphql(body['query'], isObject(body['variables']) ? body['variables'] : {});
  } catch (error) {
    if (error instanceof GraphqlSyntaxError) return { errors: [{ message: error.message }] };
    throw error;
  }
  const execution = new Execution(world, actor, operation);
  return execution.run();
}

class Execution {
  readonly #world: World;
  readonly #actor: Actor;
  readonly #operation: ParsedOperation;
  readonly #problems: Problem[] = [];
  readonly #partial: boolean;
  #aliases = 0;

  constructor(world: World, actor: Actor, operation: ParsedOperation) {
    this.#world = world;
    this.#actor = actor;
    this.#operation = operation;
    this.#partial = world.quirks.strike('graphqlPartial') !== undefined;
  }

  async run(): Promise<JsonObject> {
    const root = this.#operation.type === 'query' ? this.#query() : this.#mutation();
    const unknown = this.#unknownField(root);
    if (unknown !== undefined) return { errors: [{ message: unknown }] };
    const data = await this.#select(root, this.#operation.selections, []);
    const errors = this.#problems.map(({ type, path, message }) => ({
      type,
      path: [...path],
      locations: [{ line: 1, column: 1 }],
      message,
    }));
    return errors.length === 0 ? { data } : { data, errors };
  }

  #unknownField(root: GraphqlNode): string | undefined {
    const missing = this.#fieldsOf(root.type, this.#operation.selections).find(
      (field) => field.name !== '__typename' && root.fields[field.name] === undefined,
    );
    return missing === undefined
      ? undefined
      : `Field '${missing.name}' doesn't exist on type '${root.type}'`;
  }

  #fieldsOf(type: string, selections: readonly Selection[]): Field[] {
    return selections.flatMap((selection) => {
      if (selection.kind === 'field') return [selection];
      const fragment =
        selection.spread === undefined
          ? { on: selection.on ?? type, selections: selection.selections }
          : this.#operation.fragments.get(selection.spread);
      if (fragment === undefined)
        throw new ApiError(400, `Fragment ${selection.spread} was used, but not defined`);
      return fragment.on === type ? this.#fieldsOf(type, fragment.selections) : [];
    });
  }

  async #select(
    node: GraphqlNode,
    selections: readonly Selection[],
    path: readonly string[],
  ): Promise<JsonObject> {
    const entries: [string, Json][] = [];
    for (const field of this.#fieldsOf(node.type, selections)) {
      entries.push([field.alias, await this.#value(node, field, [...path, field.alias])]);
    }
    return Object.fromEntries(entries);
  }

  async #value(node: GraphqlNode, field: Field, path: readonly string[]): Promise<Json> {
    if (field.name === '__typename') return node.type;
    const resolver = node.fields[field.name];
    if (resolver === undefined) {
      this.#problems.push({
        type: 'undefinedField',
        path,
        message: `Field '${field.name}' doesn't exist on type '${node.type}'`,
      });
      return null;
    }
    if (field.name === 'object' && this.#failsPartially(path)) return null;
    try {
      return await this.#show(await resolver(field), field, path);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problems.push({
        type: error.status === 403 ? 'FORBIDDEN' : 'NOT_FOUND',
        path,
        message: error.message,
      });
      return null;
    }
  }

  async #show(value: Json | GraphqlNode, field: Field, path: readonly string[]): Promise<Json> {
    if (!isNode(value)) return value;
    if (field.selections.length > 0) return this.#select(value, field.selections, path);
    throw new ApiError(
      404,
      `Field must have selections (field '${field.name}' returns ${value.type} but has no selections)`,
    );
  }

  #failsPartially(path: readonly string[]): boolean {
    this.#aliases += 1;
    if (!this.#partial || this.#aliases % 2 === 1) return false;
    this.#problems.push({
      type: 'RESOURCE_LIMITS_EXCEEDED',
      path,
      message: 'Resource limits for this query exceeded.',
    });
    return true;
  }

  #query(): GraphqlNode {
    const { settings, accounts } = this.#world;
    const login =
      this.#actor.kind === 'user' || this.#actor.kind === 'installation'
        ? this.#actor.account.login
        : accounts.get('ghost').login;
    return {
      type: 'Query',
      fields: {
        repository: (field) => this.#repository(field),
        viewer: () => ({ type: 'User', fields: { login: () => login } }),
        rateLimit: () => ({
          type: 'RateLimit',
          fields: {
            cost: () => 1,
            limit: () => settings.requestsPerHour,
            remaining: () => settings.requestsPerHour,
            nodeCount: () => 0,
          },
        }),
      },
    };
  }

  #repository(field: Field): GraphqlNode {
    const fullName = `${String(field.arguments['owner'])}/${String(field.arguments['name'])}`;
    const repository = this.#world.repository(fullName);
    if (repository === undefined || !this.#mayRead(repository)) {
      throw new ApiError(404, `Could not resolve to a Repository with the name '${fullName}'.`);
    }
    return {
      type: 'Repository',
      fields: {
        id: () => nodeId('R', repository.id),
        databaseId: () => repository.id,
        nameWithOwner: () => repository.fullName,
        object: (inner) => objectNode(repository, inner),
      },
    };
  }

  #mayRead(repository: SimulatedRepository): boolean {
    if (this.#actor.kind === 'user')
      return repository.permissionOf(this.#actor.account.login) !== 'none';
    if (this.#actor.kind !== 'installation') return false;
    const { installation, repositoryIds, permissions } = this.#actor;
    const covered =
      installation.covers(repository.id) && (repositoryIds?.has(repository.id) ?? true);
    return (covered && permissions['contents'] !== undefined) || !repository.isPrivate;
  }

  #mutation(): GraphqlNode {
    return {
      type: 'Mutation',
      fields: {
        minimizeComment: (field) => this.#minimize(field),
        // Measured by others: pull_requests:write alone is not enough to resolve a thread.
        resolveReviewThread: () => {
          throw new ApiError(403, 'Resource not accessible by integration');
        },
      },
    };
  }

  #minimize(field: Field): GraphqlNode {
    const { input } = field.arguments;
    const wanted = isObject(input) ? input : {};
    const classifier = String(wanted['classifier']);
    if (!classifiers.has(classifier))
      throw new ApiError(
        404,
        `Argument 'classifier' on InputObject 'MinimizeCommentInput' has an invalid value (${classifier}).`,
      );
    const subject = this.#world.minimizable.get(String(wanted['subjectId']));
    if (subject === undefined)
      throw new ApiError(
        404,
        `Could not resolve to a node with the global id of '${String(wanted['subjectId'])}'`,
      );
    if (
      this.#actor.kind === 'installation' &&
      this.#actor.permissions['pull_requests'] !== 'write' &&
      this.#actor.permissions['issues'] !== 'write'
    ) {
      throw new ApiError(403, 'Resource not accessible by integration');
    }
    subject.minimized = classifier;
    const reason = classifier.toLowerCase().replaceAll('_', '-');
    const comment: GraphqlNode = {
      type: 'Minimizable',
      fields: { isMinimized: () => true, minimizedReason: () => reason },
    };
    const mutationId =
      typeof wanted['clientMutationId'] === 'string' ? wanted['clientMutationId'] : null;
    return {
      type: 'MinimizeCommentPayload',
      fields: { minimizedComment: () => comment, clientMutationId: () => mutationId },
    };
  }
}
