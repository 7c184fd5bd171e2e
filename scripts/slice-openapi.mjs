/**
 * Cuts GitHub's OpenAPI descriptions (REST and webhooks) down to what the simulated GitHub plays, and writes both as gzipped fixtures.
 * Run with `node scripts/slice-openapi.mjs` after updating @octokit/openapi or @octokit/openapi-webhooks.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const target = new URL('../test/fakes/github/', import.meta.url);

const operations = new Set([
  'apps/create-installation-access-token',
  'apps/get-authenticated',
  'apps/get-installation',
  'apps/get-repo-installation',
  'apps/get-webhook-delivery',
  'apps/list-installations',
  'apps/list-repos-accessible-to-installation',
  'apps/list-webhook-deliveries',
  'apps/redeliver-webhook-delivery',
  'checks/create',
  'checks/get',
  'checks/get-suite',
  'checks/list-annotations',
  'checks/list-for-ref',
  'checks/list-for-suite',
  'checks/list-suites-for-ref',
  'checks/rerequest-run',
  'checks/rerequest-suite',
  'checks/update',
  'git/get-blob',
  'git/get-commit',
  'git/get-ref',
  'git/get-tree',
  'issues/create-comment',
  'issues/get-comment',
  'issues/list-comments',
  'issues/update-comment',
  'pulls/create-review',
  'pulls/create-review-comment',
  'pulls/delete-review-comment',
  'pulls/get',
  'pulls/get-review',
  'pulls/get-review-comment',
  'pulls/list',
  'pulls/list-comments-for-review',
  'pulls/list-commits',
  'pulls/list-files',
  'pulls/list-review-comments',
  'pulls/list-reviews',
  'pulls/update-review',
  'pulls/update-review-comment',
  'rate-limit/get',
  'reactions/create-for-issue-comment',
  'repos/compare-commits-with-basehead',
  'repos/download-tarball-archive',
  'repos/get',
  'repos/get-branch',
  'repos/get-collaborator-permission-level',
  'repos/get-commit',
  'repos/get-content',
  'repos/list-pull-requests-associated-with-commit',
  'users/get-authenticated',
]);

/** Webhooks by the name of their description: `<event>-<action>`. */
const webhooks = new Set([
  'check-run-created',
  'check-run-completed',
  'check-run-rerequested',
  'check-run-requested-action',
  'check-suite-requested',
  'check-suite-rerequested',
  'installation-created',
  'installation-deleted',
  'installation-suspend',
  'installation-unsuspend',
  'installation-new-permissions-accepted',
  'installation-repositories-added',
  'installation-repositories-removed',
  'issue-comment-created',
  'merge-group-checks-requested',
  'merge-group-destroyed',
  'pull-request-closed',
  'pull-request-converted-to-draft',
  'pull-request-edited',
  'pull-request-opened',
  'pull-request-ready-for-review',
  'pull-request-reopened',
  'pull-request-synchronize',
]);

const prose = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'title',
  'tags',
  'x-octokit',
  'x-github',
]);

/** Drops prose. Inside `properties` every key is a name, never prose. */
function withoutProse(value, isMap) {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item, false));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => isMap || !prose.has(key));
  return Object.fromEntries(
    kept.map(([key, item]) => [key, withoutProse(item, key === 'properties' && !isMap)]),
  );
}

/** The components reachable from a value, by section and name. */
function componentsOf(description, roots) {
  const components = {};
  const pending = [...roots];
  while (pending.length > 0) {
    const value = pending.pop();
    if (value === null || typeof value !== 'object') continue;
    for (const [key, item] of Object.entries(value)) {
      if (key !== '$ref' || typeof item !== 'string') {
        pending.push(item);
        continue;
      }
      const [, , section, name] = item.split('/');
      components[section] ??= {};
      if (Object.hasOwn(components[section], name)) continue;
      const component = withoutProse(description.components[section][name], false);
      components[section][name] = component;
      pending.push(component);
    }
  }
  return components;
}

/** The list of events an App may subscribe to lags behind the events there are (merge_group). */
function withoutEventNames(value) {
  if (Array.isArray(value)) return value.map(withoutEventNames);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withoutEventNames(item)]);
  if (value.type === 'string' && value.enum?.includes('branch_protection_rule'))
    return { type: 'string' };
  return Object.fromEntries(entries);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

function write(name, slice) {
  const text = JSON.stringify(sorted(slice));
  // No time stamp in the header (mtime 0 is zlib's default), so the same description gives the same bytes.
  writeFileSync(new URL(name, target), gzipSync(text, { level: 9 }));
  process.stdout.write(`${name}: ${text.length} characters\n`);
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function sliceRest() {
  const description = read(require.resolve('@octokit/openapi/generated/api.github.com.json'));
  const paths = {};
  const missing = new Set(operations);
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operations.has(operation.operationId)) continue;
      missing.delete(operation.operationId);
      paths[path] ??= {};
      paths[path][method] = withoutProse(operation, false);
    }
  }
  if (missing.size > 0) throw new Error(`Not in the description: ${[...missing].join(', ')}`);
  // Described inline with an account that is a user and an enterprise at once; a single installation says either.
  paths['/app/installations'].get.responses[200].content['application/json'].schema.items = {
    $ref: '#/components/schemas/installation',
  };
  write('openapi-slice.json.gz', {
    openapi: description.openapi,
    paths,
    components: componentsOf(description, [paths]),
  });
}

function sliceWebhooks() {
  const description = read(
    require.resolve('@octokit/openapi-webhooks/generated/api.github.com.json'),
  );
  const chosen = {};
  const missing = new Set(webhooks);
  for (const [name, item] of Object.entries(description.webhooks)) {
    if (!webhooks.has(name)) continue;
    missing.delete(name);
    chosen[name] = withoutProse(item.post.requestBody.content['application/json'].schema, false);
  }
  if (missing.size > 0) throw new Error(`Not in the description: ${[...missing].join(', ')}`);
  write(
    'webhooks-slice.json.gz',
    withoutEventNames({ webhooks: chosen, components: componentsOf(description, [chosen]) }),
  );
}

sliceRest();
sliceWebhooks();
