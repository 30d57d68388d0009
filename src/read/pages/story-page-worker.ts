// Runs in a worker thread: a page of some megabytes takes longer to write than other requests may wait.
import { storyPage, type StoryPageInput } from './story-page.js';

export const page = (of: StoryPageInput): string => storyPage(of);
