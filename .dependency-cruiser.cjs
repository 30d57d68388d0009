// Which module may import which, one row a module. test/project/imports.test.ts runs these rules and proves each of them.

/** What a module may import besides itself, config, core, concurrency and the logger. */
const modules = {
  access: ['store'],
  arrive: ['access', 'queue', 'store'],
  queue: [],
  revise: ['queue', 'store'],
  store: [],
  concurrency: [],
  deliver: ['access', 'queue', 'store'],
  read: ['store', 'access'],
  ops: ['access', 'queue', 'store', 'deliver/counters[.]ts'],
};

/** Packages for the two modules that also run outside the server. */
const packages = {
  core: ['node_modules/(zod|htmlparser2|feedsmith)/', '(node:)?crypto$'],
  client: ['node_modules/socket[.]io-client/', 'node_modules/uuid/'],
};

const shared = ['core/', 'concurrency/', 'config[.]ts$', 'logger[.]ts$'];
const folder = (name) => (name.endsWith('ts') ? `${name}$` : `${name}/`);
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    ...Object.entries(modules).map(([module, others]) =>
      rule(
        `${module}-imports`,
        `${module} imports only itself, config, core, concurrency, the logger and: ${others.join(', ') || 'no other module'}`,
        { path: `^src/${module}/` },
        { path: '^src/', pathNot: `^src/(${[folder(module), ...shared, ...others.map(folder)].join('|')})` },
      ),
    ),
    rule(
      'core-imports',
      'core imports no other module',
      { path: '^src/core/' },
      { path: '^src/', pathNot: '^src/core/' },
    ),
    rule(
      'client-imports',
      'the client imports core only',
      { path: '^src/client/', pathNot: '^src/client/bundle[.]ts$' },
      { path: '^src/', pathNot: '^src/(client|core)/' },
    ),
    rule(
      'core-packages',
      'core does no I/O: zod, pure parsers and node:crypto only',
      { path: '^src/core/' },
      { pathNot: ['^src/', '^[.]', ...packages.core.map((path) => `^${path}`)] },
    ),
    rule(
      'client-packages',
      'the client runs in a browser: socket.io-client and uuid only',
      { path: '^src/client/', pathNot: '^src/client/bundle[.]ts$' },
      { pathNot: ['^src/', '^[.]', ...packages.client.map((path) => `^${path}`)] },
    ),
    rule(
      'sql-in-store',
      'SQL lives in store',
      { path: '^src/', pathNot: '^src/store/' },
      { path: '^node_modules/kysely/' },
    ),
    rule(
      'pg-in-store',
      'only store, the queue and the LISTEN bus hold Postgres connections',
      { path: '^src/', pathNot: '^src/(store/|queue/|deliver/bus/)' },
      { path: '^node_modules/(@types/)?pg/' },
    ),
    rule(
      'entry-points',
      'no file imports an entry point',
      { path: '^src/' },
      { path: '^src/(main|app[.]module|demo)[.]ts$', pathNot: '^src/app[.]module[.]ts$' },
    ),
    rule(
      'app-module',
      'only entry points import app.module',
      { path: '^src/[^/]+/' },
      { path: '^src/app[.]module[.]ts$' },
    ),
    rule('no-file-cycles', 'no import cycle between files', { path: '^src/' }, { circular: true }),
    rule('resolvable', 'every import resolves', { path: '^src/' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type imports count: a type couples modules too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
