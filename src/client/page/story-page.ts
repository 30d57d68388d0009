// Keeps a story's page true while it is open.
import type { Update } from '../../core/log/update.js';
import { Api } from '../connection/api.js';
import { changeNote } from './change-note.js';
import { Connection, type ConnectionState } from '../connection/connection.js';
import { LivePosts } from './live-posts.js';
import { Notice } from './notice.js';
import { pageData, PageLoader, type PageData } from './page-loader.js';
import { PageTitle } from './page-title.js';
import { StoryReader, type StorySnapshot, type StoryStep } from '../connection/story-reader.js';
import { PageView } from './page-view.js';
import { formatTimes } from '../view/times.js';

const LINE_WORDS: Record<Exclude<ConnectionState, 'connecting'>, string> = { live: 'Connected', reconnecting: 'Reconnecting…', offline: 'Offline' };

// All readers of a page get an update at once: when they compare with the page is spread over this time.
const COMPARE_MS = { now: 500, soon: 15_000, never: null };
const COVERAGE_MS = 20_000;

function showLine(state: ConnectionState): void {
  const line = document.getElementById('connection');
  if (line === null || state === 'connecting' || line.dataset['state'] === state) return;
  line.hidden = false;
  line.dataset['state'] = state;
  line.textContent = LINE_WORDS[state];
}

/** True where the page says "live" of a coverage that has ended since. */
function hasEnded(): boolean {
  const ends = document.querySelector<HTMLElement>('.coverage.is-live[data-ends]')?.dataset['ends'];
  return ends !== undefined && Date.parse(ends) <= Date.now();
}

/** What several pages of one live blog hold together: each as new as the oldest of them. */
const together = (first: StorySnapshot, more: readonly (StorySnapshot | null)[]): StorySnapshot => ({ cursor: first.cursor, revisions: Object.assign({}, ...more.map((page) => page?.revisions), first.revisions) as Record<string, number> });

function start(data: PageData): void {
  const view = document.getElementById('story')?.dataset['view'];
  const title = new PageTitle(document.title);
  const screen = new PageView(data.words, title);
  const note = new Notice();
  const reader = new StoryReader(data.id, data, view === 'liveblog' ? 'single' : 'whole');
  const load = (): void => run(reader.reset(reader.cursor));
  const posts = view === 'liveblog' ? new LivePosts(data.id, title, note, { cursor: () => reader.cursor, load }) : null;

  /** All of the page, where something may be missing. */
  const whole = new PageLoader((first, more) => {
    const steps = first.state === null ? reader.absent() : reader.loaded(together(first.state, more.map(({ state }) => state)));
    if (steps === null) return false;
    const { touched, replaced } = screen.sync(first.doc);
    posts?.sync([first.doc, ...more.map(({ doc }) => doc)], replaced);
    if (touched.length > 0) note.show('Updated just now', touched);
    run(steps);
    return true;
  }, posts?.pagination);

  /** What stands beside a live blog's posts, where only that changed. */
  const beside = new PageLoader((page) => {
    if (page.state === null) {
      load();
      return true;
    }
    if (reader.hasGap) return true;
    if (!reader.compared(page.state)) return false;
    screen.sync(page.doc);
    return true;
  });
  const compare = (ms: number): void => (posts === null ? whole : beside).loadWithin(Math.random() * ms);

  const show = (update: Update, step: Extract<StoryStep, { do: 'show' }>): void => {
    // A post's marks are read by the server alone.
    if (view === 'post') return run(reader.reset(update.cursor));
    try {
      const { touched, whole: isWhole } = screen.patch(update, step.ops);
      const within = COMPARE_MS[isWhole ? step.compare : 'now'];
      if (within !== null) compare(within);
      note.show(changeNote(update.change, step.ops), touched);
    } catch {
      // Ops that don't fit what is on screen: the page itself is the truth, and what comes meanwhile waits for it.
      load();
    }
    return undefined;
  };

  function run(steps: StoryStep[]): void {
    for (const step of steps) {
      if (step.do === 'load') whole.loadWithin(0);
      else if (step.do === 'show') show(step.update, step);
      else if (step.do === 'get') posts?.load(step.update);
      else if (step.update.story.id === data.id) {
        screen.withdraw();
        note.show(changeNote(step.update.change, []), []);
      } else posts?.kill(step.update);
    }
  }

  setInterval(() => {
    formatTimes(document);
    if (hasEnded()) compare(COVERAGE_MS);
  }, COVERAGE_MS);

  new Connection(new Api(location.origin)).addListener({
    channel: `story/${data.id}`,
    get cursor() {
      return reader.cursor;
    },
    update: (update) => run(reader.take(update)),
    reset: (cursor) => run(reader.reset(cursor)),
    sync: (cursor) => run(reader.sync(cursor)),
    state: showLine,
    // The page stays as it is; a reload shows what became of the story.
    refused: () => showLine('offline'),
  });
}

const data = pageData(document);
if (data !== null) start(data);
else formatTimes(document);
