// The dependency rule of the house. When a rule bites, move the code to where the rule would let it live; when the rule is wrong, change it here and say why.
const TESTS = '\\.(test|testing)\\.tsx?$'
const layer = (name, from, to, comment, except) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { path: to, ...(except ? { pathNot: except } : {}) },
})
const door = (what, paths, comment) => ({
  name: `one-door-${what.replace(/\W/g, '')}`,
  comment: comment ?? `${what} is imported in one place, so that replacing it is one change`,
  severity: 'error',
  from: { pathNot: [...paths, TESTS] },
  to: { path: `^node_modules/${what}/` },
})

module.exports = {
  forbidden: [
    { name: 'no-circular', comment: 'a circle has no first file to read', severity: 'error', from: { pathNot: TESTS }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    layer('core-stands-alone', '^core/', '^(bin|commands|jobs|pipelines|connectors|bot|fixtures|scripts)/', 'core is the vocabulary: everybody speaks it, it knows nobody'),
    layer('pipelines-know-core-only', '^pipelines/', '^(bin|commands|jobs|connectors|bot|fixtures)/', 'a pipeline speaks to ports; which system stands behind them is wiring'),
    layer('connectors-know-core-only', '^connectors/', '^(bin|commands|jobs|pipelines|bot|fixtures)/', 'a connector translates one outside system into a port'),
    layer('jobs-know-no-connectors', '^jobs/(?!wiring\\.ts)', '^(bin|commands|connectors|bot|fixtures)/', 'jobs/wiring.ts alone builds connectors'),
    layer('wiring-stays-below', '^jobs/wiring\\.ts', '^(bin|commands|bot|fixtures)/', 'wiring builds connectors for jobs; it knows nothing above them'),
    layer('commands-know-no-connectors', '^commands/', '^(bin|connectors)/', 'a command asks jobs and pipelines; it never builds a connector'),
    layer('production-knows-no-fixtures', '^(bin|commands(?!/demo)|jobs|pipelines|connectors|bot|core)/', '^fixtures/', 'the built-in world is for tests and the demo', undefined),
    layer('fixtures-know-core-only', '^fixtures/(?!suites/)', '^(bin|commands|jobs|pipelines|connectors|bot)/', 'an emulator that imports its client would agree with its mistakes'),
    {
      name: 'pipelines-are-strangers',
      comment: 'two flows that need the same thing need it in core or in the engine',
      severity: 'error',
      from: { path: '^pipelines/([^/]+)/', pathNot: TESTS },
      to: { path: '^pipelines/([^/]+)/', pathNot: '^pipelines/$1/' },
    },
    {
      name: 'connectors-are-strangers',
      comment: 'outside systems know each other only through pipelines; http.ts and files/ serve them all',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/', pathNot: TESTS },
      to: { path: '^connectors/([^/]+)/', pathNot: '^connectors/($1|files)/' },
    },
    door('commander', ['^commands/program\\.ts$']),
    door('ink', ['^commands/views/', '^commands/.*\\.tsx$'], 'ink costs half a second: only views load it, only on a terminal'),
    door('react', ['^commands/views/', '^commands/.*\\.tsx$', '^bot/web/']),
    door('got', ['^connectors/http\\.ts$']),
    door('lowdb', ['^connectors/files/']),
    door('mssql', ['^connectors/ident/'], 'mssql costs 0.3 s and 30 MB: only the clinic connector loads it, only when it reads'),
    door('tedious', ['^connectors/ident/']),
    door('pino', ['^core/log\\.ts$', '^core/log/'], 'lines are masked in one place'),
    door('luxon', ['^core/instant\\.ts$']),
    door('libphonenumber-js', ['^core/phone\\.ts$']),
    door('smol-toml', ['^core/config']),
    door('node-cron', ['^jobs/scheduler\\.ts$']),
    door('cli-table3', ['^commands/print/']),
    door('csv-stringify', ['^commands/print/']),
    { name: 'no-orphans', comment: 'a file nobody imports is dead', severity: 'error', from: { orphan: true, pathNot: ['\\.test\\.tsx?$', '^bin/', '^scripts/', '\\.d\\.ts$'] }, to: {} },
    { name: 'no-unresolvable', comment: 'an import must lead somewhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|\\.tmp|node_modules/\\.)' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
