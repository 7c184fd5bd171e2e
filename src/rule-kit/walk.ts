export { blocksOf, childrenOf, expressionsIn, statementsIn } from '../python/facts/expressions.ts';
