import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readKnowledge } from '../../../src/adapters/knowledge-files/index.ts';
import type { LibraryEntry } from '../../../src/knowledge/entries.ts';
import { createKnowledge } from '../../../src/knowledge/index.ts';

const FOLDER = fileURLToPath(new URL('../../../rules/knowledge', import.meta.url));

function entries(): readonly LibraryEntry[] {
  const read = readKnowledge(FOLDER);
  if (!read.ok) throw new Error(read.error.map(({ sentence }) => sentence).join('\n'));
  return read.value;
}

const all = entries();
const knowledge = createKnowledge(all);

/** Every type that a fact speaks of, with the fact's place. */
function typesNamedBy(entry: LibraryEntry): readonly (readonly [string, string])[] {
  const named: [string, string][] = [];
  for (const [name, fact] of Object.entries(entry.types)) {
    for (const type of [...(fact.bases ?? []), ...Object.values(fact.attributes ?? {})]) {
      named.push([name, type]);
    }
  }
  for (const fact of entry.callables) {
    for (const type of [fact.returns, fact.enters]) {
      if (type === undefined || type === 'self' || type.startsWith('arg:')) continue;
      named.push([fact.match[0] ?? '', type]);
    }
  }
  return named;
}

describe('the knowledge folder', () => {
  it('covers the libraries that Python services are made of', () => {
    expect(all.filter(({ kind }) => !kind.includes('stdlib')).length).toBeGreaterThan(75);
    expect(all.filter(({ kind }) => kind.includes('stdlib')).length).toBeGreaterThan(40);
  });

  it('links every entry to its documentation', () => {
    for (const { library, docs } of all)
      expect([library, docs]).toEqual([library, expect.stringMatching(/^https:\/\/\S+$/)]);
  });

  it('declares every type that a fact names', () => {
    const unknown = all
      .flatMap(typesNamedBy)
      .filter(([, type]) => knowledge.type(type) === null)
      .map(([place, type]) => `${place}: ${type}`);
    expect(unknown).toEqual([]);
  });

  it('reaches every fact under the name it is written for', () => {
    const lost: string[] = [];
    for (const entry of all) {
      for (const fact of entry.callables) {
        for (const name of fact.match) {
          if (!name.endsWith('.*') && knowledge.callable(name) !== fact) lost.push(name);
        }
      }
    }
    expect(lost).toEqual([]);
  });

  it('never calls a coroutine blocking', () => {
    const wrong = all
      .flatMap(({ callables }) => callables)
      .filter((fact) => fact.async === true && fact.effects?.includes('blocking'))
      .flatMap(({ match }) => match);
    expect(wrong).toEqual([]);
  });
});

describe('facts that many rules stand on', () => {
  it.each([
    ['requests.get', ['blocking', 'network']],
    ['requests.sessions.Session.post', ['blocking', 'network']],
    ['httpx.AsyncClient.get', ['network']],
    ['time.sleep', ['blocking', 'sleep']],
    ['asyncio.sleep', ['sleep']],
    ['builtins.open', ['filesystem']],
    ['sqlalchemy.orm.session.Session.add', ['database-write']],
    ['sqlalchemy.orm.scoped_session.commit', ['blocking', 'database-write', 'transaction-commit']],
    ['sqlmodel.ext.asyncio.session.AsyncSession.commit', ['database-write', 'transaction-commit']],
    ['flask_sqlalchemy.SQLAlchemy.session.execute', ['blocking', 'database-read']],
    ['django.db.models.Manager.filter', []],
    ['django.db.models.QuerySet.get', ['blocking', 'database-read']],
    ['django.contrib.auth.models.User.objects.create', ['blocking', 'database-write']],
    ['openai.AsyncOpenAI.chat.completions.create', ['network']],
    ['stripe.StripeClient.v1.payment_intents.create', ['blocking', 'network', 'payment']],
    ['celery.Task.delay', ['task-dispatch']],
    ['redis.asyncio.Redis.get', ['cache-read']],
    ['redis.Redis.setnx', ['blocking', 'cache-write']],
    ['aiogram.types.Message.answer', ['network', 'message-send']],
    ['botocore.client.BaseClient.put_object', ['blocking', 'network']],
  ])('%p has effects %p', (name, effects) => {
    expect(knowledge.effectsOf(name)).toEqual(effects);
  });

  it.each([
    ['requests.get', 'none'],
    ['httpx.get', 5],
    ['aiohttp.ClientSession.get', 300],
    ['urllib.request.urlopen', 'none'],
  ])('%p waits %p seconds when not told', (name, seconds) => {
    expect(knowledge.callable(name)?.timeout?.default).toBe(seconds);
  });

  it.each([
    ['fastapi.FastAPI.post', 'route'],
    ['fastapi.FastAPI.on_event', 'startup'],
    ['flask.Blueprint.route', 'route'],
    ['litestar.post', 'route'],
    ['aiogram.Dispatcher.message', 'bot-handler'],
    ['aiogram.Dispatcher.pre_checkout_query.register', 'bot-payment'],
    ['celery.shared_task', 'task'],
    ['django.urls.path', 'route'],
    ['telegram.ext.CommandHandler', 'bot-handler'],
    ['faststream.kafka.KafkaBroker.subscriber', 'consumer'],
  ])('%p makes its function a %p', (name, kind) => {
    expect(knowledge.callable(name)?.entry?.kind).toBe(kind);
  });

  it.each([
    ['rest_framework.viewsets.ModelViewSet', 'create', 'route'],
    ['django.views.generic.ListView', 'get', 'route'],
    ['aiohttp.web.View', 'post', 'route'],
    ['flask_restful.Resource', 'delete', 'route'],
    ['django.core.management.BaseCommand', 'handle', 'cli'],
  ])('%p.%p is a %p', (type, method, kind) => {
    expect(knowledge.type(type)?.entryMethods?.[method]).toBe(kind);
  });

  it.each([
    ['fastapi.HTTPException', 'http-exception'],
    ['fastapi.Request', 'http-request'],
    ['sqlalchemy.exc.IntegrityError', 'database-exception'],
    ['sqlmodel.SQLModel', 'orm-base'],
    ['flask_sqlalchemy.SQLAlchemy.Model', 'orm-base'],
    ['pydantic_settings.BaseSettings', 'settings-base'],
    ['typing_extensions.Protocol', 'protocol-base'],
    ['aiogram.fsm.storage.memory.MemoryStorage', 'in-memory-storage'],
  ])('%p is a %p', (name, role) => {
    expect(knowledge.rolesOf(name)).toContain(role);
  });
});
