import { describe, expect, it } from '@jest/globals';
import type { EntryPoint } from '../../../../src/python/model/symbols.ts';
import { moduleOf, projectOf } from '../../../support/project.ts';
import type { Files } from '../../../support/source-tree.ts';

function entries(files: Files, path = 'app.py'): readonly EntryPoint[] {
  const project = projectOf(files);
  return project.entryPointsOf(moduleOf(project, path));
}

const shape = (found: readonly EntryPoint[]): readonly string[] =>
  found.map(({ kind, framework, methods, path, function: fn }) =>
    `${kind} ${framework} ${methods.join('|')} ${path ?? '-'} ${fn.symbol}`.replaceAll('  ', ' '),
  );

const inApp = (source: string): readonly string[] => shape(entries({ 'app.py': source }));

describe('web routes', () => {
  it('FastAPI: decorators, prefixes of routers and mounts', () => {
    const files = {
      'shop/__init__.py': '',
      'shop/orders.py':
        'from fastapi import APIRouter\nrouter = APIRouter(prefix="/orders")\n@router.post("/{id}/pay")\nasync def pay(id: int): ...\n',
      'shop/users.py':
        'from fastapi import APIRouter\nrouter = APIRouter(prefix="/users")\n@router.get("/")\ndef users(): ...\n',
      'shop/main.py':
        'from fastapi import FastAPI\nfrom shop.orders import router as orders\nfrom shop import users\napp = FastAPI()\napp.include_router(orders, prefix="/api")\napp.include_router(users.router, prefix="/v2")\n',
    };
    expect(shape(entries(files, 'shop/orders.py'))).toEqual([
      'route fastapi POST /api/orders/{id}/pay pay',
    ]);
    expect(shape(entries(files, 'shop/users.py'))).toEqual(['route fastapi GET /v2/users users']);
  });

  it('Starlette: routes registered by call', () => {
    expect(
      inApp(
        'from starlette.routing import Route\nasync def home(request): ...\nroutes = [Route("/", home, methods=["GET"])]\n',
      ),
    ).toEqual(['route starlette GET / home']);
  });

  it('Django: urls, class views and their methods', () => {
    const files = {
      'shop/__init__.py': '',
      'shop/views.py':
        'from django.views import View\ndef pay(request): ...\nclass Cart(View):\n    def get(self, request): ...\n    def post(self, request): ...\n    def helper(self): ...\ndef unused(request): ...\n',
      'shop/urls.py':
        'from django.urls import path\nfrom . import views\nurlpatterns = [path("pay/", views.pay), path("cart/", views.Cart.as_view())]\n',
    };
    expect(shape(entries(files, 'shop/views.py'))).toEqual([
      'route django pay/ pay',
      'route django GET cart/ Cart.get',
      'route django POST cart/ Cart.post',
    ]);
  });

  it('aiohttp: registered and decorated', () => {
    const source =
      'from aiohttp import web\nroutes = web.RouteTableDef()\n@routes.post("/pay")\nasync def pay(request): ...\nasync def home(request): ...\napp = web.Application()\napp.router.add_get("/", home)\n';
    expect(inApp(source)).toEqual(['route aiohttp POST /pay pay', 'route aiohttp GET / home']);
  });
});

describe('bots', () => {
  it('aiogram: decorators, registration and payments', () => {
    const source = `
from aiogram import F, Router
router = Router()
@router.message(F.text)
async def text(message): ...
@router.pre_checkout_query()
async def check(query): ...
@router.message(F.successful_payment)
async def paid(message): ...
async def late(message): ...
router.callback_query.register(late)
`;
    expect(inApp(source)).toEqual([
      'bot-handler aiogram message text',
      'bot-payment aiogram pre_checkout_query check',
      'bot-payment aiogram successful_payment paid',
      'bot-handler aiogram callback_query late',
    ]);
  });

  it('python-telegram-bot: handlers', () => {
    const source = `
from telegram.ext import Application, CommandHandler, MessageHandler, PreCheckoutQueryHandler, filters
async def start(update, context): ...
async def check(update, context): ...
async def paid(update, context): ...
app = Application.builder().token("t").build()
app.add_handler(CommandHandler("start", start))
app.add_handler(PreCheckoutQueryHandler(check))
app.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, paid))
`;
    expect(
      entries({ 'app.py': source }).map(({ kind, path, function: fn }) => [kind, path, fn.name]),
    ).toEqual([
      ['bot-handler', null, 'start'],
      ['bot-payment', 'pre_checkout_query', 'check'],
      ['bot-payment', 'successful_payment', 'paid'],
    ]);
  });

  it('telebot: decorators', () => {
    const source = `
import telebot
bot = telebot.TeleBot("t")
@bot.pre_checkout_query_handler(func=lambda query: True)
def check(query): ...
@bot.message_handler(content_types=["successful_payment"])
def paid(message): ...
@bot.message_handler(commands=["start"])
def start(message): ...
`;
    expect(
      entries({ 'app.py': source }).map(({ kind, function: fn }) => `${kind} ${fn.name}`),
    ).toEqual(['bot-payment check', 'bot-payment paid', 'bot-handler start']);
  });
});

