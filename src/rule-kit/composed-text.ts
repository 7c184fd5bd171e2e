import type { CallExpr, Expr } from '../python/facts/facts.ts';
import { literalString } from '../python/facts/expressions.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { CallSite, Operation, ParameterModel, Project } from '../python/model/index.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** A value that is put into a text, with the literal text right before it. */
export interface InsertedPart {
  readonly expr: Expr;
  /** Literal text before the part, empty when it cannot be told. */
  readonly before: string;
}

const MAX_DEPTH = 5;

/** Methods of texts and mappings whose result is as foreign as what they are called on. */
const PASSES_ON = new Set([
  'strip',
  'lstrip',
  'rstrip',
  'lower',
  'upper',
  'title',
  'replace',
  'get',
  'getlist',
  'pop',
  'format',
  'decode',
  'encode',
]);

/**
 * The values from outside that are put into a text which is built at run time (f-string, `%`, `.format`, `+`, `join`), through
 * local variables: parameters that may be texts, fields of records handed in, and parts of a request. Numbers, constants,
 * placeholders, and whatever another function computed are left out: unknown is not foreign.
 */
export function insertedParts(text: Expr, at: CallSite): readonly InsertedPart[] {
  return partsOf(text, at, at.operation, 0).filter((part) =>
    isForeign(part.expr, at, at.operation, 0),
  );
}

function partsOf(expr: Expr, at: CallSite, operation: Operation, depth: number): InsertedPart[] {
  if (depth > MAX_DEPTH) return [];
  const inner = (part: Expr, before = ''): InsertedPart[] =>
    isComposed(part) ? partsOf(part, at, operation, depth + 1) : [{ expr: part, before }];
  switch (expr.kind) {
    case 'string': {
      const literals = expr.value.split('{}');
      return expr.parts.flatMap((part, i) => inner(part, literals[i] ?? ''));
    }
    case 'binary':
      if (expr.operator === '%') return formatted(expr.left, expr.right);
      if (expr.operator !== '+' || !mentionsText(expr)) return [];
      return [...inner(expr.left), ...inner(expr.right, literalString(expr.left) ?? '')].filter(
        (part) => part.expr.kind !== 'string',
      );
    case 'call':
      return formatCall(expr) ?? [];
    case 'name':
      return definitionsOf(expr.id, at, operation).flatMap((definition) =>
        partsOf(definition.value, at, definition.operation, depth + 1),
      );
    default:
      return [];
  }
}

/** The literal text that a text built at run time begins with, empty when it cannot be told. */
export function leadingText(text: Expr, at: CallSite): string {
  let expr = text;
  let { operation } = at;
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    if (expr.kind === 'string') return expr.value.split('{}')[0] ?? '';
    if (expr.kind === 'binary') expr = expr.left;
    else if (expr.kind === 'call' && expr.callee.kind === 'attribute') expr = expr.callee.object;
    else if (expr.kind === 'name') {
      const [only, ...others] = definitionsOf(expr.id, at, operation);
      if (only === undefined || others.length > 0) return '';
      ({ operation, value: expr } = only);
    } else return '';
  }
  return '';
}

function isComposed(expr: Expr): boolean {
  return expr.kind === 'string' || (expr.kind === 'binary' && mentionsText(expr));
}

function isText(expr: Expr): boolean {
  return expr.kind === 'string' && !expr.bytes;
}

/** A sum in which some part is a text: sums of numbers compose nothing. */
function mentionsText(expr: Expr): boolean {
  if (expr.kind === 'binary') return mentionsText(expr.left) || mentionsText(expr.right);
  return isText(expr);
}

