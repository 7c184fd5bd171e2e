import type { Layer, LayerAssignment } from '../model/project.ts';

/** Which layer may import which. */
export interface Directions {
  allows(from: Layer, to: Layer): boolean;
  permits(from: LayerAssignment, to: LayerAssignment): boolean;
}

/** What a layout promises: nothing beyond handlers being outermost, inward dependencies, or inward with concrete repositories. */
export type Strictness = 'handlers-outermost' | 'inward' | 'inward-without-ports';

/** What each layer must not import. Layers that are not named may import everything. */
const INWARD: Readonly<Partial<Record<Layer, readonly Layer[]>>> = {
  domain: ['application', 'dto', 'persistence', 'infrastructure', 'presentation'],
  application: ['persistence', 'infrastructure', 'presentation'],
  dto: ['infrastructure', 'presentation'],
  persistence: ['presentation'],
  infrastructure: ['presentation'],
  shared: ['presentation'],
};

const OUTERMOST: Readonly<Partial<Record<Layer, readonly Layer[]>>> = {
  domain: ['presentation'],
  application: ['presentation'],
  dto: ['presentation'],
  persistence: ['presentation'],
  infrastructure: ['presentation'],
};

/** Roles of the application layer that call inward; a repository that calls one of them turns the flow around. */
const ORCHESTRATING = new Set(['handler', 'service', 'use-case', 'workflow']);

/** Directions of a layout. */
export function directionsOf(strictness: Strictness): Directions {
  const forbidden = strictness === 'handlers-outermost' ? OUTERMOST : INWARD;
  const concrete = strictness === 'inward-without-ports';
  const allows = (from: Layer, to: Layer): boolean => {
    // Features without ports have their services use repositories and caches directly: that is their data flow.
    if (concrete && from === 'application' && to !== 'presentation') return true;
    return !(forbidden[from] ?? []).includes(to);
  };
  return {
    allows,
    permits(from, to) {
      if (!allows(from.layer, to.layer)) return false;
      if (strictness === 'handlers-outermost') return true;
      if (from.role === 'repository' && to.layer === 'application')
        return !ORCHESTRATING.has(to.role);
      const ormInService =
        from.layer === 'application' && to.layer === 'persistence' && to.role === 'model';
      return !(concrete && ormInService && from.role === 'service');
    },
  };
}
