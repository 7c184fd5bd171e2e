import { kindOf, kindSet } from '../../python/syntax/kinds.ts';

/** Kinds that are one word: they end where the word ends. */
export const WORDS = kindSet(
  'identifier',
  'none',
  'true',
  'false',
  'pass_statement',
  'break_statement',
  'continue_statement',
);

/** Kinds from an opening to a closing bracket, with nothing but commas between what they hold. */
export const BRACKETED = kindSet(
  'argument_list',
  'parameters',
  'list',
  'tuple',
  'set',
  'dictionary',
  'parenthesized_expression',
  'tuple_pattern',
  'list_pattern',
  'type_parameter',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
);

/** Kinds without brackets and commas of their own: a closing bracket or a comma behind a part of one ends it. */
export const OPERATIONS = kindSet(
  'binary_operator',
  'boolean_operator',
  'comparison_operator',
  'unary_operator',
  'not_operator',
  'await',
  'keyword_argument',
  'pair',
  'conditional_expression',
  'named_expression',
  'list_splat',
  'dictionary_splat',
  'slice',
  'typed_parameter',
  'default_parameter',
  'typed_default_parameter',
  'type',
  'generic_type',
  'union_type',
);

/** Statements and operations that the end of the line ends, outside brackets. */
export const ON_ONE_LINE = kindSet(
  'expression_statement',
  'assignment',
  'augmented_assignment',
  'return_statement',
  'binary_operator',
  'boolean_operator',
  'comparison_operator',
  'unary_operator',
  'not_operator',
  'await',
  'conditional_expression',
);

/** Kinds within which a line may end anywhere. */
export const ACROSS_LINES = kindSet(
  'argument_list',
  'parameters',
  'list',
  'tuple',
  'set',
  'dictionary',
  'parenthesized_expression',
  'tuple_pattern',
  'list_pattern',
  'type_parameter',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
  'subscript',
  'string',
  'with_clause',
  'case_clause',
  'import_from_statement',
  'future_import_statement',
);

/** The token between the two parts of a kind. */
export const SEPARATORS = new Uint8Array(kindSet().length);
SEPARATORS[kindOf('keyword_argument')] = 0x3d;
SEPARATORS[kindOf('default_parameter')] = 0x3d;
SEPARATORS[kindOf('pair')] = 0x3a;
SEPARATORS[kindOf('subscript')] = 0x5b;
