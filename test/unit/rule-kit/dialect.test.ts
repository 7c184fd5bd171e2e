import { describe, expect, it } from '@jest/globals';
import { usesPostgres } from '../../../src/rule-kit/dialect.ts';
import { projectOf } from '../../support/project.ts';

const answer = (files: Readonly<Record<string, string>>): string =>
  usesPostgres(projectOf({ 'app/__init__.py': '', ...files }));

describe('whether a project runs on PostgreSQL', () => {
  it('is said by drivers, dialects, settings, compose files and URLs', () => {
    expect(answer({ 'requirements.txt': 'psycopg2-binary==2.9.9\n' })).toBe('yes');
    expect(answer({ 'app/db.py': 'import asyncpg\n' })).toBe('yes');
    expect(answer({ 'app/db.py': 'from sqlalchemy.dialects.postgresql import JSONB\n' })).toBe(
      'yes',
    );
    expect(answer({ 'app/db.py': 'from sqlalchemy.dialects import postgresql\n' })).toBe('yes');
    expect(answer({ 'docker-compose.yml': 'services:\n  db:\n    image: postgres:17\n' })).toBe(
      'yes',
    );
    expect(answer({ 'alembic.ini': 'sqlalchemy.url = postgresql+asyncpg://localhost/x\n' })).toBe(
      'yes',
    );
    expect(answer({ 'app/settings.py': 'ENGINE = "django.db.backends.postgresql"\n' })).toBe('yes');
  });

  it('is denied by another database, where nothing speaks for PostgreSQL', () => {
    expect(answer({ 'requirements.txt': 'aiosqlite==0.20.0\n' })).toBe('no');
    expect(answer({ 'app/settings.py': 'ENGINE = "django.db.backends.mysql"\n' })).toBe('no');
    expect(answer({ 'requirements.txt': 'aiosqlite==0.20.0\nasyncpg==0.30.0\n' })).toBe('yes');
  });

  it('is not known otherwise', () => {
    expect(answer({ 'requirements.txt': 'sqlalchemy==2.0.36\n' })).toBe('unknown');
  });
});
