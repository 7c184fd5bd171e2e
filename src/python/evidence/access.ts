import type { Knowledge } from '../../knowledge/knowledge.ts';
import { literalNumber, walkExpressions } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { EvidenceHit } from '../model/evidence.ts';
import type { DecoratorModel, FunctionModel } from '../model/symbols.ts';
import {
  comparisonsIn,
  hit,
  shortText,
  snakeCase,
  testsOf,
  wordsOf,
  type Matcher,
} from './matching.ts';

/** Names of functions that check where a message comes from, in snake case. */
const VERIFIES =
  /(?:^|[_.])(?:verify|verified|validate|check|assert|construct|unwrap|authenticate|security)_(?:\w+_)?(?:signature|webhook|hmac|secret|init_data|payload|callback|check|digest|sign)(?:_|$)|signature_(?:\w+_)?(?:valid|verif|check|match)|construct_(?:\w+_)?event$|(?:^|[_.])(?:compare_digest|constant_time_compare|security_check|is_valid_signature)$/i;
const SECRET =
  /(?:^|_)(?:signature|secret|hmac|digest|x_hub\w*|api_?key|auth_?token|webhook_?token|secret_?token)(?:_|$)/i;
const AUTH_NAME =
  /(?:^|_)(?:auth\w*|authenticated?|authorized?|login|logged|permission\w*|current_(?:active_)?(?:super)?user|require[sd]?|admin\w*|superuser|staff|jwt|bearer|api_key|scope[sd]?|role[sd]?|verify_token|check_token|owner\w*|access)(?:_|$)/i;
const AUTH_ATTRIBUTES = new Set([
  'permission_classes',
  'authentication_classes',
  'permissions',
  'guards',
  'permission_required',
  'login_required',
]);

/** Evidence that a message is from whom it says: a signature or a shared secret is compared. */
export const signatureEvidence: Matcher = (fn, { knowledge }) => [
  ...fn.calls.flatMap((call) => {
    const { name, text } = call;
    const known =
      call.fact?.roles?.includes('signature-check') === true ||
      (name !== null && knowledge.hasRole(name, 'signature-check'));
    return known || VERIFIES.test(snakeCase(text))
      ? [hit(fn, 'signature', { span: call.span, note: `${text}(…)` })]
      : [];
  }),
  ...testsOf(fn).flatMap((test) =>
    [...comparisonsIn(test)].flatMap((part) =>
      comparesSecret(part)
        ? [hit(fn, 'signature', { span: part, note: `compares \`${shortText(part)}\`` })]
        : [],
    ),
  ),
];

/** `given != SECRET`; a test for `None` or for membership compares nothing. */
function comparesSecret(part: Expr): boolean {
  if (part.kind !== 'compare' || !part.operators.every((one) => one === '==' || one === '!='))
    return false;
  if (part.operands.some(({ kind }) => kind === 'constant' || kind === 'number')) return false;
  return wordsOf(part).some((word) => SECRET.test(snakeCase(word).replaceAll('-', '_')));
}

/** Evidence that only someone known gets in. */
export const authEvidence: Matcher = (fn, { knowledge }) => [
  ...ofDecorators(fn, knowledge),
  ...ofClass(fn, knowledge),
  ...fn.calls.flatMap((call) =>
    call.fact?.roles?.includes('auth-check') === true ||
    (call.name !== null && knowledge.hasRole(call.name, 'auth-check'))
      ? [hit(fn, 'auth', { span: call.span, note: `${call.text}(…)` })]
      : [],
  ),
  ...ofParameters(fn, knowledge),
  ...refusals(fn),
];

function ofDecorators(fn: FunctionModel, knowledge: Knowledge): readonly EvidenceHit[] {
  const ofMethod = (fn.class?.decorators ?? []).filter((decorator) => holdsFor(decorator, fn));
  return [...fn.decorators, ...ofMethod].flatMap((decorator) => {
    const { name, target, span, expr } = decorator;
    const known = name !== null && knowledge.hasRole(name, 'auth-check');
    const own = target !== null && AUTH_NAME.test(snakeCase(target.name));
    return known || own || handsOnAuthCheck(decorator, fn, knowledge)
      ? [hit(fn, 'auth', { span, note: `@${shortText(expr)}` })]
      : [];
  });
}

/** `@method_decorator(login_required, name='dispatch')` on a class holds for each of its methods that serve requests. */
function holdsFor({ args }: DecoratorModel, fn: FunctionModel): boolean {
  const name = args.find((argument) => argument.name === 'name')?.value;
  if (name?.kind !== 'string') return false;
  return name.value === fn.name || name.value === 'dispatch';
}

