import { stageRows, stageTable } from '../pipelines/ident-visits/stages.ts'
import type { CommonOptions, Io } from './io.ts'
import { openConfig } from './open.ts'
import { textTable } from './print/table.ts'

/** `bxi ident stages`: the stage table in force; without a configuration, the one bxi ships with. */
export async function run(options: CommonOptions, io: Io): Promise<number> {
  const config = await openConfig(options, io, { optional: true })
  const rows = stageRows(stageTable(config?.ident?.stage_table ?? {}))
  if (options.json) io.out(JSON.stringify({ schema: 1, stages: rows }, undefined, 2))
  else
    io.out(
      textTable(
        io.lang === 'ru' ? ['вид визита', 'состояние', 'стадия'] : ['kind', 'status', 'stage'],
        rows.map(({ kind, status, stage }) => [kind, status, stage]),
      ),
    )
  return 0
}
