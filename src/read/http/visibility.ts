import type { AuthenticableRequest } from '../../access/principal/key-authenticator.js';
import type { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import { DatelineError } from '../../core/errors.js';
import type { ReadRights } from '../../core/log/audience.js';
import type { Visibility } from '../../store/story/story-views.js';

/**
 * The withheld, embargoed and private stories that a reader may see: with a publisher's key its own, with an
 * admin key all, with a token those of its channels, else none.
 */
export async function visibilityFor(
  request: AuthenticableRequest,
  authenticator: ReaderAuthenticator,
): Promise<Visibility & { rights: ReadRights }> {
  const reader = await authenticator.authenticateRequest(request);
  const { rights } = reader;
  if (reader.by !== 'key') return { hidden: 'none', rights };
  const { scopes, publisher } = reader.authentication.principal;
  if (scopes.has('admin')) return { hidden: 'all', rights };
  return scopes.has('publish') ? { hidden: 'own', publisher, rights } : { hidden: 'none', rights };
}

/** Returns the view. Throws `killed`, or `not_found` if it is null. */
export function visibleOrThrow<T extends object>(view: T | 'killed' | null): T {
  if (view === 'killed') throw new DatelineError('killed', 'The story was killed by its publisher.');
  if (view === null) throw new DatelineError('not_found', 'There is no such story.');
  return view;
}
