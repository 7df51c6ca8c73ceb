// Who may import whom. Each rule says why; the layers are those of docs and of the tree:
//   bin → commands → jobs → pipelines → core ← connectors        commands → bot → pipelines, core        jobs/wiring → connectors        fixtures → core
// Run by scripts/check/boundaries.mjs, which also fails when a source file was not looked at. A rule for a new package is one line of DOORS.

const TESTS = '\\.(test|testing)\\.tsx?$'
const SCRIPTS = '^scripts/'
const WIRING = '^jobs/wiring(\\.ts$|/|-)'

/** What each folder may import besides itself, and why not more. Fixtures have rules of their own below. */
const LAYERS = [
  ['core', [], 'The vocabulary must be readable and testable alone; everything else is built on it.'],
  ['connectors', ['core'], 'A connector speaks one outside system and our ports; it must not know who uses it.'],
  ['pipelines', ['core'], 'Rules are decided in our words; ports are handed in, so that a pipeline runs against any system.'],
  ['bot', ['pipelines', 'core'], 'The daemon is handed a wired Kit; a bot that builds connectors could not be tried without them.'],
  ['jobs', ['pipelines', 'connectors', 'core'], 'A job is run by commands, cron and the scheduler alike, so it knows none of them.'],
  ['commands', ['jobs', 'pipelines', 'bot', 'core'], 'What a command needs of the outside comes wired from jobs/wiring.'],
  ['bin', ['commands', 'core'], 'The entry turns a Problem into an exit code and nothing else.'],
  ['fixtures', ['core'], 'The built-in world imitates the outside; an imitation that shares our code shares our mistakes.'],
].map(([folder, others, why]) => ({
  name: `${folder}-keeps-its-layer`,
  comment: `${folder} may import ${others.join(', ') || 'nothing else of ours'}. ${why}`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: TESTS },
  to: { path: '^(bin|commands|jobs|pipelines|connectors|bot|core|scripts)/', pathNot: `^(${[folder, ...others].join('|')})/` },
}))

const WIRED = [
  {
    name: 'only-wiring-builds-connectors',
    comment: 'One place chooses implementations; everyone else receives ports.',
    severity: 'error',
    from: { path: '^jobs/', pathNot: [WIRING, TESTS] },
    to: { path: '^connectors/' },
  },
  {
    name: 'wiring-loads-connectors-lazily',
    comment: 'A driver costs up to 300 ms and 30 MB to import: a run that does not need it must not pay.',
    severity: 'error',
    from: { path: WIRING, pathNot: TESTS },
    to: { path: '^connectors/', dynamic: false, dependencyTypesNot: ['type-only'] },
  },
]

