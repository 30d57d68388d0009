import type { AuthenticableRequest } from '../../access/principal/key-authenticator.js';
import type { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import type { ReadRights } from '../../core/log/audience.js';
import { DatelineError } from '../../core/errors.js';
import type { Visibility } from '../../store/story/story-views.js';

/** What a reader may see of withheld, embargoed and private stories: publishers their own, the admin key all, a token its channels', everybody else nothing. */
export async function visibilityFor(request: AuthenticableRequest, readers: ReaderAuthenticator): Promise<Visibility & { rights: ReadRights }> {
  const reader = await readers.authenticateRequest(request);
  const { rights } = reader;
  if (reader.by !== 'key') return { hidden: 'none', rights };
  const { principal } = reader.authentication;
  if (principal.scopes.has('admin')) return { hidden: 'all', rights };
  return principal.scopes.has('publish') ? { hidden: 'own', publisher: principal.publisher, rights } : { hidden: 'none', rights };
}

/** What was found; throws `killed` or `not_found` where there is nothing that may be seen. */
export function found<T extends object>(view: T | 'killed' | null): T {
  if (view === 'killed') throw new DatelineError('killed', 'The story was killed by its publisher.');
  if (view === null) throw new DatelineError('not_found', 'There is no such story.');
  return view;
}
