export type * from './symbols.ts';
export type * from './flow.ts';
export type * from './effects.ts';
export type * from './orm.ts';
export type * from './project.ts';
export type * from './guards.ts';
export type * from './source-tree.ts';
export { FILE_KINDS, LAYERS } from './project.ts';
export { GUARD_KINDS } from './guards.ts';
