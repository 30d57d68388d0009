import type { KeyRing } from '../access/key-ring.js';
import { holderOf } from '../access/scope.guard.js';
import { DatelineError } from '../core/errors.js';
import type { Sight } from '../store/stories.js';

/** What a reader may see of withheld and embargoed stories: publishers their own, the admin key all, everybody else nothing. */
export async function sightOf(authorization: string | undefined, keyRing: KeyRing): Promise<Sight> {
  const holder = await holderOf(authorization, keyRing);
  if (holder === null) return { hidden: 'none' };
  if (holder.scopes.has('admin')) return { hidden: 'all' };
  return holder.scopes.has('publish') ? { hidden: 'own', publisher: holder.publisher } : { hidden: 'none' };
}

/** What was found; throws `killed` or `not_found` where there is nothing that may be seen. */
export function found<T extends object>(view: T | 'killed' | null): T {
  if (view === 'killed') throw new DatelineError('killed', 'The story was killed by its publisher.');
  if (view === null) throw new DatelineError('not_found', 'There is no such story.');
  return view;
}
