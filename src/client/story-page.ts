// Keeps a story's page true while it is open.
import type { Update } from '../core/update.js';
import { Api } from './api.js';
import { changeNote } from './change-note.js';
import { Connection, type LineState } from './connection.js';
import { pageData, PageSource, type PageData } from './page-source.js';
import { Reader, type Step } from './reader.js';
import { Screen } from './screen.js';

const NOTE_MS = 15_000;
const LINE_WORDS: Record<Exclude<LineState, 'connecting'>, string> = { live: 'Live', reconnecting: 'Reconnecting…', offline: 'Offline' };

// All readers of a page get an update at once: when they compare with the page is spread over this time.
const COMPARE_MS = { now: 500, soon: 15_000, never: null };

function startNotes(): (text: string, touched: Element[]) => void {
  const note = document.getElementById('note');
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (text, touched) => {
    if (note === null) return;
    const words = document.createElement('span');
    words.textContent = text;
    note.replaceChildren(words);
    const [first] = touched;
    if (first !== undefined) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Show';
      button.addEventListener('click', () => first.scrollIntoView({ block: 'center' }));
      note.append(button);
    }
    note.classList.add('is-shown');
    clearTimeout(timer);
    timer = setTimeout(() => note.classList.remove('is-shown'), NOTE_MS);
  };
}

function showLine(state: LineState): void {
  const line = document.getElementById('connection');
  if (line === null || state === 'connecting' || line.dataset['state'] === state) return;
  line.hidden = false;
  line.dataset['state'] = state;
  line.textContent = LINE_WORDS[state];
}

function start(data: PageData): void {
  const screen = new Screen(data.words);
  const reader = new Reader(data.id, data);
  const note = startNotes();

  const source = new PageSource(({ doc, state }) => {
    const steps = state === null ? reader.absent() : reader.loaded(state);
    if (steps === null) return false;
    const touched = screen.adopt(doc);
    if (touched.length > 0) note('Updated just now', touched);
    run(steps);
    return true;
  });

  const show = (update: Update, step: Extract<Step, { do: 'show' }>): void => {
    try {
      const { touched, whole } = screen.show(update, step.ops);
      const within = COMPARE_MS[whole ? step.compare : 'now'];
      if (within !== null) source.want(Math.random() * within);
      note(changeNote(update.change, step.ops), touched);
    } catch {
      // Ops that don't fit what is on screen: the page itself is the truth, and what comes meanwhile waits for it.
      run(reader.reset(reader.cursor));
    }
  };

  function run(steps: Step[]): void {
    for (const step of steps) {
      if (step.do === 'load') source.want(0);
      else if (step.do === 'show') show(step.update, step);
      else {
        screen.withdraw(step.update.story.id, step.update.story.id === data.id);
        note(step.update.story.id === data.id ? changeNote(step.update.change, []) : 'A post was withdrawn', []);
      }
    }
  }

  new Connection(new Api(location.origin)).follow({
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
