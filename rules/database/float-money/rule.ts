import {
  defineRule,
  exactField,
  isOperand,
  isShare,
  numberValue,
  textOf,
  wordsAround,
} from '#rule-kit';
import type { CallSite, ClassAttribute, ClassModel, Knowledge, Placed } from '#rule-kit';

/** An amount of money, as a whole word of a name. */
const MONEY =
  /(?:^|_)(?:amount|price|balance|cost|fee|tax|revenue|salary|payout|deposit|refund|subtotal|discount|wage|surcharge|debt|cashback|total|turnover)s?(?:_|$)/u;
/** Names that only look like it: rates, counts, durations, sizes, and prices of model tokens far below a cent. */
const OTHER =
  /(?:^|_)(?:rate|ratio|percent(?:age)?|pct|factor|multiplier|score|weight|count|counts|number|quantity|ms|millis|seconds|secs|minutes|hours|days|time|duration|tokens?|per|mtok|bytes|kb|mb|gb|memory|cpu|usage|items?|pages?|rows|size|length|index|avg|average|mean|std|min|max|estimated?|range|step|pip|pixels?|volume|distance|energy|power|loss|points?|type|mode|key|name|id|ids|label|function|pts|share|stop|opportunity|prob(?:ability)?|precision|tolerance|threshold)(?:_|$)/u;
/** Columns of what is traded on a market: prices and amounts come as floats from there, with more decimals than any currency has. */
const TRADED =
  /^(?:pair|symbol|ticker|isin|leverage|exchange|order_side|is_short|stop_loss|instrument(?:_id)?|(?:base|stake|quote)_currency|ft_pair)$/u;
/** Records that show what is stored elsewhere, or measure. */
const SHOWN =
  /(?:Read|Out|Output|Response|Result|Msg|Message|Signals?|Meter|Report|Stats?|Statistics?|Summary|View|Minimal|Metrics?|Record|Schema|ListItem|Details?$|Usage|Chart|Forecast|Anomaly)/u;

/** A discount is a share of the price as often as an amount. */
const PERHAPS_SHARE = /(?:^|_)discount(?:_value)?$/u;

type MoneyField = Placed & { readonly name: string };

export default defineRule({
  title: 'Money in binary floating point',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    column: '`{owner}` stores `{fields}` in a floating-point column.',
    field: '`{owner}` carries `{fields}` as `float`.',
    inexact: '`{call}` makes an exact number from an inexact one: `{literal}` is not what it says.',
    mixed: '`{call}` turns the exact `{value}` into a float before it is calculated with.',
  },
  library: 'decimal.Decimal with a Numeric column, or integer minor units',
  create({ knowledge, report }) {
    return {
      class(cls) {
        const columns = floatColumns(cls, knowledge);
        const fields = cls.orm === null ? floatFields(cls, knowledge) : [];
        const found = columns.length > 0 ? columns : fields;
        const [first, ...others] = found;
        if (first === undefined) return;
        const isColumn = columns.length > 0;
        const params = { owner: cls.name, fields: found.map(({ name }) => name) };
        report(first, isColumn ? 'column' : 'field', params, {
          severity: isColumn && !isTraded(cls) ? 'high' : 'medium',
          context: `${cls.name} float money`,
          weight: found.length,
          fixCode: found
            .map((field) => exactField(field.name, cls, isTraded(cls) ? 8 : 2))
            .join('\n'),
          sample: cls.orm?.kind === 'django' ? 'Django' : 'SQLAlchemy',
          evidence: others.map((place) => ({ place, note: `\`${place.name}\` is one, too` })),
        });
      },
      call(call) {
        const text = textOf(call.expr);
        const literal = inexactLiteral(call, knowledge);
        if (literal !== null && wordsAround(call).some((word) => MONEY.test(word)))
          report(call, 'inexact', { call: text, literal }, medium(`${call.text}("${literal}")`));
        const value = calculatedFloat(call, knowledge);
        if (value !== null) report(call, 'mixed', { call: text, value }, medium(value));
      },
    };
  },
});

function medium(fixCode: string) {
  return { severity: 'medium', fixCode } as const;
}

function isMoney(name: string): boolean {
  return MONEY.test(name) && !OTHER.test(name);
}

function isTraded(cls: ClassModel): boolean {
  return cls.orm?.columns.some(({ name }) => TRADED.test(name)) === true;
}

function floatColumns(cls: ClassModel, knowledge: Knowledge): readonly MoneyField[] {
  if (cls.orm === null) return [];
  return cls.orm.columns.filter(
    (column) =>
      column.module === cls.module &&
      isMoney(column.name) &&
      isFloatType(column.type, knowledge) &&
      !isShare(column),
  );
}

function isFloatType(type: string, knowledge: Knowledge): boolean {
  return (
    /(?:^|\.)float$/u.test(type) ||
    knowledge.hasRole(type, 'float-column') ||
    knowledge.callable(type)?.roles?.includes('float-column') === true
  );
}

/**
 * Fields that a record declares itself. A record that has nothing but a `total` counts things as often as money, one that
 * is shown decides nothing, and one beside a model with the same column has the model's flaw.
 */
function floatFields(cls: ClassModel, knowledge: Knowledge): readonly ClassAttribute[] {
  if (SHOWN.test(cls.name)) return [];
  const { module, span } = cls;
  const stored = new Set(
    module.classes.flatMap((other) => floatColumns(other, knowledge).map(({ name }) => name)),
  );
  const fields = (cls.record?.fields ?? []).filter(
    (field) =>
      field.module === module &&
      field.span.start >= span.start &&
      field.span.end <= span.end &&
      /\bfloat$/u.test(field.type?.name ?? '') &&
      isMoney(field.name.replace(PERHAPS_SHARE, '')) &&
      !stored.has(field.name),
  );
  return fields.every(({ name }) => /^totals?$/u.test(name)) ? [] : fields;
}

/** `Decimal(0.1)`: the float is inexact before `Decimal` sees it. `Decimal(0.5)` is exact. */
function inexactLiteral(call: CallSite, knowledge: Knowledge): string | null {
  const [first] = call.expr.args;
  const name = call.name ?? '';
  if (first === undefined || !name.endsWith('.Decimal')) return null;
  if (!knowledge.kindsOf(name).includes('stdlib')) return null;
  const value = numberValue(first.value);
  if (value === null || first.value.kind === 'unary') return null;
  const text = textOf(first.value);
  return /[.eE]/u.test(text) && !Number.isInteger(value * 2 ** 20) ? text : null;
}

/** `float(order.total) * rate`, where the model says that `total` is exact. */
function calculatedFloat(call: CallSite, knowledge: Knowledge): string | null {
  const [first] = call.expr.args;
  if (first?.value.kind !== 'attribute' || !/(?:^|\.)float$/u.test(call.name ?? '')) return null;
  const { value } = first;
  const column = call.function?.typeOf(value.object)?.class?.orm?.column(value.name) ?? null;
  if (column === null || !isMoney(value.name) || isFloatType(column.type, knowledge)) return null;
  if (!/(?:Decimal|Numeric|DECIMAL|DecimalField)$/u.test(column.type)) return null;
  return isOperand(call) ? textOf(value) : null;
}
