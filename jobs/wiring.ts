import type { Repair } from '../connectors/files/index.ts'
import type { Config } from '../core/config.ts'
import { systemClock } from '../core/clock.ts'
import type { Channel, Heartbeat, Notifier } from '../core/ports/alerts.ts'
import type { ClinicSource } from '../core/ports/clinic.ts'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { BacklogCrm, Crm, PortalInstaller, PortalQuota } from '../core/ports/crm.ts'
import type { Log } from '../core/ports/log.ts'
import type { Store } from '../core/ports/store.ts'
import { systemRandom } from '../core/random.ts'
import type { Reasons } from '../core/texts/reasons.ts'
import { channelsOf, heartbeatOf, notifiersOf } from './wiring-alerts.ts'
import { clinicOptions, portalOptions } from './wiring-options.ts'
import { type ShopDoor, shopDoor } from './wiring-shop.ts'

/** Everything a job may need, each behind a lazy import; built from the configuration and nothing else. */
export interface Kit extends Partial<ShopDoor> {
  config: Config
  store: Store
  clock: Clock
  random: Random
  log: Log
  words: Reasons
  crm(): Promise<Crm & PortalInstaller & { backlog(): BacklogCrm }>
  clinicSource(id: string): Promise<ClinicSource>
  /** What is left of the portal's quotas by this host's own notes; absent where no portal is reached. */
  portalQuota?(): Promise<PortalQuota>
  /** The portal that is written to, by its host; absent where none is. */
  portalHost?(): Promise<string>
  /** Whom to tell of troubles, as configured; absent where nobody is to be told. */
  notifiers?(): Promise<readonly Notifier[]>
  /** The same entries one by one, with those that cannot be opened. */
  channels?(): Promise<readonly Channel[]>
  /** Who is told that this machine lives; undefined when nobody is configured. */
  heartbeat?(): Promise<Heartbeat | undefined>
  close(): Promise<void>
}

export interface KitOptions {
  config: Config
  /** Folder that relative paths of the configuration start from. */
  baseDir: string
  stateDir: string
  log: Log
  words: Reasons
  clock?: Clock
  random?: Random
}

/** Opens the state folder and prepares the rest. The only place that builds connectors. */
export async function openKit(options: KitOptions): Promise<Kit> {
  const { config, baseDir, stateDir, log, words } = options
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const { openStore } = await import('../connectors/files/index.ts')
  const onRepair = (repair: Repair): void =>
    log.warn({ ...repair }, repair.tornBytes === undefined ? 'a damaged document is made anew' : 'a line that a crash tore was left out')
  const store = await openStore({ dir: stateDir, clock, random, keepDays: config.state.keep_days, onRepair })
  const surroundings = { config, baseDir, stateDir, documents: store.documents, clock, random, log }
  const portal = async () => {
    const { openPortal } = await import('../connectors/bitrix/index.ts')
    return openPortal(await portalOptions(surroundings))
  }
  let opened: ReturnType<typeof portal> | undefined
  const crm = () => {
    opened ??= portal()
    return opened
  }

  return {
    ...shopDoor({ config, baseDir, stateDir, store, clock, random, log }),
    config,
    store,
    clock,
    random,
    log,
    words,
    crm,
    async portalQuota() {
      const { readQuota } = await import('../connectors/bitrix/index.ts')
      return readQuota(await portalOptions(surroundings))
    },
    async portalHost() {
      return new URL((await portalOptions(surroundings)).webhook).host
    },
    async clinicSource(id) {
      const { openClinicSource } = await import('../connectors/ident/index.ts')
      return openClinicSource(await clinicOptions(id, surroundings))
    },
    notifiers: () => notifiersOf(surroundings, crm, words.lang),
    channels: () => channelsOf(surroundings, crm, words.lang),
    heartbeat: () => heartbeatOf(surroundings),
    async close() {
      await store.close()
      await log.flush()
    },
  }
}
