import { describe, expect, it } from '@jest/globals';
import type { CallerTransactions } from '../../../../src/python/model/project.ts';
import type { Files } from '../../../support/source-tree.ts';
import { projectOf } from '../../../support/project.ts';

const STEPS = 'class Steps:\n    def run(self) -> None:\n        print(1)\n';

function around(api: string, more: Files = {}): CallerTransactions {
  const project = projectOf({
    'shop/__init__.py': '',
    'shop/steps.py': STEPS,
    'shop/api.py': `from django.db import transaction\nfrom django.urls import path\nfrom shop.steps import Steps\n${api}`,
    ...more,
  });
  const fn = project.findFunction('shop.steps.Steps.run');
  if (fn === null) throw new Error('The function cannot be read.');
  return project.transactionsAround(fn);
}

const VIEW = `
def view(request):
    serve(Steps())

def serve(steps: Steps):
    steps.run()

urlpatterns = [path('run/', view)]
`;

describe('transactions of callers', () => {
  it('are known not to be open when every way ends at an entry point', () => {
    const { held, entries } = around(VIEW);
    expect(held).toBe('never');
    expect(entries.map(({ function: fn }) => fn.name)).toEqual(['view']);
  });

  it('are open when anybody on the way opens one', () => {
    expect(around(VIEW.replace('def serve', '@transaction.atomic\ndef serve')).held).toBe('some');
    const block = '    with transaction.atomic():\n        serve(Steps())\n';
    expect(around(VIEW.replace('    serve(Steps())\n', block)).held).toBe('some');
  });

  it('are unknown without callers, at module level, and behind a decorator that cannot be read', () => {
    expect(around('').held).toBe('unknown');
    expect(around(`${VIEW}\nSteps().run()\n`).held).toBe('unknown');
    expect(
      around(`import other\n${VIEW.replace('def serve', '@other.wrap()\ndef serve')}`).held,
    ).toBe('never');
    expect(around(VIEW.replace('def serve', '@wrappers[0]\ndef serve')).held).toBe('unknown');
    expect(
      around(`import other\n${VIEW.replace('def serve', '@other.transactional\ndef serve')}`).held,
    ).toBe('unknown');
  });

  it('follow the settings of Django and the middleware of the project', () => {
    const settings = (value: string): Files => ({
      'shop/settings.py': `DATABASES = {'default': {'ATOMIC_REQUESTS': ${value}}}\n`,
    });
    expect(around(VIEW, settings('True')).held).toBe('some');
    expect(around(VIEW, settings("env.bool('ATOMIC')")).held).toBe('unknown');
    expect(around(VIEW, settings('False')).held).toBe('never');
    const middleware = 'def wrap(get_response):\n    with transaction.atomic():\n        pass\n';
    expect(around(VIEW, { 'shop/middleware.py': middleware }).held).toBe('unknown');
  });

  it('come through a port that the function implements', () => {
    const port =
      'from abc import ABC, abstractmethod\n\nclass Port(ABC):\n    @abstractmethod\n    def run(self) -> None: ...\n';
    const steps = STEPS.replace('class Steps', 'from shop.port import Port\n\nclass Steps(Port)');
    const api = VIEW.replace('steps: Steps', 'steps: Port');
    const found = around(`from shop.port import Port\n${api}`, {
      'shop/port.py': port,
      'shop/steps.py': steps,
    });
    expect(found.held).toBe('never');
  });
});
