import { textOf } from '../python/facts/canonical-text.ts';
import type { Param } from '../python/facts/facts.ts';
import type { ClassModel, FunctionModel, ImportEdge, Project } from '../python/model/index.ts';

const SHOWN_METHODS = 4;

/** A port with the public methods of the first class that an import takes; null when it takes none with methods. */
export function portFor(edge: ImportEdge, project: Project): string | null {
  for (const { name, module } of project.imports.definitionsOf(edge)) {
    const found = project.module(module.path)?.member(name) ?? null;
    if (found?.kind !== 'class') continue;
    const methods = found.class.methods.filter(isOffered);
    if (methods.length > 0) return portText(found.class, methods);
  }
  return null;
}

function isOffered(method: FunctionModel): boolean {
  return !method.name.startsWith('_') && !method.isStatic && !method.isClassMethod;
}

function portText(cls: ClassModel, methods: readonly FunctionModel[]): string {
  const shown = methods.slice(0, SHOWN_METHODS).map(signatureOf);
  return [
    'from typing import Protocol',
    '',
    '',
    `class ${cls.name}Port(Protocol):`,
    ...shown.map((signature) => `    ${signature}: ...`),
    '',
    `# ${cls.name} implements it in its own layer and is handed over where the application is wired`,
  ].join('\n');
}

function signatureOf(method: FunctionModel): string {
  const { facts } = method;
  const returns = facts.returns === null ? '' : ` -> ${textOf(facts.returns)}`;
  const word = method.isAsync ? 'async def' : 'def';
  return `${word} ${method.name}(${paramTexts(facts.params).join(', ')})${returns}`;
}

function paramTexts(params: readonly Param[]): readonly string[] {
  const texts: string[] = [];
  let starred = false;
  for (const param of params) {
    if (param.kind === 'var-positional') starred = true;
    if (param.kind === 'keyword-only' && !starred) {
      texts.push('*');
      starred = true;
    }
    texts.push(paramText(param));
  }
  return texts;
}

function paramText(param: Param): string {
  const stars = { 'var-positional': '*', 'var-keyword': '**' } as const;
  const star =
    param.kind === 'var-positional' || param.kind === 'var-keyword' ? stars[param.kind] : '';
  const annotation = param.annotation === null ? '' : `: ${textOf(param.annotation)}`;
  const value = param.default === null ? '' : ` = ${textOf(param.default)}`;
  return `${star}${param.name}${annotation}${value}`;
}
