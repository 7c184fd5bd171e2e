/** Spellings of the same built-in or abstract type under one name: `typing.List` is `builtins.list`. */
const BUILTIN_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['typing.List', 'builtins.list'],
  ['typing.Dict', 'builtins.dict'],
  ['typing.Set', 'builtins.set'],
  ['typing.FrozenSet', 'builtins.frozenset'],
  ['typing.Tuple', 'builtins.tuple'],
  ['typing.Type', 'builtins.type'],
  ['typing.Text', 'builtins.str'],
  ['typing.Deque', 'collections.deque'],
  ['typing.DefaultDict', 'collections.defaultdict'],
  ['typing.OrderedDict', 'collections.OrderedDict'],
  ['typing.Counter', 'collections.Counter'],
  ['typing.ContextManager', 'contextlib.AbstractContextManager'],
  ['typing.AsyncContextManager', 'contextlib.AbstractContextManager'],
  ['typing.AbstractContextManager', 'contextlib.AbstractContextManager'],
  ['contextlib.AbstractAsyncContextManager', 'contextlib.AbstractContextManager'],
  ['typing.AbstractAsyncContextManager', 'contextlib.AbstractContextManager'],
  ['typing.Pattern', 're.Pattern'],
  ['typing.Match', 're.Match'],
]);

/** One name for a type that the standard library spells in several ways. */
export function typeName(name: string): string {
  const typing = name.startsWith('collections.abc.')
    ? `typing.${name.slice('collections.abc.'.length)}`
    : name.startsWith('typing_extensions.')
      ? `typing.${name.slice('typing_extensions.'.length)}`
      : name;
  return BUILTIN_SPELLINGS.get(typing) ?? typing;
}

/** `requests.Session`, not `requests.session` and not `settings.DEBUG`. */
export function looksLikeClass(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return /^_*[A-Z]\w*[a-z]/.test(last);
}

/** Classes among the builtins: calling them makes an instance. */
const BUILTIN_CLASSES: ReadonlySet<string> = new Set(
  [
    'bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map',
    'memoryview object property range reversed set slice staticmethod str super tuple type zip',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `builtins.${name}`),
);

export function isBuiltinClass(name: string): boolean {
  return BUILTIN_CLASSES.has(name) || (name.startsWith('builtins.') && looksLikeClass(name));
}
