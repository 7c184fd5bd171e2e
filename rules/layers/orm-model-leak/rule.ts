import { defineRule, placeAt, textOf } from '#rule-kit';
import type {
  ClassModel,
  Expr,
  FunctionModel,
  OrmModel,
  Placed,
  Project,
  TypeRef,
} from '#rule-kit';

/** Mappers whose objects are made to be passed around: the project would have to leave them behind. */
const ACTIVE_RECORD = new Set(['django', 'tortoise', 'peewee', 'pony']);
const REPOSITORY_NAME = /(?:Repository|Repo|DAO|Dao)(?:Impl)?$/u;

export default defineRule({
  title: 'ORM model that leaves the repository',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    returned:
      '`{class}.{method}` hands out the ORM model `{model}`: the table leaves the repository.',
    'in-signature': '`{function}` of the {layer} layer {direction} the ORM model `{model}`.',
  },
  library: 'a mapper inside the repository (`_to_entity`), a dataclass as entity',
  create({ project, report }) {
    return {
      function(fn) {
        if (!project.layers.hasDomain || fn.isAbstract || fn.name.startsWith('_')) return;
        const repository = repositoryOf(fn, project);
        if (repository !== null) {
          const model = leakedModel(fn.returnType, project);
          if (model === null) return;
          const params = { class: repository.name, method: fn.name, model: model.class.name };
          report(returnPlace(fn), 'returned', params, {
            confidence: fn.facts.returns === null ? 'medium' : 'high',
            evidence: [{ place: model.class, note: `\`${model.class.name}\` is mapped here` }],
            fixCode: mapperFor(fn, model),
            context: model.class.name,
          });
          return;
        }
        const layer = project.layers.layerOf(fn.module.path);
        if (layer === null || (layer.layer !== 'application' && layer.layer !== 'domain')) return;
        const leak = signatureLeak(fn, project);
        if (leak === null) return;
        const { model, place, direction } = leak;
        const params = {
          function: fn.class === null ? fn.name : `${fn.class.name}.${fn.name}`,
          layer: layer.layer,
          model: model.class.name,
          direction,
        };
        report(place, 'in-signature', params, {
          severity: 'medium',
          confidence: layer.confidence,
          evidence: [{ place: model.class, note: `\`${model.class.name}\` is mapped here` }],
          context: model.class.name,
        });
      },
    };
  },
});

/** The concrete class that stores: by its folder or by its name. Ports and base classes of the application are none. */
function repositoryOf(fn: FunctionModel, { layers }: Project): ClassModel | null {
  const { class: cls } = fn;
  if (cls === null || fn.outer !== null || cls.isAbstract || cls.isProtocol) return null;
  // A mapper makes the model for its repository.
  if (fn.isStatic || cls.orm !== null || cls.name.endsWith('Mapper')) return null;
  // `class Repository(Generic[Model])` hands out whatever its subclasses are made for.
  if (isGeneric(cls)) return null;
  const layer = layers.layerOf(fn.module.path);
  if (layer?.layer === 'domain' || layer?.layer === 'application') return null;
  const isRepository = layer?.role === 'repository' || REPOSITORY_NAME.test(cls.name);
  return isRepository ? cls : null;
}

function isGeneric({ bases, facts }: ClassModel): boolean {
  return (
    facts.typeParams.length > 0 || bases.some((base) => base?.name.endsWith('.Generic') === true)
  );
}

/** The model in a type, in `Optional`, `list[…]` and the like. Mapped domain classes are entities, and no leak. */
function leakedModel(type: TypeRef | null, { layers }: Project): OrmModel | null {
  const open: TypeRef[] = type === null ? [] : [type];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    open.push(...ref.args);
    const model = ref.class?.orm ?? null;
    if (model === null || ref.isClass || ACTIVE_RECORD.has(model.kind)) continue;
    const home = layers.layerOf(model.class.module.path);
    if (home?.layer !== 'domain' && home?.layer !== 'application') return model;
  }
  return null;
}

function signatureLeak(
  fn: FunctionModel,
  project: Project,
): {
  readonly model: OrmModel;
  readonly place: Placed;
  readonly direction: 'takes' | 'returns';
} | null {
  for (const param of fn.params) {
    const model = leakedModel(param.facts.annotation === null ? null : param.type, project);
    if (model !== null) return { model, place: placeAt(fn, param.facts), direction: 'takes' };
  }
  const { returns } = fn.facts;
  const model = returns === null ? null : leakedModel(fn.returnType, project);
  return model === null ? null : { model, place: returnPlace(fn), direction: 'returns' };
}

function returnPlace(fn: FunctionModel): Placed {
  return fn.facts.returns === null ? fn : placeAt(fn, fn.facts.returns);
}

/** The signature with the entity in place of the model, and the mapper that makes one. */
function mapperFor(fn: FunctionModel, model: OrmModel): string {
  const entity = model.class.name.replace(/(?:Model|ORM|Orm|Row|Table|DB|Db|Entity)$/u, '');
  const name = entity === '' || entity === model.class.name ? `${model.class.name}Entity` : entity;
  const columns = model.columns.slice(0, 6).map(({ name: column }) => `${column}=row.${column}`);
  const word = fn.isAsync ? 'async def' : 'def';
  const returns = returnsText(fn.facts.returns, model.class.name, name);
  return [
    `${word} ${fn.name}(self, ...) -> ${returns}:`,
    `    ...  # map with self._to_entity(row) before returning`,
    '',
    `def _to_entity(self, row: ${model.class.name}) -> ${name}:`,
    `    return ${name}(${columns.join(', ')})`,
  ].join('\n');
}

function returnsText(returns: Expr | null, model: string, entity: string): string {
  if (returns === null) return entity;
  const text = returns.kind === 'string' ? returns.value : textOf(returns);
  return text.replaceAll(model, entity);
}
