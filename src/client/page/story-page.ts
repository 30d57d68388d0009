// Keeps a story's page up to date while it is open.
import { instantMs } from '../../core/instant.js';
import type { Update } from '../../core/log/update.js';
import { Api } from '../connection/api.js';
import { Connection } from '../connection/connection.js';
import type { ConnectionState } from '../connection/connection-state.js';
import { RELOAD_WITHIN_MS } from '../connection/live-story.js';
import { StoryReader, type StorySnapshot, type StoryStep } from '../connection/story-reader.js';
import { formatTimes } from '../view/times.js';
import { changeNote } from './change-note.js';
import { LivePosts } from './live-posts.js';
import { Notice } from './notice.js';
import { pageData, PageLoader, type PageData } from './page-loader.js';
import { PageTitle } from './page-title.js';
import { PageView } from './page-view.js';

const STATE_LABELS: Record<Exclude<ConnectionState, 'connecting'>, string> = {
  live: 'Connected',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
};

const TICK_MS = 20_000;

function showState(state: ConnectionState): void {
  const element = document.getElementById('connection');
  if (element === null || state === 'connecting' || element.dataset['state'] === state) return;
  element.hidden = false;
  element.dataset['state'] = state;
  element.textContent = STATE_LABELS[state];
}

/** True if the page says "live" about coverage that has ended meanwhile. */
function hasCoverageEnded(): boolean {
  const ends = document.querySelector<HTMLElement>('.coverage.is-live[data-ends]')?.dataset['ends'];
  return ends !== undefined && instantMs(ends) <= Date.now();
}

/** One snapshot of several pages of a live blog. The first page was read first, so its cursor holds for all. */
const combine = (first: StorySnapshot, more: readonly (StorySnapshot | null)[]): StorySnapshot => {
  const revisions: Record<string, number> = {};
  for (const page of more) Object.assign(revisions, page?.revisions);
  return { cursor: first.cursor, revisions: Object.assign(revisions, first.revisions) };
};

function start(data: PageData): void {
  const kind = document.getElementById('story')?.dataset['view'];
  const title = new PageTitle(document.title);
  const view = new PageView(data.words, title);
  const notice = new Notice();
  const reader = new StoryReader(data.id, data, kind === 'liveblog' ? 'single' : 'whole');
  const reload = (): void => run(reader.reset(reader.cursor));
  const handlers = { cursor: () => reader.cursor, reload };
  const posts = kind === 'liveblog' ? new LivePosts(data.id, title, notice, handlers) : null;

  /** Loads everything on the page, after a gap. */
  const fullLoader = new PageLoader((first, more) => {
    const snapshots = more.map(({ snapshot }) => snapshot);
    const steps = first.snapshot === null ? reader.absent() : reader.loaded(combine(first.snapshot, snapshots));
    if (steps === null) return false;
    const { touched, isReplaced } = view.sync(first.doc);
    posts?.sync([first.doc, ...more.map(({ doc }) => doc)], isReplaced);
    if (touched.length > 0) notice.show('Updated just now', touched);
    run(steps);
    return true;
  }, posts?.pagination);

  /** Loads a live blog's page without its posts. */
  const storyLoader = new PageLoader((page) => {
    if (page.snapshot === null) {
      reload();
      return true;
    }
    if (reader.hasGap) return true;
    if (!reader.loadedStoryOnly(page.snapshot)) return false;
    view.sync(page.doc);
    return true;
  });
  const loader = posts === null ? fullLoader : storyLoader;
  const reloadWithin = (ms: number): void => loader.loadWithin(Math.random() * ms);

  const patch = (update: Update, step: Extract<StoryStep, { do: 'patch' }>): void => {
    // A post's markup is parsed by the server only.
    if (kind === 'post') return run(reader.reset(update.cursor));
    try {
      const { touched, isComplete } = view.patch(update, step.ops);
      const withinMs = RELOAD_WITHIN_MS[isComplete ? step.reload : 'now'];
      if (withinMs !== null) reloadWithin(withinMs);
      notice.show(changeNote(update.change, step.ops), touched);
    } catch {
      // The ops do not fit the page: load it. Updates that arrive meanwhile wait for it.
      reload();
    }
    return undefined;
  };

  const kill = (update: Update): void => {
    if (update.story.id !== data.id) return posts?.kill(update);
    view.withdraw();
    return notice.show(changeNote(update.change, []), []);
  };

  function run(steps: StoryStep[]): void {
    for (const step of steps) {
      if (step.do === 'reload') fullLoader.loadWithin(0);
      else if (step.do === 'patch') patch(step.update, step);
      else if (step.do === 'fetchPost') posts?.load(step.update);
      else kill(step.update);
    }
  }

  setInterval(() => {
    formatTimes(document);
    if (hasCoverageEnded()) reloadWithin(TICK_MS);
  }, TICK_MS);

  new Connection(new Api(location.origin)).addListener({
    channel: `story/${data.id}`,
    get cursor() {
      return reader.cursor;
    },
    update: (update) => run(reader.take(update)),
    reset: (cursor) => run(reader.reset(cursor)),
    sync: (cursor) => run(reader.sync(cursor)),
    state: showState,
    // The page stays as it is; a manual reload shows what happened to the story.
    failed: () => showState('offline'),
  });
}

const data = pageData(document);
if (data !== null) start(data);
else formatTimes(document);
