/**
 * The import table of docs/architecture.md, checked by `npm run boundaries`:
 *
 *   main → adapters → application → engine → rule-kit → python → knowledge → domain
 *   render imports domain and the engine's types; application renders.
 *   rules import `#rule-kit` and nothing else.
 *
 * A folder may import the folders to its right. Every outside library lives in the folders named in LIBRARIES.
 * Tests are free: they may look at anything; nothing may look at them.
 */

/** The folders of `src`: what each may import beside itself, and why nothing more. */
const FOLDERS = [
  {
    folder: 'domain',
    imports: [],
    reason: 'The domain is plain values and pure functions; everything else builds on it.',
  },
  {
    folder: 'knowledge',
    imports: ['domain'],
    reason: 'Facts about libraries must be usable without a model of any project.',
  },
  {
    folder: 'python',
    imports: ['domain', 'knowledge'],
    reason: 'The model of Python knows no rule, no parser and no GitHub.',
  },
  {
    folder: 'rule-kit',
    imports: ['domain', 'knowledge', 'python'],
    reason: 'The door for rules: it must not know who runs them.',
  },
  {
    folder: 'engine',
    imports: ['domain', 'knowledge', 'python', 'rule-kit'],
    reason: 'The engine is a pure function from trees and rules to a Review.',
  },
  {
    folder: 'render',
    imports: ['domain', 'engine'],
    reason: 'A renderer turns a Review into text; it decides nothing.',
  },
  {
    folder: 'application',
    imports: ['domain', 'knowledge', 'python', 'rule-kit', 'engine', 'render'],
    reason: 'Use cases talk to the outside through the ports they own, never to an adapter.',
  },
  {
    folder: 'adapters',
    imports: ['domain', 'knowledge', 'python', 'rule-kit', 'engine', 'render', 'application'],
    reason: 'Adapters are wired in src/main; they do not know how the process was started.',
  },
];

/** Outside libraries → the only folders of `src` that may name them. */
const LIBRARIES = [
  {
    name: 'parser',
    packages: 'tree-sitter|tree-sitter-python',
    folders: ['adapters/tree-sitter'],
    reason: 'A grammar upgrade must touch one adapter.',
  },
  {
    name: 'github',
    packages: 'probot|@octokit',
    folders: ['main', 'adapters/github'],
    reason: "Webhooks, App authentication and GitHub's API are an edge.",
  },
  {
    name: 'database',
    packages: 'pg|pg-boss|@electric-sql',
    folders: ['adapters/queue', 'adapters/store', 'adapters/database'],
    reason: 'The database is one outside thing behind the ports of queue and store.',
  },
  {
    name: 'log',
    packages: 'pino',
    folders: ['main', 'adapters/logging'],
    reason: 'Log lines leave through one door, so that nothing secret slips past its redaction.',
  },
  {
    name: 'metrics',
    packages: 'prom-client',
    folders: ['main', 'adapters/metrics'],
    reason: 'Measurements leave through one door.',
  },
  {
    name: 'archive',
    packages: 'tar-stream',
    folders: ['adapters/archive', 'adapters/github'],
    reason: 'Archives are untrusted input: one reader with its bounds.',
  },
  {
    name: 'yaml',
    packages: 'yaml',
    folders: ['adapters/config', 'adapters/knowledge-files', 'adapters/rule-folder'],
    reason: 'Text is parsed once, at the edge.',
  },
  {
    name: 'validation',
    packages: 'zod',
    folders: ['main', 'adapters'],
    reason: 'Outside data is validated once, at the edge; inside, types are true.',
  },
  {
    name: 'arguments',
    packages: 'commander',
    folders: ['main'],
    reason: 'The command line is parsed where the process starts.',
  },
];

/** Folders that are pure: they must not even read a file. */
const PURE = '^src/(domain|knowledge|python|rule-kit|engine|render)/';

const folderRules = FOLDERS.map(({ folder, imports, reason }) => ({
  name: `folder-${folder}`,
  comment: `${reason} It may import: ${[folder, ...imports].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: {
    path: '^(src|rules|test|scripts|bench)/',
    pathNot: `^src/(${[folder, ...imports].join('|')})/`,
  },
}));

const libraryRules = LIBRARIES.map(({ name, packages, folders, reason }) => ({
  name: `library-${name}`,
  comment: `${reason} Only ${folders.join(', ')} may import it.`,
  severity: 'error',
  from: { path: '^(src|rules)/', pathNot: `^src/(${folders.join('|')})/` },
  to: { path: `(^|/)node_modules/(@types/)?(${packages})/` },
}));

export default {
  forbidden: [
    ...folderRules,
    ...libraryRules,
    {
      name: 'main-imports-src-only',
      comment:
        'Rules are discovered by adapters/rule-folder, never listed; tests and scripts are not shipped.',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: '^(rules|test|scripts|bench)/' },
    },
    {
      name: 'adapters-stay-apart',
      comment:
        'One adapter wraps one outside thing. What two adapters share belongs to a port of application.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'rules-import-rule-kit-only',
      comment:
        'A rule asks the model questions through one door, so that the machine can change behind it.',
      severity: 'error',
      from: { path: '^rules/' },
      to: { pathNot: ['^src/rule-kit/index\\.ts$', '^rules/'] },
    },
    {
      name: 'rules-stay-apart',
      comment: 'A rule is one folder: it must be possible to delete it without breaking another.',
      severity: 'error',
      from: { path: '^rules/([^/]+)/([^/]+)/' },
      to: { path: '^rules/', pathNot: '^rules/$1/$2/' },
    },
    {
      name: 'pure-folders-touch-nothing',
      comment:
        'The same input gives the same bytes: no files, no network, no processes, no clock in pure code.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util|assert)$' },
    },
    {
      name: 'pure-folders-use-no-library',
      comment:
        'Pure code depends on the language only, so it can be read and tested without knowing any library.',
      severity: 'error',
      from: { path: PURE },
      to: { path: '(^|/)node_modules/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Tests look at the product, never the other way round.',
      severity: 'error',
      from: { path: '^(src|rules)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-development-library-in-product',
      comment:
        'The image is installed without development dependencies: such an import would fail at the start.',
      severity: 'error',
      from: { path: '^(src|rules)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-optional'],
        pathNot: '(^|/)node_modules/@types/',
      },
    },
    {
      name: 'no-circular-imports',
      comment: 'Files that need each other are one file, or lack a third one that both need.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable-imports',
      comment: 'An import must lead somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^rules/[^/]+/[^/]+/cases/', '^rules/_template/'] },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'types', 'default'],
    },
  },
};
