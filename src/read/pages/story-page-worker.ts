// Runs in a worker thread: rendering a page of megabytes would block other requests.
import { storyPage, type StoryPageInput } from './story-page.js';

export const page = (input: StoryPageInput): string => storyPage(input);
