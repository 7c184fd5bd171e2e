import type { ValuePath } from './yaml-document.ts';

/** The part of a JSON schema that tells what was expected at a place. */
interface SchemaNode {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Says in words what a JSON schema expects at a place, and which keys it knows there. */
export interface Expectations {
  at(path: ValuePath): string;
  keysAt(path: ValuePath): readonly string[];
}

export function expectationsOf(schema: object): Expectations {
  const root: SchemaNode = schema;
  return {
    at: (path) => words(nodesAt(root, path)),
    keysAt: (path) => [
      ...new Set(nodesAt(root, path).flatMap((node) => Object.keys(node.properties ?? {}))),
    ],
  };
}

/** Every variant of the schema at a path: unions fan out. */
function nodesAt(root: SchemaNode, path: ValuePath): readonly SchemaNode[] {
  let nodes = variantsOf(root);
  for (const key of path) {
    nodes = nodes.flatMap((node) => {
      const child = childOf(node, key);
      return child === undefined ? [] : variantsOf(child);
    });
  }
  return nodes;
}

function variantsOf(node: SchemaNode): readonly SchemaNode[] {
  return [...(node.anyOf ?? node.oneOf ?? [node])];
}

function childOf(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (node.type === 'array') return node.items;
  const known = node.properties;
  if (known !== undefined && Object.hasOwn(known, key)) return known[key];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

function words(nodes: readonly SchemaNode[]): string {
  const unique = [...new Set(nodes.map(wordsOf))];
  return unique.length === 0 ? 'something else' : unique.join(' or ');
}

function wordsOf(node: SchemaNode): string {
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return `one of ${node.enum.join(', ')}`;
  switch (node.type) {
    case 'string':
      return 'a text';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return node.items?.type === 'string' ? 'a list of texts' : 'a list';
    default:
      return 'a map';
  }
}
