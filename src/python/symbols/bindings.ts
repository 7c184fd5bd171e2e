import type { Expr, MatchedClass } from '../facts/facts.ts';
import type { Candidate } from '../names/lookup.ts';
import type { Binding } from '../names/scope.ts';
import { leavesTypeToValue } from '../types/annotations.ts';
import { entered } from '../types/entering.ts';
import { elementOf, unpacked } from '../types/elements.ts';
import { agreed, closed, instance, known } from '../types/refs.ts';
import type { Owner, Place, Reader, Res, Type } from './internals.ts';
import { paramType } from './parameters.ts';

type OwnCandidate = Candidate<Owner>;

/** What a name means that these bindings may hold for; null when they disagree or cannot be told. */
export function resolveCandidates(reader: Reader, candidates: readonly OwnCandidate[]): Res | null {
  const [first, ...others] = candidates;
  if (!first) return null;
  if (others.length === 0) return resolveBinding(reader, first);
  const imported = conditionalImport(reader, candidates);
  if (imported) return imported;
  const found = candidates.map((candidate) => resolveBinding(reader, candidate));
  const one = found[0];
  if (one && found.every((res) => res !== null && sameMeaning(one, res))) return one;
  if (!found.every((res) => res?.kind === 'value')) return null;
  const type = agreed(found.map((res) => (res?.kind === 'value' ? res.type : null)));
  return { kind: 'value', name: valueName(first), type };
}

/**
 * `try: import ujson as json` / `except ImportError: import json`, `if sys.version_info …`: the first that is the project's or a
 * known library's wins; stand-ins for a missing library (`None`, a def, a class) do not count.
 */
function conditionalImport(reader: Reader, candidates: readonly OwnCandidate[]): Res | null {
  const imports = candidates.filter(({ binding }) => binding.kind === 'import');
  if (imports.length === 0) return null;
  const standIns = candidates.every(({ binding }) => {
    if (binding.kind === 'assign') return binding.value?.kind === 'constant';
    return binding.kind === 'import' || binding.kind === 'function' || binding.kind === 'class';
  });
  if (!standIns) return null;
  const found = imports.map((candidate) => resolveBinding(reader, candidate));
  const isKnown = (res: Res | null): res is Res =>
    res !== null &&
    (res.kind !== 'external' || reader.services.knowledge.libraryOf(res.name) !== null);
  return found.find(isKnown) ?? found.find((res) => res !== null) ?? null;
}

function sameMeaning(a: Res, b: Res): boolean {
  switch (a.kind) {
    case 'module':
    case 'external':
      return b.kind === a.kind && a.name === b.name;
    case 'class':
      return b.kind === 'class' && a.class === b.class;
    case 'function':
      return b.kind === 'function' && a.function === b.function;
    case 'value':
      return false;
  }
}

function valueName({ binding, scope, frame }: OwnCandidate): string {
  if (scope.kind === 'module') return `${frame.module.name}.${binding.name}`;
  if (scope.kind !== 'class' || scope.classIndex === null) return binding.name;
  const cls = frame.module.classes[scope.classIndex];
  return cls ? `${cls.qualifiedName}.${binding.name}` : binding.name;
}

/** What one binding makes of its name. */
export function resolveBinding(reader: Reader, candidate: OwnCandidate): Res | null {
  const { binding, frame } = candidate;
  switch (binding.kind) {
    case 'import': {
      const imported = frame.module.facts.imports[binding.index];
      return imported ? frame.module.importTarget(imported) : null;
    }
    case 'function': {
      const fn = frame.module.functions[binding.index];
      return fn ? { kind: 'function', function: fn } : null;
    }
    case 'class': {
      const cls = frame.module.classes[binding.index];
      return cls ? { kind: 'class', class: cls } : null;
    }
    case 'assign':
      return reader.memo.ask(frame.bindings, binding, () =>
        resolveAssigned(reader, candidate, binding),
      );
    case 'type-alias': {
      const assigned = { expr: binding.value, owner: frame };
      return { kind: 'value', name: valueName(candidate), type: null, assigned };
    }
    case 'delete':
      return null;
    default:
      return reader.memo.ask(frame.bindings, binding, () => ({
        kind: 'value',
        name: valueName(candidate),
        type: boundType(reader, candidate),
      }));
  }
}

