import type { CallExpr, Expr } from '../facts/facts.ts';
import { annotationType } from '../types/annotations.ts';
import { returnedType } from '../types/call-types.ts';
import { entityOf, rowOf } from '../types/entities.ts';
import { inferType } from '../types/infer.ts';
import { factType, readLibraryType } from '../types/library-types.ts';
import { Memo } from '../types/memo.ts';
import { known } from '../types/refs.ts';
import type { ModuleModel } from '../model/symbols.ts';
import type { ModuleSymbols, NameMeaning, Place, Reader, Res, Type } from './internals.ts';
import { memberOfType } from './members.ts';
import { nameMeaning, resolveExpression } from './resolve.ts';
import type { SymbolServices } from './services.ts';

/** Puts the parts of name and type reading together behind one face, with one memo. */
export class SymbolReader implements Reader {
  readonly services: SymbolServices;
  readonly memo = new Memo();
  private readonly faces = new WeakMap<ModuleModel, ModuleSymbols>();
  private readonly spellings = new Map<string, Type>();

  constructor(services: SymbolServices) {
    this.services = services;
  }

  /** Makes a module known, so that `moduleAt` finds our face of it. */
  register(module: ModuleSymbols): void {
    this.faces.set(module, module);
  }

  moduleAt(path: string): ModuleSymbols | null {
    const model = this.services.modelOf(path);
    return model && (this.faces.get(model) ?? null);
  }

  resolve(expr: Expr, place: Place): Res | null {
    return resolveExpression(this, expr, place);
  }

  typeOf(expr: Expr, place: Place): Type | null {
    return this.memo.ask(place.owner.types, expr, () => known(inferType(this, expr, place)));
  }

  annotation(expr: Expr, place: Place): Type | null {
    return annotationType(this, expr, place);
  }

  name(id: string, at: number, place: Place): NameMeaning {
    return nameMeaning(this, { id, at, late: true }, place);
  }

  member(type: Type, name: string): Res | null {
    return memberOfType(this, type, name);
  }

  libraryType(spelling: string): Type {
    const found = this.spellings.get(spelling) ?? readLibraryType(this, spelling);
    this.spellings.set(spelling, found);
    return found;
  }

  factType(spelling: string, expr: CallExpr, place: Place): Type | null {
    return factType(this, spelling, { expr, place });
  }

  returned(method: Extract<Res, { kind: 'function' }>): Type | null {
    return returnedType(method);
  }

  entityOf(callee: Extract<Res, { kind: 'external' }>, expr: CallExpr, place: Place): Type | null {
    return entityOf(this, callee, { expr, place });
  }

  rowOf(type: Type): Type | null {
    return rowOf(this, type);
  }
}