describe('tasks', () => {
  it('Celery: decorators', () => {
    expect(
      inApp(
        'from celery import Celery, shared_task\napp = Celery()\n@app.task(name="sweep")\ndef sweep(): ...\n@shared_task\ndef send(): ...\n',
      ),
    ).toEqual(['task celery sweep sweep', 'task celery - send']);
  });

  it('Celery: applied by hand, and behind a decorator of the project', () => {
    const source = `
from celery import Celery
app = Celery()
def sweep(): ...
def clean(): ...
app.task(name="sweep")(sweep)
app.task(clean)
def job(name):
    def decorate(fn):
        return app.task(fn)
    return decorate
@job(name="late")
def later(): ...
`;
    expect(inApp(source)).toEqual([
      'task celery sweep sweep',
      'task celery - clean',
      'task celery late later',
    ]);
  });

  it('arq: lists of a worker', () => {
    const source =
      'async def send(ctx): ...\nasync def boot(ctx): ...\nclass WorkerSettings:\n    functions = [send]\n    on_startup = boot\n';
    expect(inApp(source)).toEqual(['task arq send send', 'startup arq boot boot']);
  });
});

describe('webhooks', () => {
  const kind = (path: string, name: string, body = '...', file = 'app.py'): string | undefined =>
    entries(
      {
        [file]: `from fastapi import APIRouter, Header, Request\nimport stripe\nrouter = APIRouter()\n@router.post("${path}")\nasync def ${name}:\n    ${body}\n`,
      },
      file,
    )[0]?.kind;

  it('are told by two signals', () => {
    expect(kind('/stripe/webhook', 'handle(request: Request)')).toBe('webhook');
    expect(kind('/webhook', 'webhook(request: Request)')).toBe('webhook');
    expect(kind('/events', 'receive(request: Request)', '...', 'webhooks/receive.py')).toBe(
      'route',
    );
    expect(kind('/notify', 'receive(x_signature: str = Header())')).toBe('webhook');
    expect(
      kind(
        '/callback',
        'paid(request: Request)',
        'event = stripe.Webhook.construct_event(b"", "", "")',
      ),
    ).toBe('webhook');
  });

  it('are not what somebody opens who is signed in', () => {
    const files = (decorator: string): Files => ({
      'bots/__init__.py': '',
      'bots/telegram/__init__.py': '',
      'bots/telegram/views.py': `from django.contrib.auth.decorators import login_required\nfrom django.views.decorators.csrf import csrf_exempt\n@${decorator}\ndef webhook(request): ...\n`,
      'bots/urls.py':
        'from django.urls import path\nfrom bots.telegram import views\nurlpatterns = [path("telegram/webhook", views.webhook)]\n',
    });
    const kinds = (decorator: string): readonly string[] =>
      entries(files(decorator), 'bots/telegram/views.py').map(({ kind: one }) => one);
    expect(kinds('csrf_exempt')).toEqual(['webhook']);
    expect(kinds('login_required')).toEqual(['route']);
  });

  it('are not what manages webhooks, signs in, or has one signal alone', () => {
    expect(kind('/webhooks', 'create_webhook(request: Request)')).toBe('route');
    expect(kind('/webhooks/{id}/toggle', 'toggle_webhook(id: str)')).toBe('route');
    expect(kind('/oauth/callback', 'callback(request: Request)')).toBe('route');
    expect(kind('/notify', 'announce(text: str)')).toBe('route');
  });
});

describe('guards of entry points', () => {
  it('are dependencies of parameters, decorators, routers and mounts, with their own', () => {
    const files = {
      'shop/__init__.py': '',
      'shop/deps.py':
        'from typing import Annotated\nfrom fastapi import Depends\ndef token(): ...\ndef user(value: Annotated[str, Depends(token)]): ...\ndef admin(): ...\ndef audit(): ...\ndef trace(): ...\nCurrentUser = Annotated[str, Depends(user)]\n',
      'shop/orders.py':
        'from functools import wraps\nfrom fastapi import APIRouter, Depends\nfrom shop.deps import CurrentUser, admin, audit\ndef logged(fn):\n    return fn\nrouter = APIRouter(dependencies=[Depends(audit)])\n@router.post("/", dependencies=[Depends(admin)])\n@logged\nasync def pay(user: CurrentUser): ...\n',
      'shop/main.py':
        'from fastapi import Depends, FastAPI\nfrom shop.orders import router\nfrom shop.deps import trace\ndef create():\n    app = FastAPI()\n    app.include_router(router, dependencies=[Depends(trace)])\n    return app\n',
    };
    const [pay] = entries(files, 'shop/orders.py');
    expect(pay?.guards.map(({ name }) => name)).toEqual([
      'trace',
      'audit',
      'admin',
      'logged',
      'user',
      'token',
    ]);
    expect(pay?.guardsResolved).toBe(true);
  });

  it('say when one could not be resolved', () => {
    const [pay] = entries({
      'app.py':
        'from fastapi import APIRouter, Depends\nfrom elsewhere import *\nrouter = APIRouter()\n@router.post("/", dependencies=[Depends(unknown)])\ndef pay(): ...\n',
    });
    expect(pay?.guardsResolved).toBe(false);
  });
});
