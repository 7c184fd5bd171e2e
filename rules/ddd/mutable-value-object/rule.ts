import { defineRule, nameOf } from '#rule-kit';
import type { CallSite, ClassAttribute, ClassModel, Placed, Project, RecordShape } from '#rule-kit';

const VALUE_NAME =
  /^(?:Money|Currency|Email|EmailAddress|PhoneNumber|Address|Period|DateRange|Quantity|Price|Percentage|Coordinates|.+(?:Vo|VO|ValueObject))$/u;
const IDENTITY = /^(?:id|pk|uuid|guid|identifier|id_)$/u;
const CONTAINERS = /^(?:list|dict|set|List|Dict|Set|bytearray|DefaultDict|defaultdict)$/u;
/** Where an object may still be put together. */
const MAKING = new Set([
  '__init__',
  '__new__',
  '__post_init__',
  '__attrs_post_init__',
  '__setstate__',
]);

export default defineRule({
  title: 'Value object that can be changed',
  severity: 'medium',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    mutable: 'The value object `{class}` can be changed after it was made: it is not frozen.',
    reassigned: 'The value object `{class}` changes itself: `{method}` assigns `self.{attribute}`.',
    container: 'The frozen value object `{class}` holds the mutable `{field}: {type}`.',
    bypassed: '`{class}.{method}` changes a frozen object through `object.__setattr__`.',
    'guard-removed':
      '`{guard}` of `{subject}` is gone: whoever holds one can now change it for all others.',
  },
  library: '@dataclass(frozen=True, slots=True)',
  guards: ['immutability'],
  create({ project, report }) {
    return {
      class(cls) {
        const confidence = valueObjectBy(cls, project);
        if (confidence === null) return;
        const { record } = cls;
        if (record === null) {
          const change = changeInside(cls);
          if (change !== null)
            report(
              change.place,
              'reassigned',
              { class: cls.name, ...change.params },
              { confidence },
            );
          return;
        }
        if (!record.frozen) {
          report(cls, 'mutable', { class: cls.name }, { confidence, fixCode: frozen(cls, record) });
          return;
        }
        for (const field of record.fields) {
          const type = containerOf(field);
          if (type === null || field.module !== cls.module || !isInside(field, cls)) continue;
          report(
            field,
            'container',
            { class: cls.name, field: field.name, type },
            { severity: 'low', confidence },
          );
        }
        for (const { call, method } of bypasses(cls))
          report(call, 'bypassed', { class: cls.name, method }, { confidence });
      },
    };
  },
});

/** By its folder, or by its name in a domain layer; null for entities, enums, errors, ports and what is not ours to judge. */
function valueObjectBy(cls: ClassModel, { layers, knowledge }: Project): 'high' | 'medium' | null {
  const layer = layers.layerOf(cls.module.path);
  if (layer === null || layer.layer !== 'domain' || cls.orm !== null) return null;
  if (cls.isProtocol || cls.isAbstract || cls.hasUnknownBase || cls.facts.owner.kind !== 'module')
    return null;
  if (cls.record?.kind === 'typed-dict' || cls.record?.kind === 'named-tuple') return null;
  const isOther = cls.ancestors.some(
    (name) =>
      /^builtins\.(?!object$)/u.test(name) ||
      knowledge.hasRole(name, 'enum-base') ||
      knowledge.hasRole(name, 'exception-base') ||
      knowledge.hasRole(name, 'settings-base'),
  );
  const names = [...cls.attributes, ...(cls.record?.fields ?? [])].map(({ name }) => name);
  if (isOther || names.length === 0 || names.some((name) => IDENTITY.test(name))) return null;
  if (layer.role === 'value-object') return layer.confidence === 'low' ? 'medium' : 'high';
  const isNamed = VALUE_NAME.test(cls.name) && layer.role !== 'event' && layer.role !== 'command';
  return isNamed && cls.record !== null ? 'medium' : null;
}

/** `self.amount = …` in a method of a plain class. A cached private attribute is no state. */
function changeInside(cls: ClassModel) {
  for (const method of cls.methods) {
    if (MAKING.has(method.name) || method.isStatic || method.isClassMethod) continue;
    for (const operation of method.flow.operations) {
      if (operation.kind !== 'assign') continue;
      for (const target of operation.targets) {
        if (
          target.kind !== 'attribute' ||
          nameOf(target.object) !== 'self' ||
          target.name.startsWith('__')
        )
          continue;
        const place = { module: cls.module, span: target, symbol: method.symbol };
        return { place, params: { method: method.name, attribute: target.name } };
      }
    }
  }
  return null;
}

function containerOf({ annotation, type }: ClassAttribute): string | null {
  const name = type?.name.split('.').at(-1) ?? null;
  if (name === null || !CONTAINERS.test(name) || annotation === null) return null;
  return name;
}

function isInside(field: Placed, cls: ClassModel): boolean {
  return cls.span.start <= field.span.start && field.span.end <= cls.span.end;
}

function bypasses(
  cls: ClassModel,
): readonly { readonly call: CallSite; readonly method: string }[] {
  return cls.methods
    .filter((method) => !MAKING.has(method.name))
    .flatMap((method) =>
      method.calls
        .filter(
          (call) =>
            call.text.endsWith('.__setattr__') &&
            nameOf(call.argument('', 0) ?? call.expr) === 'self',
        )
        .map((call) => ({ call, method: method.name })),
    );
}

/** The header of the class with `frozen=True`. */
function frozen(cls: ClassModel, { kind }: RecordShape): string {
  const bases = cls.facts.bases.map((base) => nameOf(base) ?? '…');
  const isModel = kind === 'pydantic' || kind === 'msgspec';
  const inner = (isModel ? [...bases, 'frozen=True'] : bases).join(', ');
  const header = `class ${cls.name}${inner === '' ? '' : `(${inner})`}:`;
  if (isModel) return header;
  return `${kind === 'attrs' ? '@attrs.frozen' : '@dataclass(frozen=True)'}\n${header}`;
}
