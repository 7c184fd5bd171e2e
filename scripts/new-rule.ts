/**
 * Makes the folder of a new rule from rules/_template: `npm run new:rule -- resilience/http-call-without-timeout`.
 * The copy passes the harness as it is; change it from there.
 */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIMENSIONS } from '../src/domain/finding.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const RULE_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/u;

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function versionOf(file: string): string {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const isPackage = content !== null && typeof content === 'object' && 'version' in content;
  return isPackage ? String(content.version) : '0.1.0';
}

/** `http-call-without-timeout` → `Http call without timeout`: a first title, to be reworded. */
function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

const [dimension = '', id = '', ...rest] = (process.argv[2] ?? '').split('/');
if (rest.length > 0 || id === '') fail('Usage: npm run new:rule -- <dimension>/<rule-id>');
if (!DIMENSIONS.some((known) => known === dimension)) {
  fail(`"${dimension}" is no dimension. Dimensions: ${DIMENSIONS.join(', ')}`);
}
if (!RULE_ID.test(id)) fail(`"${id}" is no rule id: write the bad pattern in kebab-case`);
for (const other of DIMENSIONS) {
  if (existsSync(join(root, 'rules', other, id))) fail(`rules/${other}/${id} exists already`);
}

const folder = join(root, 'rules', dimension, id);
cpSync(join(root, 'rules', '_template'), folder, { recursive: true });
for (const name of readdirSync(folder)) {
  const file = join(folder, name);
  if (!/\.(?:ts|md)$/u.test(name)) continue;
  const text = readFileSync(file, 'utf8')
    .replaceAll('{{title}}', titleOf(id))
    .replaceAll('{{version}}', versionOf(join(root, 'package.json')));
  writeFileSync(file, text);
}
console.log(`rules/${dimension}/${id} is ready: edit rule.ts, rule.md and cases/, then run`);
console.log(`  npm test -- test/rules -t ${id}`);