/** `@method_decorator(login_required)`, `@method_decorator([never_cache, login_required])`. */
function handsOnAuthCheck(
  { name, args }: DecoratorModel,
  fn: FunctionModel,
  knowledge: Knowledge,
): boolean {
  if (name?.endsWith('.method_decorator') !== true) return false;
  const [first] = args;
  if (first === undefined) return false;
  const given =
    first.value.kind === 'list' || first.value.kind === 'tuple' ? first.value.items : [first.value];
  return given.some((one) => {
    if (namesAuthCheck(fn, one, knowledge)) return true;
    const resolved = fn.module.resolve(one.kind === 'call' ? one.callee : one);
    return resolved?.kind === 'function' && AUTH_NAME.test(snakeCase(resolved.function.name));
  });
}

function ofClass(fn: FunctionModel, knowledge: Knowledge): readonly EvidenceHit[] {
  const cls = fn.class;
  if (cls === null) return [];
  const attribute = cls.attributes.find(
    ({ name, value }) => AUTH_ATTRIBUTES.has(name) && !isEmpty(value),
  );
  if (attribute !== undefined)
    return [hit(fn, 'auth', { span: attribute.span, note: attribute.name })];
  const base = cls.ancestors.find((name) => knowledge.hasRole(name, 'auth-check'));
  return base === undefined ? [] : [hit(fn, 'auth', { span: cls.facts.nameSpan, note: base })];
}

function isEmpty(value: Expr | null): boolean {
  return (
    value === null ||
    ((value.kind === 'list' || value.kind === 'tuple') && value.items.length === 0)
  );
}

/** `Depends(HTTPBearer())`: the type of what is injected checks. */
function ofParameters(fn: FunctionModel, knowledge: Knowledge): readonly EvidenceHit[] {
  return fn.params.flatMap(({ facts, type }) => {
    const exprs = [facts.annotation, facts.default].filter((expr) => expr !== null);
    const checked =
      (type !== null && knowledge.hasRole(type.name, 'auth-check')) ||
      exprs.some((expr) => namesAuthCheck(fn, expr, knowledge));
    return checked ? [hit(fn, 'auth', { span: facts, note: facts.name })] : [];
  });
}

function namesAuthCheck(fn: FunctionModel, root: Expr, knowledge: Knowledge): boolean {
  let found = false;
  walkExpressions(root, (expr) => {
    if (found || (expr.kind !== 'name' && expr.kind !== 'attribute')) return undefined;
    const resolved = fn.module.resolve(expr);
    const name =
      resolved?.kind === 'external'
        ? resolved.name
        : resolved?.kind === 'value'
          ? resolved.type?.name
          : undefined;
    found = name !== undefined && knowledge.hasRole(name, 'auth-check');
    return found ? false : undefined;
  });
  return found;
}

/** Raises or returns 401 or 403. */
function refusals(fn: FunctionModel): readonly EvidenceHit[] {
  return fn.flow.operations.flatMap((operation) => {
    if (operation.kind !== 'raise' && operation.kind !== 'return') return [];
    const { value } = operation;
    return value !== null && refuses(value)
      ? [hit(fn, 'auth', { span: operation, note: shortText(value) })]
      : [];
  });
}

function refuses(root: Expr): boolean {
  let refused = false;
  walkExpressions(root, (expr) => {
    const number = literalNumber(expr);
    if (number === 401 || number === 403) refused = true;
    const word = expr.kind === 'attribute' ? expr.name : expr.kind === 'name' ? expr.id : '';
    if (
      /^(?:HTTP_40[13]\w*|UNAUTHORIZED|FORBIDDEN|PermissionDenied|NotAuthenticated|AuthenticationFailed|Unauthori[sz]ed\w*|Forbidden\w*|HttpResponseForbidden|PermissionError|NotAuthori[sz]ed\w*)$/.test(
        word,
      )
    )
      refused = true;
  });
  return refused;
}

/** A function that checks access: by what it does, or by its name where its body cannot be judged. */
export function isAuthGuard(
  fn: FunctionModel,
  matches: (fn: FunctionModel) => readonly EvidenceHit[],
): boolean {
  return (
    AUTH_NAME.test(snakeCase(fn.name)) ||
    (fn.class !== null && AUTH_NAME.test(snakeCase(fn.class.name))) ||
    matches(fn).length > 0
  );
}
