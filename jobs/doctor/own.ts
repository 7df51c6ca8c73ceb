import type { Config } from '../../core/config.ts'
import type { Channel } from '../../core/ports/alerts.ts'
import type { Finding } from '../../core/ports/doctor.ts'
import { asProblem } from '../../core/problem.ts'
import { parseBytes } from '../../core/units.ts'
import { alertFindings } from './alerts.ts'
import { ownLine } from './own-line.ts'

/** As in package.json, "engines". */
const NEEDED_NODE = '20.19+ or 22.12+'
const WORLDS = ['portal', 'ident', 'onec', 'delivery', 'shop', 'telegram'] as const

export interface OwnSurroundings {
  config: Config
  /** Shown as it was named. */
  configFile: string
  warnings: readonly string[]
  stateDir: string
  logDir: string
  nodeVersion: string
  /** Of `alerts.notify`, opened. */
  channels: readonly Channel[]
  folderHealth(dir: string): Promise<{ freeBytes: number }>
}

/** What bxi itself stands on: program, configuration, folders, and whether its silence would be noticed. */
export async function ownFindings(own: OwnSurroundings): Promise<Finding[]> {
  const { config, configFile, warnings, nodeVersion, channels } = own
  const worlds = WORLDS.filter((name) => config[name] !== undefined).join(', ')
  return [
    isSupported(nodeVersion)
      ? ownLine('ok', 'node-ok', { version: nodeVersion })
      : ownLine('failed', 'node-old', { version: nodeVersion, needed: NEEDED_NODE }),
    ownLine('ok', 'config-ok', { file: configFile, worlds }),
    ...warnings.map((text) => ownLine('warning', 'config-warning', { text, file: configFile })),
    await stateFinding(own),
    await logFinding(own),
    ...alertFindings(config, channels),
  ]
}

async function stateFinding({ config, stateDir, folderHealth }: OwnSurroundings): Promise<Finding> {
  try {
    const { freeBytes } = await folderHealth(stateDir)
    const params = { dir: stateDir, free: sizeText(freeBytes), needed: config.state.min_free }
    return freeBytes < (parseBytes(config.state.min_free) ?? 0) ? ownLine('failed', 'state-low', params) : ownLine('ok', 'state-ok', params)
  } catch (error) {
    return { ...ownLine('failed', 'state-ok', { dir: stateDir }), problem: asProblem(error) }
  }
}

/** A log may stand on a network folder, but it must be written. */
async function logFinding({ logDir, folderHealth }: OwnSurroundings): Promise<Finding> {
  try {
    await folderHealth(logDir)
    return ownLine('ok', 'logs-ok', { dir: logDir })
  } catch (error) {
    const problem = asProblem(error)
    return problem.code === 'state.network-folder'
      ? ownLine('ok', 'logs-ok', { dir: logDir })
      : ownLine('failed', 'logs-blocked', { dir: logDir, code: problem.code })
  }
}

/** `^20.19.0 || >=22.12.0`. Pure. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
}

function sizeText(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : `${Math.floor(bytes / 1024 ** 2)} MB`
}
