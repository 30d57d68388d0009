// Runs in a worker thread: a page of some megabytes takes longer to write than other requests may wait.
import { storyPage, type PageOf } from './story-page.js';

export const page = (of: PageOf): string => storyPage(of);