function resolveAssigned(
  reader: Reader,
  candidate: OwnCandidate,
  binding: Extract<Binding, { kind: 'assign' }>,
): Res | null {
  const { value, annotation, path } = binding;
  const owner = candidate.frame;
  const place: Place = { owner };
  const name = valueName(candidate);
  if (annotation) {
    const type = declaredType(reader, binding, place);
    if (!value) return { kind: 'value', name, type };
    return { kind: 'value', name, type, assigned: { expr: value, owner } };
  }
  if (!value) return null;
  if (path.length > 0) {
    return { kind: 'value', name, type: unpacked(reader, reader.typeOf(value, place), path) };
  }
  const assigned = { expr: value, owner };
  if (value.kind === 'name' || value.kind === 'attribute') {
    const alias = reader.resolve(value, place);
    if (alias && alias.kind !== 'value') return alias;
    if (alias?.type) return { assigned, ...alias, name };
    const type = declaredElsewhere(reader, candidate);
    return { assigned, ...alias, kind: 'value', name, type };
  }
  const type = reader.typeOf(value, place) ?? declaredElsewhere(reader, candidate);
  return { kind: 'value', name, type, assigned };
}

/** A name is declared before it is given many values. */
const MAX_LOOKED_AT = 50;

/** `client: Client` on a line of its own, or with the first value: what every later value of unknown type is. */
function declaredElsewhere(reader: Reader, { binding, scope, frame }: OwnCandidate): Type | null {
  const place: Place = { owner: frame };
  for (const other of scope.bindings.get(binding.name)?.slice(0, MAX_LOOKED_AT) ?? []) {
    if (other.kind !== 'assign' || other.annotation === null || other.path.length > 0) continue;
    const type = closed(reader.annotation(other.annotation, place));
    return leavesTypeToValue(type) ? null : known(type);
  }
  return null;
}

function declaredType(
  reader: Reader,
  binding: Extract<Binding, { kind: 'assign' }>,
  place: Place,
): Type | null {
  const { annotation, value } = binding;
  const declared = annotation && closed(reader.annotation(annotation, place));
  if (declared && !leavesTypeToValue(declared)) return declared;
  return value && reader.typeOf(value, place);
}

function boundType(reader: Reader, { binding, frame }: OwnCandidate): Type | null {
  const place: Place = { owner: frame };
  switch (binding.kind) {
    case 'for': {
      const iterated = reader.typeOf(binding.iterable, place);
      return unpacked(reader, elementOf(reader, iterated), binding.path);
    }
    case 'with':
      return unpacked(reader, entered(reader, binding.context, place), binding.path);
    case 'except': {
      const [type, ...others] = binding.types;
      return type && others.length === 0 ? instanceNamed(reader, type, place) : null;
    }
    case 'narrow':
      return instanceNamed(reader, binding.types, place);
    case 'capture':
      return binding.matched && capturedType(reader, binding.matched, place);
    case 'param':
      return boundParam(frame, binding);
    default:
      return null;
  }
}

function instanceNamed(reader: Reader, expr: Expr, place: Place): Type | null {
  const type = reader.typeOf(expr, place);
  return type?.isClass ? instance(type) : null;
}

/** `case Order() as order` is an order, `case Order(buyer=user)` binds the buyer of one. */
function capturedType(reader: Reader, matched: MatchedClass, place: Place): Type | null {
  const type = instanceNamed(reader, matched.type, place);
  if (!type || matched.attribute === null) return type;
  const member = reader.member(type, matched.attribute);
  return member?.kind === 'value' ? member.type : null;
}

/** A lambda's parameters have no type. */
function boundParam(frame: Owner, binding: Extract<Binding, { kind: 'param' }>): Type | null {
  const isOwn = frame.fn?.facts.params[binding.index] === binding.param;
  return frame.fn && isOwn ? paramType(frame.fn, binding.index) : null;
}
