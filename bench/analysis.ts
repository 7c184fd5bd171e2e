import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createPythonParser } from '../src/adapters/tree-sitter/index.ts';
import { createFactsMemory } from '../src/application/trees/facts-memory.ts';
import { isPython } from '../src/application/trees/reviewed-files.ts';
import { prepareFacts } from '../src/application/trees/prepare-facts.ts';
import { createSourceTree } from '../src/application/trees/source-tree.ts';
import type { TreeContents } from '../src/application/trees/tree-contents.ts';
import { defaultConfig } from '../src/engine/config.ts';
import { loadEngine } from '../src/main/wiring/engine.ts';
import { createProject } from '../src/python/project/create-project.ts';
import { decodePython } from '../src/python/syntax/decode.ts';
import type { Figure } from './figures.ts';
import { cpuOf, median, megabytes, milliseconds, ratio, timed } from './figures.ts';
import { copiesOf } from './inputs.ts';

const ROUNDS = 5;
const EVERYTHING = Number.POSITIVE_INFINITY;

/** P1: the import graph of a whole tree, from bytes to strongly connected components, and how it grows. */
export async function importGraph(contents: TreeContents): Promise<Figure[]> {
  const { knowledge } = await loadEngine();
  const figures: Figure[] = [];
  const first = await graphTime(contents, knowledge);
  figures.push({
    budget: 'P1',
    what: `import graph, ${first.modules} modules, ${first.edges} edges, ${first.components} cycles`,
    value: milliseconds(first.time),
    target: '0.1 of grimp, where grimp is installed',
  });
  for (const times of [2, 4]) {
    const grown = await graphTime(copiesOf(contents, times), knowledge);
    figures.push({
      budget: 'P1',
      what: `the same with the tree ${times} times as large`,
      value: ratio(grown.time / first.time),
      target: '',
    });
  }
  return figures;
}

interface GraphTime {
  readonly time: number;
  readonly modules: number;
  readonly edges: number;
  readonly components: number;
}

async function graphTime(
  contents: TreeContents,
  knowledge: Parameters<typeof createProject>[0]['knowledge'],
): Promise<GraphTime> {
  const parser = createPythonParser();
  const times: number[] = [];
  let [modules, edges, components] = [0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const tree = createSourceTree(contents, { parser, memory: createFactsMemory(EVERYTHING) });
    times.push(
      await timed(() => {
        const project = createProject({ tree, knowledge });
        modules = project.modules.length;
        edges = project.imports.edges.length;
        components = project.imports.components.length;
      }),
    );
  }
  return { time: median(times), modules, edges, components };
}

/** P2 and P3: what an audit costs on top of parsing. */
export async function audit(contents: TreeContents): Promise<Figure[]> {
  const { reviewer } = await loadEngine({ rememberedSourceBytes: EVERYTHING });
  const files = contents.files.filter((file) => isPython(file.path));
  const parseCpu = await cpuOf(() => parseAll(contents));
  const parser = createPythonParser();
  const tree = createSourceTree(contents, { parser, memory: createFactsMemory(EVERYTHING) });
  const factsCpu = await cpuOf(() => prepareFacts(tree, files, { parser }));
  let wall = 0;
  const auditCpu = await cpuOf(async () => {
    wall = await timed(() =>
      reviewer.review({ head: contents, base: null, config: defaultConfig, today: '2026-01-01' }),
    );
  });
  return [
    {
      budget: 'P2',
      what: `audit of ${files.length} files, wall`,
      value: milliseconds(wall),
      target: '',
    },
    { budget: 'P3', what: 'parse only, CPU', value: milliseconds(parseCpu), target: '' },
    {
      budget: 'P3',
      what: 'parse and facts, CPU, by parse only',
      value: ratio(factsCpu / parseCpu),
      target: '',
    },
    {
      budget: 'P3',
      what: 'audit with all rules, CPU, by parse only',
      value: ratio(auditCpu / parseCpu),
      target: '1.6 x',
    },
  ];
}

async function parseAll(contents: TreeContents): Promise<void> {
  const parser = createPythonParser();
  let done = 0;
  for (const file of contents.files) {
    if (!isPython(file.path)) continue;
    const bytes = contents.read(file);
    const decoded = bytes === null ? null : decodePython(bytes);
    if (decoded?.ok === true) parser.parse(decoded.value.text);
    done += 1;
    if (done % 32 === 0) await parser.releaseMemory();
  }
}

/** What is kept, and not what waits to be collected, is measured. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  if (typeof found !== 'function') throw new Error('this Node cannot expose its garbage collector');
  return () => {
    Reflect.apply(found, undefined, []);
  };
}

/** P7: memory that stays after each of eight passes over everything. */
export async function memory(contents: TreeContents): Promise<Figure[]> {
  const sizes: number[] = [];
  const { reviewer } = await loadEngine();
  const collect = exposedCollector();
  for (let pass = 0; pass < 8; pass++) {
    await reviewer.review({
      head: contents,
      base: null,
      config: defaultConfig,
      today: '2026-01-01',
    });
    collect();
    sizes.push(process.memoryUsage.rss());
  }
  const [, second = Number.NaN] = sizes;
  return [
    {
      budget: 'P7',
      what: 'memory (RSS) after pass 8, by pass 2',
      value: ratio((sizes.at(-1) ?? Number.NaN) / second),
      target: '1.05 x',
    },
    {
      budget: 'P7',
      what: 'highest of eight passes',
      value: megabytes(Math.max(...sizes)),
      target: '',
    },
  ];
}
