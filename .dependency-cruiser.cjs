// Who may import what: the table of the house, one row a room. test/house/rooms.test.ts runs it and proves each rule.

/** Besides itself, config, core, the threads and the logger, a room imports these. */
const rooms = {
  access: ['store'],
  arrive: ['access', 'queue', 'store'],
  queue: [],
  revise: ['queue', 'store'],
  store: [],
  threads: [],
  deliver: ['access', 'queue', 'store'],
  read: ['store', 'access'],
  ops: ['access', 'queue', 'store', 'deliver/counters[.]ts', 'read/html[.]ts'],
};

/** What the two rooms that run outside the server may take from npm and Node. */
const packages = {
  core: ['node_modules/(zod|htmlparser2|feedsmith)/', '(node:)?crypto$'],
  client: ['node_modules/socket[.]io-client/', 'node_modules/uuid/'],
};

const shared = ['core/', 'threads/', 'config[.]ts$', 'logger[.]ts$'];
const folder = (name) => (name.endsWith('ts') ? `${name}$` : `${name}/`);
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, others]) =>
      rule(
        `${room}-imports`,
        `${room} imports, besides itself, config, core, the threads and the logger: ${others.join(', ') || 'no room'}`,
        { path: `^src/${room}/` },
        { path: '^src/', pathNot: `^src/(${[folder(room), ...shared, ...others.map(folder)].join('|')})` },
      ),
    ),
    rule('core-imports', 'core imports no room', { path: '^src/core/' }, { path: '^src/', pathNot: '^src/core/' }),
    rule('client-imports', 'the client imports core only', { path: '^src/client/', pathNot: '^src/client/bundle[.]ts$' }, { path: '^src/', pathNot: '^src/(client|core)/' }),
    rule('core-packages', 'core does no I/O: zod, pure parsers and node:crypto only', { path: '^src/core/' }, { pathNot: ['^src/', '^[.]', ...packages.core.map((path) => `^${path}`)] }),
    rule(
      'client-packages',
      'the client runs in a browser: socket.io-client and uuid only',
      { path: '^src/client/', pathNot: '^src/client/bundle[.]ts$' },
      { pathNot: ['^src/', '^[.]', ...packages.client.map((path) => `^${path}`)] },
    ),
    rule('sql-in-store', 'SQL lives in store', { path: '^src/', pathNot: '^src/store/' }, { path: '^node_modules/kysely/' }),
    rule(
      'pg-in-store',
      'only store, the queue and the LISTEN bus hold Postgres connections',
      { path: '^src/', pathNot: '^src/(store/|queue/|deliver/bus[^/]*[.]ts$)' },
      { path: '^node_modules/(@types/)?pg/' },
    ),
    rule('roots', 'nobody imports the roots', { path: '^src/' }, { path: '^src/(main|app[.]module|demo)[.]ts$', pathNot: '^src/app[.]module[.]ts$' }),
    rule('app-module', 'only the roots import the table of contents', { path: '^src/[^/]+/' }, { path: '^src/app[.]module[.]ts$' }),
    rule('no-circles', 'no file imports itself by a detour', { path: '^src/' }, { circular: true }),
    rule('resolvable', 'every import leads somewhere', { path: '^src/' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count: a type is knowledge of another room too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
