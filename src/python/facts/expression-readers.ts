import { KIND_NAMES, kindOf } from '../syntax/kinds.ts';
import type { KindName } from '../syntax/kinds.ts';
import type { ExpressionReader } from './extraction.ts';
import {
  readComprehension,
  readDict,
  readSequence,
  readStarred,
  readTuplePattern,
  readWrapped,
} from './read-collections.ts';
import {
  readAttribute,
  readCall,
  readConstant,
  readDottedName,
  readName,
  readNumber,
  readSlice,
  readSubscript,
} from './read-names.ts';
import { readBinary, readComparison, readConditional, readUnary } from './read-operators.ts';
import { readAwait, readLambda, readNamed, readYield } from './read-params.ts';
import { readConcatenation, readString } from './read-strings.ts';
import { readGenericType, readMemberType, readUnionType } from './read-types.ts';

const BY_NAME: readonly (readonly [KindName, ExpressionReader])[] = [
  ['identifier', readName],
  ['attribute', readAttribute],
  ['dotted_name', readDottedName],
  ['call', readCall],
  ['subscript', readSubscript],
  ['slice', readSlice],
  ['string', readString],
  ['concatenated_string', readConcatenation],
  ['integer', readNumber],
  ['float', readNumber],
  ['none', readConstant('None')],
  ['true', readConstant('True')],
  ['false', readConstant('False')],
  ['ellipsis', readConstant('...')],
  ['tuple', readSequence('tuple')],
  ['expression_list', readSequence('tuple')],
  ['pattern_list', readSequence('tuple')],
  ['tuple_pattern', readTuplePattern],
  ['list', readSequence('list')],
  ['list_pattern', readSequence('list')],
  ['set', readSequence('set')],
  ['dictionary', readDict],
  ['list_splat', readStarred],
  ['dictionary_splat', readStarred],
  ['list_splat_pattern', readStarred],
  ['dictionary_splat_pattern', readStarred],
  ['splat_type', readStarred],
  ['list_comprehension', readComprehension('list')],
  ['set_comprehension', readComprehension('set')],
  ['dictionary_comprehension', readComprehension('dict')],
  ['generator_expression', readComprehension('generator')],
  ['binary_operator', readBinary],
  ['boolean_operator', readBinary],
  ['comparison_operator', readComparison],
  ['unary_operator', readUnary],
  ['not_operator', readUnary],
  ['conditional_expression', readConditional],
  ['lambda', readLambda],
  ['await', readAwait],
  ['yield', readYield],
  ['named_expression', readNamed],
  ['parenthesized_expression', readWrapped],
  ['parenthesized_list_splat', readWrapped],
  ['as_pattern', readWrapped],
  ['as_pattern_target', readWrapped],
  ['type', readWrapped],
  ['constrained_type', readWrapped],
  ['generic_type', readGenericType],
  ['union_type', readUnionType],
  ['member_type', readMemberType],
  ['ERROR', (x, node) => x.unknown(node, 'syntax-error')],
];

function table(): ExpressionReader[] {
  const readers = new Array<ExpressionReader>(KIND_NAMES.length).fill((x, node) =>
    x.unknown(node, 'unsupported'),
  );
  for (const [name, reader] of BY_NAME) readers[kindOf(name)] = reader;
  return readers;
}

/** What reads each kind of expression, by kind index. */
export const EXPRESSION_READERS: readonly ExpressionReader[] = table();
