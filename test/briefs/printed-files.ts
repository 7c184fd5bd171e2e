import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A block of code printed in a brief, as the file that its heading names. */
export interface PrintedFile {
  readonly path: string;
  /** Line of the brief on which the block begins. */
  readonly from: number;
  /** The imports that the brief leaves out. */
  readonly imports: readonly string[];
}

const ENTITY = 'from app.domain.entities.user import User';
const PORTS = 'from app.domain.interfaces.ports import';

/** Code of brief 003, "proven patterns" that break brief 001 in a dozen places. */
export const PRINTED_003: readonly PrintedFile[] = [
  {
    path: 'app/domain/entities/user.py',
    from: 29,
    imports: ['from dataclasses import dataclass', 'from datetime import datetime'],
  },
  {
    path: 'app/domain/interfaces/user_repository.py',
    from: 44,
    imports: ['from abc import ABC, abstractmethod', 'from typing import Optional', ENTITY],
  },
  {
    path: 'app/use_cases/create_user.py',
    from: 55,
    imports: [
      'import uuid',
      'from dataclasses import dataclass',
      'from datetime import datetime',
      ENTITY,
      'from app.domain.interfaces.user_repository import IUserRepository',
    ],
  },
  {
    path: 'app/adapters/repositories/postgres_user_repository.py',
    from: 74,
    imports: [
      'from typing import Optional',
      'import asyncpg',
      ENTITY,
      'from app.domain.interfaces.user_repository import IUserRepository',
    ],
  },
  {
    path: 'app/adapters/controllers/user_controller.py',
    from: 93,
    imports: [
      'from fastapi import APIRouter, Depends, HTTPException',
      'from app.use_cases.create_user import CreateUserRequest, CreateUserUseCase',
      'router = APIRouter()',
    ],
  },
  {
    path: 'app/use_cases/place_order.py',
    from: 107,
    imports: [
      'from app.domain.entities.order import Order',
      `${PORTS} NotificationPort, OrderRepositoryPort, PaymentGatewayPort`,
    ],
  },
  {
    path: 'app/domain/interfaces/ports.py',
    from: 129,
    imports: [
      'from abc import ABC, abstractmethod',
      'from app.domain.entities.order import Order',
      'from app.domain.value_objects.money import Money',
    ],
  },
  {
    path: 'app/adapters/gateways/payments.py',
    from: 138,
    imports: ['import stripe', `${PORTS} PaymentGatewayPort`],
  },
  {
    path: 'app/domain/value_objects/money.py',
    from: 155,
    imports: ['from dataclasses import dataclass'],
  },
  {
    path: 'app/domain/entities/order.py',
    from: 172,
    imports: ['from typing import List'],
  },
  {
    path: 'app/domain/entities/customer.py',
    from: 194,
    imports: ['from typing import List', 'from app.domain.value_objects.money import Email'],
  },
  {
    path: 'app/adapters/repositories/order_repository.py',
    from: 206,
    imports: ['from app.domain.entities.order import Order'],
  },
];

/** Code of brief 000: how it should be. */
export const PRINTED_000: readonly PrintedFile[] = [
  {
    path: 'features/events/domain/event.py',
    from: 59,
    imports: ['from dataclasses import dataclass', 'from shared.errors import DomainError'],
  },
  {
    path: 'features/events/services/event_service.py',
    from: 81,
    imports: ['from features.events.domain.event import Event'],
  },
  {
    path: 'features/events/repositories/event_repository.py',
    from: 98,
    imports: ['from features.events.domain.event import Event'],
  },
  {
    path: 'features/events/handlers/events.py',
    from: 112,
    imports: [
      'from fastapi import APIRouter',
      'from features.events.services.event_service import EventService',
      'router = APIRouter()',
      'service = EventService()',
    ],
  },
];

/** The files of a brief with their imports. */
export function printedTree(
  brief: '000' | '003',
  files: readonly PrintedFile[],
): Readonly<Record<string, string>> {
  const folder = join(import.meta.dirname, brief);
  return Object.fromEntries(
    files.map(({ path, imports }) => [
      path,
      [...imports, readFileSync(join(folder, path), 'utf8')].join('\n'),
    ]),
  );
}

/** The line of the brief that a line of a file stands for. */
export function briefLine(files: readonly PrintedFile[], path: string, line: number): number {
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`${path} is not printed in the brief.`);
  return line - file.imports.length + file.from - 1;
}
