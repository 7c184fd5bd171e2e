import { textOf } from '../python/facts/canonical-text.ts';
import { expressionsOf } from '../python/facts/expressions.ts';
import type { CallSite, ClassModel, OrmColumn } from '../python/model/index.ts';
import { numberValue } from './expressions.ts';

/** A field for an exact amount in the library of the class, with as many decimals as the currency has that the name says. */
export function exactField(name: string, cls: ClassModel, usual: number): string {
  if (cls.orm === null) return `${name}: Decimal`;
  const scale = scaleOf(name, usual);
  const digits = 10 + scale;
  if (cls.orm.kind === 'sqlalchemy' || cls.orm.kind === 'sqlmodel')
    return `${name}: Mapped[Decimal] = mapped_column(Numeric(${digits}, ${scale}))`;
  const field = cls.orm.kind === 'django' ? 'models.DecimalField' : 'DecimalField';
  return `${name} = ${field}(max_digits=${digits}, decimal_places=${scale})`;
}

const COIN = /(?:^|_)(?:crypto|coin|btc|ltc|doge|sol|xmr|trx|ton|usdt|usdc|satoshi)(?:_|$)/iu;
const IN_WEI = /(?:^|_)(?:eth|bnb|matic|erc20|wei)(?:_|$)/iu;

/** 18 for what is counted in wei, 8 for other coins, else the usual. */
function scaleOf(name: string, usual: number): number {
  if (IN_WEI.test(name)) return 18;
  return COIN.test(name) ? 8 : usual;
}

const SHARES = /(?:^|_)(?:discount|fee|tax|surcharge|cashback)s?(?:_|$)/u;

/** `discount = FloatField(default=1)`: what a price is multiplied with, and no amount. */
export function isShare({ name, value }: OrmColumn): boolean {
  if (!SHARES.test(name) || value?.kind !== 'call') return false;
  return value.args.some((arg) => {
    if (arg.name !== 'default' && arg.name !== 'server_default') return false;
    const given = numberValue(arg.value);
    return given !== null && given > 0 && given <= 1;
  });
}

/** Names in the statement of a call, and of the function, class and module around it, in snake case: what the call is about. */
export function wordsAround(call: CallSite): readonly string[] {
  const { function: fn, module, operation } = call;
  const names = [
    ...expressionsOf(operation.statement).flatMap((expr) => textOf(expr).match(/\w+/gu) ?? []),
    fn?.name ?? '',
    fn?.class?.name ?? '',
    ...module.name.split('.').slice(-2),
  ];
  return names.map((name) => name.replace(/([a-z])([A-Z])/gu, '$1_$2').toLowerCase());
}
