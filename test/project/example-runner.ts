// Runs the examples of one documentation page in order: shell commands in one session, programs beside it.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary.js';
import { until } from '../support/wait.js';
import { root, type Block } from './markdown.js';

/** The server that the page's examples talk to, and its admin key. */
export type ExampleServer = { url: string; adminKey: string };

type Program = { line: number; child: ChildProcess; output: () => string; expected: string };

/** A value that the reader fills in: `STORY=01a2…  # the "story" of the answer above`, or the admin key. */
const PLACEHOLDER = /^((?:export )?[A-Z_]+=)\S*…(\s+# (?:the "(\w+)" of the answer above|the admin key\b.*))$/gm;

/** Ids, cursors, times and other values that differ from run to run. */
const VOLATILE =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[a-z0-9]{10}\.\d+\b|\d{4}-\d\d-\d\dT[\d:.]+Z|\bdk_[\w-]+|\bv1,[\w+/=]+|\bmsg_\w+|\bwhsec_[\w+/=]+|(?<="epoch":")[a-z0-9]{10}|\b1[78]\d{8}\b|\b\d+\.\d+ (?:kB|MB)\b/g;
const withoutVolatile = (text: string): string => text.replaceAll(VOLATILE, '<…>');

/** The last line of JSON in an output. */
function lastJson(output: string): unknown {
  const line = output
    .trim()
    .split('\n')
    .findLast((one) => /^[[{]/.test(one));
  return line === undefined ? undefined : JSON.parse(line);
}

export class ExampleRunner {
  private readonly folder = temporaryFolder('docs');
  private readonly state = join(this.folder.path, 'variables');
  private readonly programs: Program[] = [];
  private answer: unknown;

  constructor(
    private readonly server: ExampleServer,
    /** Ports named on the page, and the free ones that take their place. */
    private readonly ports: ReadonlyMap<string, number>,
  ) {
    writeFileSync(this.state, '');
    // As in a project that has installed Dateline.
    const modules = join(this.folder.path, 'node_modules');
    mkdirSync(modules);
    for (const name of readdirSync(join(root, 'node_modules')))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    if (!existsSync(join(modules, 'dateline'))) symlinkSync(root, join(modules, 'dateline'));
  }

  /** Runs a block and compares its output with `expected`; a program's output is compared in `checkPrograms`. */
  async run(block: Block, expected: Block | undefined): Promise<void> {
    if (block.language === 'js' || block.mark === 'background') return this.start(block, expected?.text ?? '');
    const output = await this.shell(block);
    if (expected?.language === 'json') this.compareJson(expected, output);
    const missing = expected?.language === 'text' ? this.missingLines(expected.text, output) : [];
    if (missing.length > 0)
      throw new Error(`line ${block.line} did not print\n${missing.join('\n')}\nIt printed\n${output}`);
  }

  /** Waits until all programs have printed what the page says. */
  async checkPrograms(): Promise<void> {
    for (const program of this.programs) await this.printed(program, program.expected);
  }

  /** Stops the programs. */
  async close(): Promise<void> {
    for (const { child } of this.programs) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await this.folder.remove();
  }

  /** The example with the reader's own values in it: the key, ids of answers, addresses. */
  private filled(text: string): string {
    const values = text.replaceAll(PLACEHOLDER, (_line, assignment: string, comment: string, field?: string) => {
      const value =
        field === undefined ? this.server.adminKey : (this.answer as Record<string, unknown> | undefined)?.[field];
      if (typeof value !== 'string')
        throw new Error(`the answer above has no "${field}": ${JSON.stringify(this.answer)}`);
      return `${assignment}${value}${comment}`;
    });
    return this.addressed(values);
  }

  /** Addresses of the page as they are in this run. */
  private addressed(text: string): string {
    return [...this.ports].reduce(
      (changed, [port, free]) => changed.replaceAll(port, String(free)),
      text.replaceAll('http://localhost:3000', this.server.url),
    );
  }

  private script(block: Block): string {
    return `set -a -eo pipefail\n. '${this.state}'\n${this.filled(block.text)}\nexport -p > '${this.state}'\n`;
  }

  private async shell(block: Block): Promise<string> {
    const output = await new Promise<string>((done, fail) => {
      execFile('bash', ['-c', this.script(block)], { cwd: root, timeout: 60_000 }, (error, stdout, stderr) => {
        if (error === null) done(stdout);
        else fail(new Error(`line ${block.line} failed: ${error.message}\n${stdout}\n${stderr}`));
      });
    });
    if (output.includes('"urn:dateline:problem:')) throw new Error(`line ${block.line} was refused: ${output}`);
    this.answer = lastJson(output) ?? this.answer;
    return output;
  }

  /** Starts a program; waits until it has printed something, or all expected lines before a line `…`. */
  private async start(block: Block, expected: string): Promise<void> {
    const file = join(this.folder.path, `line-${block.line}.mjs`);
    if (block.language === 'js') writeFileSync(file, this.filled(block.text));
    const script =
      block.language === 'js'
        ? `set -a\n. '${this.state}'\nexec node '${file}'`
        : this.script({ ...block, text: `exec ${block.text}` });
    const child = spawn('bash', ['-c', script], {
      cwd: block.language === 'js' ? this.folder.path : root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (output += part));
    const program = { line: block.line, child, output: () => output, expected };
    this.programs.push(program);
    await this.printed(program, /^…$/m.test(expected) ? expected.replace(/^…$[^]*/m, '') : '');
  }

  private async printed({ line, child, output }: Program, expected: string): Promise<void> {
    const missing = (): string[] => this.missingLines(expected, output());
    const describe = (): string => `line ${line} to print\n${missing().join('\n')}\nIt printed\n${output()}`;
    await until(() => (output() !== '' && missing().length === 0) || child.exitCode !== null, { describe });
    if (child.exitCode !== null && (child.exitCode !== 0 || missing().length > 0))
      throw new Error(`line ${line} ended with ${child.exitCode}; expected was ${describe()}`);
  }

  /** The sample and the answer must be equal but for volatile values. */
  private compareJson(expected: Block, output: string): void {
    const [wanted, found] = [JSON.parse(this.addressed(expected.text)) as unknown, lastJson(output)].map((value) =>
      withoutVolatile(JSON.stringify(value)),
    );
    if (wanted !== found)
      throw new Error(
        `the sample at line ${expected.line} is\n${wanted}\nand the answer\n${found}\nThe output was\n${output}`,
      );
  }

  private missingLines(expected: string, output: string): string[] {
    const found = withoutVolatile(output);
    return withoutVolatile(this.addressed(expected))
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && line !== '…' && !found.includes(line));
  }
}