const CONVERSION = /%(?:\(\w*\))?[-+ #0]*[\d*]*(?:\.[\d*]+)?([a-zA-Z%])/gu;

/** `"… %s" % value`. A conversion to a number cannot carry a quote. */
function formatted(left: Expr, right: Expr): InsertedPart[] {
  const literal = literalString(left);
  if (literal === null) return [];
  const conversions = [...literal.matchAll(CONVERSION)].filter(([, letter]) => letter !== '%');
  const values = right.kind === 'tuple' ? right.items : [right];
  const asDict = right.kind === 'dict' ? right.entries.map(({ value }) => value) : null;
  if (asDict !== null) return asDict.map((expr) => ({ expr, before: '' }));
  return values.flatMap((expr, i) => {
    const conversion = conversions[i];
    const isText = conversion === undefined || /[sra]/u.test(conversion[1] ?? '');
    return isText ? [{ expr, before: literal.slice(0, conversion?.index ?? 0) }] : [];
  });
}

function formatCall(call: CallExpr): InsertedPart[] | null {
  const { callee } = call;
  if (callee.kind !== 'attribute' || callee.name !== 'format' || !isText(callee.object))
    return null;
  const literal = literalString(callee.object) ?? '';
  return call.args.map((arg, index) => ({
    expr: arg.value,
    before: textBeforeField(literal, arg.name, index),
  }));
}

/** Literal text before `{name}`, `{0}` or the n-th `{}`; empty when there is no such field. */
function textBeforeField(literal: string, name: string | null, index: number): string {
  const fields = [...literal.matchAll(/\{(\w*)(?:[.[!:][^{}]*)?\}/gu)];
  const wanted = name ?? String(index);
  const field =
    fields.find(([, key]) => key === wanted) ?? fields.filter(([, key]) => key === '')[index];
  return field === undefined ? '' : literal.slice(0, field.index);
}

const MAX_CALLERS = 12;

/**
 * Whether a part may come from outside, as far as the callers tell: where all of them are known and none hands the parameter a
 * foreign value, the code itself chooses it.
 */
export function isHandedIn({ expr }: InsertedPart, at: CallSite, project: Project): boolean {
  const { function: fn } = at;
  const name = expr.kind === 'name' ? expr.id : null;
  const parameter = name === null ? null : parameterOf(name, at);
  if (fn === null || parameter === null || fn.entries.length > 0) return true;
  const { calls, complete } = project.callersOf(fn);
  if (!complete || calls.length === 0 || calls.length > MAX_CALLERS) return true;
  const params = fn.params.filter((one) => one.name !== 'self' && one.name !== 'cls');
  return calls.some((call) => {
    const value = call.hasSplat ? null : call.argument(parameter.name, params.indexOf(parameter));
    return value === null || isForeign(value, call, call.operation, 1);
  });
}

const CHECKS =
  /valid|check|verify|allow|permit|match|isidentifier|isalnum|isdigit|assert|known|safe/iu;

/** `if not valid_name(table): raise`, `if name not in COLUMNS: raise`: only what passes the test comes here. */
export function isCheckedBefore({ expr }: InsertedPart, at: CallSite): boolean {
  const { function: fn } = at;
  const name = expr.kind === 'name' ? expr.id : null;
  if (fn === null || name === null) return false;
  return [...statementsIn(fn.body)].some((statement) => {
    if (statement.kind !== 'if' || statement.start > at.span.start) return false;
    const last = statement.body.at(-1)?.kind;
    if (last !== 'raise' && last !== 'return') return false;
    const tested = [...expressionsIn(statement.test)];
    if (!tested.some((part) => part.kind === 'name' && part.id === name)) return false;
    return tested.some(
      (part) =>
        (part.kind === 'call' && CHECKS.test(textOf(part.callee))) ||
        (part.kind === 'compare' && part.operators.includes('not in')),
    );
  });
}

interface Definition {
  readonly operation: Operation;
  readonly value: Expr;
}

function definitionsOf(name: string, at: CallSite, operation: Operation): readonly Definition[] {
  const flow = at.function === null ? at.module.topLevel : at.function.flow;
  return flow
    .definitionsOf(name, operation)
    .flatMap((found) =>
      found.kind === 'assign' && found.value !== null && found.targets[0]?.kind === 'name'
        ? [{ operation: found, value: found.value }]
        : [],
    );
}

function isForeign(expr: Expr, at: CallSite, operation: Operation, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const again = (part: Expr): boolean => isForeign(part, at, operation, depth + 1);
  switch (expr.kind) {
    case 'string':
      return expr.parts.some(again);
    case 'tuple':
    case 'list':
    case 'set':
      return expr.items.some(again);
    case 'binary':
      return expr.operator !== '*' && (again(expr.left) || again(expr.right));
    case 'boolean':
      return again(expr.left) || again(expr.right);
    case 'conditional':
      return again(expr.then) || again(expr.otherwise);
    case 'comprehension':
      return again(expr.element);
    case 'subscript':
      return again(expr.object);
    case 'call':
      return isForeignCall(expr, again);
    case 'attribute':
      return isForeignField(expr, at);
    case 'name':
      return isForeignName(expr, at, operation, depth);
    default:
      return false;
  }
}

function isForeignCall(call: CallExpr, again: (part: Expr) => boolean): boolean {
  const { callee } = call;
  if (callee.kind !== 'attribute') return false;
  const [first] = call.args;
  if (callee.name === 'join') return first !== undefined && again(first.value);
  return PASSES_ON.has(callee.name) && again(callee.object);
}

/** A text field of a record that was handed in, or a part of a request. */
function isForeignField(expr: Expr & { readonly kind: 'attribute' }, at: CallSite): boolean {
  const scope = at.function ?? at.module;
  if (isRequestPart(expr, at)) return true;
  if (expr.object.kind !== 'name' || parameterOf(expr.object.id, at) === null) return false;
  const record = scope.typeOf(expr.object)?.class ?? null;
  if (record === null || record.record === null) return false;
  return record.attributeType(expr.name)?.name === 'builtins.str';
}

/** `request.args`, `request.query_params`: what the client sent. */
function isRequestPart(expr: Expr & { readonly kind: 'attribute' }, at: CallSite): boolean {
  const object = (at.function ?? at.module).resolve(expr.object);
  const name =
    object?.kind === 'external'
      ? object.name
      : object?.kind === 'value'
        ? (object.type?.name ?? null)
        : null;
  return (
    name !== null &&
    /\.(?:request|Request|HttpRequest)$/u.test(name) &&
    REQUEST_PARTS.has(expr.name)
  );
}

const REQUEST_PARTS = new Set([
  'args',
  'form',
  'json',
  'values',
  'data',
  'GET',
  'POST',
  'query_params',
  'path_params',
  'headers',
  'cookies',
]);

/** A parameter that may be a text, or a local variable that holds something foreign. */
function isForeignName(
  expr: Expr & { readonly kind: 'name' },
  at: CallSite,
  operation: Operation,
  depth: number,
): boolean {
  const definitions = definitionsOf(expr.id, at, operation);
  if (definitions.length > 0)
    return definitions.some((each) => isForeign(each.value, at, each.operation, depth + 1));
  const parameter = parameterOf(expr.id, at);
  if (parameter === null) return false;
  const { type } = parameter;
  return type === null ? parameter.facts.annotation === null : MAY_BE_TEXT.has(type.name);
}

const MAY_BE_TEXT = new Set(['builtins.str', 'builtins.list', 'builtins.dict', 'builtins.set']);

function parameterOf(name: string, at: CallSite): ParameterModel | null {
  const parameter = at.function?.params.find((param) => param.name === name);
  return parameter === undefined || name === 'self' || name === 'cls' ? null : parameter;
}
