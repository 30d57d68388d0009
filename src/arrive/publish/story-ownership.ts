import type { Principal } from '../../access/key/key-ring.js';
import { DatelineError } from '../../core/errors.js';
import type { Store } from '../../store/store.js';

/**
 * Throws for another publisher's story: `forbidden` where it is public, else `not_found`, so that its
 * existence isn't revealed.
 */
export async function requireOwnership(
  store: Pick<Store, 'storyViews'>,
  id: string,
  story: { publisher: string },
  principal: Principal,
): Promise<void> {
  if (story.publisher === principal.publisher || principal.scopes.has('admin')) return;
  if ((await store.storyViews.view(id, { hidden: 'none' }, 0)) === null)
    throw new DatelineError('not_found', 'There is no such story.');
  throw new DatelineError(
    'forbidden',
    'The story belongs to another publisher: only its keys and the admin key may change it.',
  );
}