const NEIGHBOURS = [
  {
    name: 'pipelines-do-not-import-each-other',
    comment: 'A pipeline folder is read alone; what two of them share belongs to pipelines/*.ts or core.',
    severity: 'error',
    from: { path: '^pipelines/([^/]+)/' },
    to: { path: '^pipelines/[^/]+/', pathNot: '^pipelines/$1/' },
  },
  {
    name: 'connectors-do-not-import-each-other',
    comment: 'One outside system per folder, in tests too; http.ts (outgoing requests) and files/ (state on disk) are the shared ground.',
    severity: 'error',
    from: { path: '^connectors/([^/]+)/' },
    to: { path: '^connectors/', pathNot: ['^connectors/$1/', '^connectors/http\\.ts$', '^connectors/files/'] },
  },
  {
    name: 'http-knows-no-connector',
    comment: 'http.ts serves all connectors, so it may know none.',
    severity: 'error',
    from: { path: '^connectors/http\\.ts$' },
    to: { path: '^connectors/[^/]+/' },
  },
  {
    name: 'emulators-do-not-import-their-client',
    comment: 'An emulator built from the client it imitates would agree with its mistakes. Its tests may use the real client: that is the proof.',
    severity: 'error',
    from: { path: '^fixtures/emulators/', pathNot: TESTS },
    to: { path: ['^connectors/', 'node_modules/(mssql|tedious|grammy|got|lowdb|@bitrix24)/'] },
  },
  {
    name: 'production-does-not-import-fixtures',
    comment: 'Fixtures are for proof and for the demo; a sync that reaches into them would sync invented people.',
    severity: 'error',
    from: { pathNot: ['^fixtures/', '^commands/demo[^/]*\\.tsx?$', SCRIPTS, TESTS] },
    to: { path: '^fixtures/' },
  },
  {
    name: 'demo-loads-fixtures-lazily',
    comment: 'Only who runs the demo pays for the built-in world.',
    severity: 'error',
    from: { path: '^commands/demo', pathNot: TESTS },
    to: { path: '^fixtures/', dynamic: false, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'production-does-not-import-tests',
    comment: 'Tests and their support are left out of the package.',
    severity: 'error',
    from: { pathNot: [SCRIPTS, TESTS, '^fixtures/suites/'] },
    to: { path: TESTS },
  },
]

/** One package, one door: replacing it means one file, and its habits (retries, locks, formats) are decided once. */
const DOORS = [
  { packages: ['commander'], door: '^commands/program\\.ts$', why: 'the catalogue describes commands; one file turns it into commander' },
  { packages: ['ink', 'react'], door: '^commands/(views/.*|[^/]*\\.tsx)$', why: 'half a second to load, so only an interactive terminal does' },
  { packages: ['cli-table3', 'csv-stringify'], door: '^commands/print/', why: 'a report is an object until it is printed' },
  { packages: ['got'], door: '^connectors/http\\.ts$', why: 'retries, timeouts and proxies are decided once' },
  {
    packages: ['lowdb', 'write-file-atomic'],
    door: '^(connectors/files/|scripts/bench/)',
    why: 'the stock file writer loses data with two processes; the bench stands beside it',
  },
  { packages: ['mssql', 'tedious'], door: '^connectors/ident/', why: 'iDENT is read only, and only there' },
  { packages: ['pino'], door: '^core/log\\.ts$', why: 'masking works on the finished line, so every logger is built there' },
  { packages: ['nodemailer'], door: '^connectors/notify/', why: 'letters leave where failures are told apart' },
  { packages: ['grammy'], door: '^bot/telegram/', why: 'the rest of the shop speaks our words' },
  { packages: ['fastify', '@fastify'], door: '^bot/http/', why: 'guards and limits stand before every route' },
  { packages: ['node-cron'], door: '^jobs/scheduler\\.ts$', why: 'a schedule is data; one file runs it' },
  { packages: ['luxon'], door: '^core/instant\\.ts$', why: 'zones and daylight saving are decided once' },
  { packages: ['libphonenumber-js'], door: '^core/phone\\.ts$', why: 'two ways to read a phone make two contacts' },
  { packages: ['smol-toml'], door: '^core/config', why: 'the configuration is parsed once' },
  {
    packages: ['minisearch', 'snowball-stemmers'],
    door: '^(pipelines/search/|scripts/bench/search)',
    why: 'the shop and the golden set must find the same; the bench stands beside it',
  },
  { packages: ['zod'], door: '^(core/config|connectors/|pipelines/|bot/)', why: 'outside data is parsed at the door and trusted inside' },
  { packages: ['fast-check'], door: `^fixtures/suites/|${SCRIPTS}`, why: 'it proves things; it is not shipped' },
].map(({ packages, door, why }) => ({
  name: `one-door-for-${packages[0].replace('@', '')}`,
  comment: `${packages.join(' and ')} only in ${door}: ${why}. Tests may use it to look at our work from outside.`,
  severity: 'error',
  from: { pathNot: [door, TESTS] },
  to: { path: packages.map((name) => `node_modules/${name}/`) },
}))

const FILE_DOORS = [
  '^connectors/files/',
  // Small records that every process of the host adds to and nobody has to release.
  '^connectors/bitrix/limiter',
  // Query files shipped beside the connector, or named in the configuration: read only.
  '^connectors/ident/query-files\\.ts$',
  // Certificates named in the configuration: read only.
  WIRING,
  '^core/(config|secrets)',
  // The daily log file, and the making of folders that it shares with the state.
  '^core/(log|folder)',
  // Files that the operator named.
  '^commands/',
]

const TOOLS = [
  {
    name: 'uvu-suites-through-the-helper',
    comment: 'Plain uvu passes when a file forgot .run(); fixtures/suite.ts counts.',
    severity: 'error',
    from: { pathNot: '^fixtures/suite\\.ts$' },
    to: { path: 'node_modules/uvu/', pathNot: 'node_modules/uvu/assert/' },
  },
  {
    name: 'assertions-only-in-tests',
    comment: 'Production code reports a Problem; it does not assert.',
    severity: 'error',
    from: { pathNot: ['^fixtures/', TESTS] },
    to: { path: ['node_modules/uvu/', '^(node:)?assert'] },
  },
  {
    name: 'files-through-their-doors',
    comment: 'State on disk needs leases, checksums and fsync, which connectors/files has. Every other use of files has a line in FILE_DOORS.',
    severity: 'error',
    from: { pathNot: [...FILE_DOORS, '^fixtures/', SCRIPTS, TESTS] },
    to: { path: '^(node:)?fs(/promises)?$' },
  },
  {
    name: 'shipped-code-has-its-packages',
    comment: 'Development packages are absent where bxi is installed; the demo is shipped with its fixtures, so they count as well.',
    severity: 'error',
    from: { pathNot: [SCRIPTS, TESTS, '^fixtures/suite\\.ts$', '^fixtures/suites/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'packages-are-declared',
    comment: 'A package that only another package brings may be gone after an update.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'imports-resolve',
    comment: 'A file that cannot be found breaks only when its command runs, because commands load lazily.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-circles',
    comment:
      'Modules that load each other run half-initialised. A circle closed by "import type" is gone when the program runs: a table typed by its user may name it.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-orphans',
    comment: 'A file nobody imports is not part of the program. Entries are run by name.',
    severity: 'error',
    from: { orphan: true, pathNot: ['^bin/', SCRIPTS, TESTS, '\\.d\\.ts$'] },
    to: {},
  },
]

export default {
  forbidden: [...LAYERS, ...WIRED, ...NEIGHBOURS, ...DOORS, ...TOOLS],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types-only imports are dependencies too: a layer that names another layer's types leans on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], mainFields: ['main', 'types'] },
  },
}
