import { EXIT_CODE } from '../core/problem.ts'
import { isRed, readStanding, type Standing } from '../jobs/standing.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { statusJson, statusLines, statusText } from './print/status.ts'

export interface StatusOptions extends CommonOptions {
  watch?: boolean
  check?: boolean
}

const REFRESH_MS = 5_000

/** `bxi status`: where things stand. Exit 0; 74 when a part of the state is damaged; with `--check` 1 when something is red. Asks nobody outside this machine. */
export async function run(options: StatusOptions, io: Io): Promise<number> {
  const kit = await openTold(options, io)
  try {
    let standing = await readStanding(kit)
    if (options.watch) standing = await watch(kit, standing, options, io)
    else io.out(options.json ? statusJson(standing, kit.words) : statusText(standing, kit.words, zoneOf(kit.config)))
    if (standing.damaged.length > 0) return EXIT_CODE.state
    return options.check && isRed(standing) ? 1 : 0
  } finally {
    await kit.close()
  }
}

/** Shows it anew every few seconds until the signal: in place on a terminal, one report after another elsewhere. */
async function watch(kit: Kit, first: Standing, options: StatusOptions, io: Io): Promise<Standing> {
  const zone = zoneOf(kit.config)
  const screen = io.isTty && !options.json ? (await import('./views/status.tsx')).showStatus(kit.words.lang) : undefined
  let standing = first
  try {
    while (!io.signal.aborted) {
      if (screen) screen.update(statusLines(standing, kit.words, zone))
      else io.out(options.json ? JSON.stringify(JSON.parse(statusJson(standing, kit.words))) : `${statusText(standing, kit.words, zone)}\n`)
      // An aborted sleep is how watching ends.
      await kit.clock.sleep(REFRESH_MS, io.signal).catch(() => undefined)
      if (!io.signal.aborted) standing = await readStanding(kit)
    }
  } finally {
    screen?.stop()
  }
  return standing
}
