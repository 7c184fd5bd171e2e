import type { Project } from '../python/model/index.ts';

/** Whether the project's database is PostgreSQL: `unknown` when nothing says which one it is. */
export type UsesPostgres = 'yes' | 'no' | 'unknown';

const POSTGRES = ['asyncpg', 'psycopg', 'psycopg2'];
const POSTGRES_DISTRIBUTIONS = /^(?:asyncpg|pg8000|psycopg2?(?:-\w+)*|psycopg\[.*)$/u;
const OTHERS = ['aiomysql', 'aiosqlite', 'mysqlclient', 'pymysql'];
const SETTINGS_FILE = /(?:^|\/)(?:alembic\.ini|(?:docker-)?compose[\w.-]*\.ya?ml|\.env[\w.-]*)$/u;
const POSTGRES_TEXT =
  /\bpostgres(?:ql)?(?:\+\w+)?:\/\/|image:\s*["']?[\w./-]*postg(?:res|is)|backends\.postgresql/u;
const OTHER_TEXT =
  /\b(?:mysql|mariadb|sqlite)(?:\+\w+)?:\/\/|image:\s*["']?[\w./-]*(?:mysql|mariadb)|backends\.(?:mysql|sqlite3|oracle)/u;

const known = new WeakMap<Project, UsesPostgres>();

/** By drivers, dialect imports, settings, compose files and connection URLs. */
export function usesPostgres(project: Project): UsesPostgres {
  const answer = known.get(project) ?? answered(project);
  known.set(project, answer);
  return answer;
}

function answered(project: Project): UsesPostgres {
  const declared = project.manifests.flatMap(({ distributions }) =>
    distributions.map(({ name }) => name),
  );
  if (POSTGRES.some((library) => project.uses(library))) return 'yes';
  if (declared.some((name) => POSTGRES_DISTRIBUTIONS.test(name))) return 'yes';
  if (importsDialect(project)) return 'yes';
  const texts = settingTexts(project);
  if (texts.some((text) => POSTGRES_TEXT.test(text))) return 'yes';
  const isOther =
    OTHERS.some((library) => project.uses(library)) || texts.some((text) => OTHER_TEXT.test(text));
  return isOther ? 'no' : 'unknown';
}

/** Types and operations that only PostgreSQL has. */
function importsDialect({ modules, imports }: Project): boolean {
  return modules.some(({ path, kind }) =>
    kind === 'source' || kind === 'migration'
      ? imports
          .externalImportsOf(path)
          .some(({ module, name }) =>
            /\.(?:postgresql|postgres)(?:\.|$)/u.test(`${module}.${name ?? ''}`),
          )
      : false,
  );
}

function settingTexts(project: Project): readonly string[] {
  const settings = project.modules.filter(({ path }) =>
    /(?:^|\/)settings(?:\/\w+)?\.py$|(?:^|\/)settings_?\w*\.py$/u.test(path),
  );
  return [
    ...project.otherFiles.filter(({ path }) => SETTINGS_FILE.test(path)),
    ...settings.map(({ file }) => file),
  ].flatMap((file) => project.textOf(file) ?? []);
}
