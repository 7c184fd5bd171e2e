import { describe, expect, it } from '@jest/globals';
import { callsWithin, codeBodyOf } from '../../../src/rule-kit/handlers.ts';
import type { CodeBody } from '../../../src/rule-kit/handlers.ts';
import {
  certaintyOf,
  isCheckedNext,
  keepsDefault,
  lossOf,
} from '../../../src/rule-kit/lost-errors.ts';
import type { TryStmt } from '../../../src/python/facts/facts.ts';
import { statementsIn } from '../../../src/rule-kit/walk.ts';
import { projectOf } from '../../support/project.ts';

const SOURCE = `
import shutil
import subprocess
import urllib.request
from django.db import models

class Node(models.Model):
    @classmethod
    def current(cls): return cls.objects.get_or_create(id=1)[0]
    def store(self): self.save()
class Limits:
    memory = "1G"

def release(version):
    name = version.lower()
    try: name = subprocess.run(["uname"]).stdout
    except Exception: pass
    return name
def address(own=None):
    try: own = own or urllib.request.urlopen("https://a.example").read()
    except Exception: pass
def limits():
    found = Limits()
    try: found.memory = subprocess.run(["limits"]).stdout
    except Exception: pass
    return found
def fetch(folder):
    try: folder.text = subprocess.run(["limits"]).stdout
    except Exception: pass
def read(path):
    try: print(open(path, "rb"))
    except Exception: pass
def write(path):
    try: print(open(path, "wb"))
    except Exception: pass
def asked():
    try: print(Node.current())
    except Exception: pass
def stored(node: Node):
    try: node.store()
    except Exception: pass
def next_one(folders):
    for folder in folders:
        try: shutil.copytree("template", folder)
        except Exception: pass
        if usable(folder): return folder
def each(folders, limit):
    for folder in folders:
        try: shutil.copytree("template", folder)
        except Exception: pass
        if limit > 3: return folder
def ways(mirrors):
    for mirror in mirrors:
        try: answer = urllib.request.urlopen(mirror)
        except Exception: continue
        return answer
def rows(mirrors):
    for mirror in mirrors:
        try: answer = urllib.request.urlopen(mirror)
        except Exception: continue
        print(answer)
def unknown(gate):
    try: gate.tell()
    except Exception: pass
def changes(gate):
    try: gate.update_all()
    except Exception: pass
`;
const project = projectOf({ 'app.py': SOURCE });

function attemptIn(name: string): { readonly body: CodeBody; readonly statement: TryStmt } {
  const fn = project.module('app.py')?.functions.find((one) => one.name === name);
  if (fn === undefined) throw new Error(`no function ${name}`);
  const body = codeBodyOf(fn);
  const statement = [...statementsIn(body.statements)].find(({ kind }) => kind === 'try');
  if (statement?.kind !== 'try') throw new Error(`no try in ${name}`);
  return { body, statement };
}

describe('what is left where an attempt fails', () => {
  const keeps = (name: string): boolean => {
    const { body, statement } = attemptIn(name);
    return keepsDefault(statement.body, body);
  };

  it('is a value from before, a parameter or an object of defaults', () => {
    expect(keeps('release')).toBe(true);
    expect(keeps('address')).toBe(true);
    expect(keeps('limits')).toBe(true);
  });

  it('is nothing for an object that was handed in', () => {
    expect(keeps('fetch')).toBe(false);
  });
});

describe('what is lost', () => {
  const loss = (name: string): string => {
    const { body, statement } = attemptIn(name);
    return lossOf(body, statement.body, project.knowledge);
  };

  it('tells files that are read from files that are written', () => {
    expect(loss('read')).toBe('lookup');
    expect(loss('write')).toBe('outside');
  });

  it('tells a row that is made when it is asked for from a row that is stored', () => {
    expect(loss('asked')).toBe('lookup');
    expect(loss('stored')).toBe('write');
  });
});

it('knows an attempt that is looked at by the next statement', () => {
  const isChecked = (name: string): boolean => {
    const { body, statement } = attemptIn(name);
    return isCheckedNext(statement, statement.handlers[0] ?? null, body);
  };
  expect(isChecked('next_one')).toBe(true);
  expect(isChecked('each')).toBe(false);
  expect(isChecked('ways')).toBe(true);
  expect(isChecked('rows')).toBe(false);
});

it('is less sure of calls that nothing is known of', () => {
  const certainty = (name: string): string => {
    const { body, statement } = attemptIn(name);
    return certaintyOf('unknown', callsWithin(body, statement.body));
  };
  expect(certainty('unknown')).toBe('low');
  expect(certainty('changes')).toBe('medium');
});
