import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import { numberValue } from './expressions.ts';
import { expressionsIn } from './walk.ts';

const ANSWER = /(?:^|\.)(?:\w*Response|json_response|jsonify|make_response)$/u;
const ERROR_ANSWER = /BadRequest|ServerError|NotFound|Forbidden|NotAllowed|Gone|Error/u;
const STATUS = ['status_code', 'status'] as const;

/** `{"ok": True}`, `"ok"`, nothing, `Response(status_code=200)`, `("", 200)`. Anything that cannot be read is none. */
export function answersSuccess(value: Expr | null): boolean {
  if (value === null) return true;
  switch (value.kind) {
    case 'constant':
    case 'string':
      return true;
    case 'dict':
      return ![...expressionsIn(value)].some((expr) => isErrorNumber(expr) || isErrorWord(expr));
    case 'tuple':
      return value.items.every((item) =>
        item.kind === 'number' ? isSuccessNumber(item) : answersSuccess(item),
      );
    case 'call':
      return isSuccessAnswer(value);
    default:
      return false;
  }
}

function isSuccessAnswer(call: Expr & { readonly kind: 'call' }): boolean {
  const callee = textOf(call.callee);
  if (!ANSWER.test(callee) || ERROR_ANSWER.test(callee)) return false;
  const status = call.args.find(({ name }) => STATUS.some((one) => one === name))?.value;
  if (status !== undefined) return isSuccessNumber(status);
  return call.args.every(
    ({ value, splat }) => splat === '' && !isErrorNumber(value) && value.kind !== 'name',
  );
}

function isSuccessNumber(expr: Expr): boolean {
  const value = numberValue(expr);
  if (value !== null) return value >= 200 && value < 300;
  return /HTTP_2\d\d|HTTPStatus\.(?:OK|ACCEPTED|NO_CONTENT)/u.test(textOf(expr));
}

function isErrorNumber(expr: Expr): boolean {
  const value = numberValue(expr);
  return value !== null && value >= 400 && value < 600;
}

/** `{"status": "error"}` with status 200 is a success to the sender all the same. */
function isErrorWord(expr: Expr): boolean {
  return expr.kind === 'attribute' && /HTTP_[45]/u.test(expr.name);
}
