import { describe, expect, it } from '@jest/globals';
import { symbolsOf } from '../../../support/symbols.ts';
import type { Files } from '../../../support/source-tree.ts';

function nameOf(files: Files, callee: string, path = 'app/main.py'): string | null {
  return symbolsOf(files).call(path, callee).name;
}

describe('imports', () => {
  it('follows aliases', () => {
    const files = {
      'app/__init__.py': '',
      'app/main.py':
        'import requests as http\nfrom requests import get as fetch\nhttp.post("u")\nfetch("u")\n',
    };
    expect(nameOf(files, 'http.post')).toBe('requests.post');
    expect(nameOf(files, 'fetch')).toBe('requests.get');
  });

  it('binds the first part of a dotted import', () => {
    const files = {
      'app/__init__.py': '',
      'app/main.py': 'import os.path\nos.getcwd()\nos.path.join("a")\n',
    };
    expect(nameOf(files, 'os.getcwd')).toBe('os.getcwd');
    expect(nameOf(files, 'os.path.join')).toBe('os.path.join');
  });

  it('resolves relative imports', () => {
    const files = {
      'app/__init__.py': '',
      'app/pay.py': 'def charge(): ...\n',
      'app/api/__init__.py': '',
      'app/api/routes.py':
        'from ..pay import charge\nfrom .. import pay\nfrom . import forms\ncharge()\npay.charge()\nforms.check()\n',
      'app/api/forms.py': 'def check(): ...\n',
    };
    const path = 'app/api/routes.py';
    expect(nameOf(files, 'charge', path)).toBe('app.pay.charge');
    expect(nameOf(files, 'pay.charge', path)).toBe('app.pay.charge');
    expect(nameOf(files, 'forms.check', path)).toBe('app.api.forms.check');
  });

  it('follows re-exports through packages', () => {
    const files = {
      'app/__init__.py': 'from .orders import Order\n',
      'app/orders/__init__.py': 'from .models import *\nfrom .api import place as place_order\n',
      'app/orders/models.py': '__all__ = ["Order"]\nclass Order: ...\nclass Hidden: ...\n',
      'app/orders/api.py': 'def place(): ...\n',
      'app/main.py':
        'from app import Order\nfrom app.orders import place_order, Hidden\nOrder()\nplace_order()\nHidden()\n',
    };
    expect(nameOf(files, 'Order')).toBe('app.orders.models.Order');
    expect(nameOf(files, 'place_order')).toBe('app.orders.api.place');
    expect(nameOf(files, 'Hidden')).toBeNull();
  });

  it('takes public names through a star when there is no __all__', () => {
    const files = {
      'app/__init__.py': '',
      'app/tools.py': 'import requests\ndef run(): ...\ndef _hidden(): ...\n',
      'app/main.py': 'from .tools import *\nrun()\n_hidden()\nrequests.get("u")\n',
    };
    expect(nameOf(files, 'run')).toBe('app.tools.run');
    expect(nameOf(files, '_hidden')).toBeNull();
    expect(nameOf(files, 'requests.get')).toBe('requests.get');
  });

  it('ends in circles of re-exports', () => {
    const files = {
      'app/__init__.py': '',
      'app/a.py': 'from .b import thing\nfrom .b import *\n',
      'app/b.py': 'from .a import thing\nfrom .a import *\n',
      'app/main.py': 'from .a import thing, other\nthing()\nother()\n',
    };
    expect(nameOf(files, 'thing')).toBeNull();
    expect(nameOf(files, 'other')).toBeNull();
  });

  it('tells a submodule from a name of the package', () => {
    const files = {
      'app/__init__.py': '',
      'app/tasks/__init__.py': 'def clean(): ...\n',
      'app/tasks/mail.py': 'def send(): ...\n',
      'app/main.py':
        'from app.tasks import mail, clean\nimport app.tasks.mail\nmail.send()\nclean()\napp.tasks.mail.send()\n',
    };
    expect(nameOf(files, 'mail.send')).toBe('app.tasks.mail.send');
    expect(nameOf(files, 'clean')).toBe('app.tasks.clean');
    expect(nameOf(files, 'app.tasks.mail.send')).toBe('app.tasks.mail.send');
  });

  it('takes the first known alternative of a conditional import', () => {
    const files = {
      'app/__init__.py': '',
      'app/main.py': [
        'try:',
        '    import no_such_json as json',
        'except ImportError:',
        '    import json',
        'try:',
        '    import requests',
        'except ImportError:',
        '    requests = None',
        'json.dumps({})',
        'requests.get("u")',
      ].join('\n'),
    };
    expect(nameOf(files, 'json.dumps')).toBe('json.dumps');
    expect(nameOf(files, 'requests.get')).toBe('requests.get');
  });

  it('does not call a missing module of the project a library', () => {
    const files = {
      'app/__init__.py': '',
      'app/main.py': 'from app.generated import send\nsend()\n',
    };
    expect(nameOf(files, 'send')).toBeNull();
  });

  it('says nothing about a module that cannot be read', () => {
    const symbols = symbolsOf(
      {
        'app/__init__.py': '',
        'app/pay.py': 'def charge(): ...\n',
        'app/main.py': 'from app.pay import charge\ncharge()\n',
      },
      { absent: ['app/pay.py'] },
    );
    expect(symbols.call('app/main.py', 'charge').name).toBeNull();
  });
});
