import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../core/config.ts'
import { environment } from '../core/environment.ts'
import type { Channel, Heartbeat, Notifier } from '../core/ports/alerts.ts'
import type { Lang } from '../core/problem.ts'
import { asProblem, isProblem, Problem } from '../core/problem.ts'
import { isSecretGiven, resolveSecret, type SecretRef } from '../core/secrets.ts'
import type { Surroundings } from './wiring-options.ts'

type Portal = () => Promise<{ notifier(userId: number): Notifier }>

/** Every channel of `alerts.notify`. A channel whose secret is missing is left out and logged: the others still tell. */
export async function notifiersOf(surroundings: Surroundings, portal: Portal, lang: Lang): Promise<readonly Notifier[]> {
  const channels = await channelsOf(surroundings, portal, lang)
  return channels.flatMap(({ kind, opened }) => {
    if (!isProblem(opened)) return [opened]
    surroundings.log.error({ err: opened, channel: kind }, 'an alert channel could not be opened')
    return []
  })
}

/** Every channel of `alerts.notify`, opened as far as possible without sending anything. */
export async function channelsOf(surroundings: Surroundings, portal: Portal, lang: Lang): Promise<readonly Channel[]> {
  const opening = surroundings.config.alerts.notify.map(async ({ kind }, place): Promise<Channel> => {
    return { path: `alerts.notify[${place}]`, kind, opened: await notifierAt(place, surroundings, portal, lang).catch(asProblem) }
  })
  return withOwnNames(await Promise.all(opening))
}

/** What was told where is remembered by name: two addresses of one mail domain are two channels. */
function withOwnNames(channels: readonly Channel[]): readonly Channel[] {
  const seen = new Map<string, number>()
  return channels.map((channel): Channel => {
    const { opened } = channel
    if (isProblem(opened)) return channel
    const nth = (seen.get(opened.name) ?? 0) + 1
    seen.set(opened.name, nth)
    return nth === 1 ? channel : { ...channel, opened: { name: `${opened.name} (${nth})`, send: (message) => opened.send(message) } }
  })
}

/** The address that watches over this machine, if there is one. */
export async function heartbeatOf(surroundings: Surroundings): Promise<Heartbeat | undefined> {
  const { heartbeat_url: url, heartbeat_secret: ref } = surroundings.config.alerts
  if (url === '') return undefined
  const { heartbeatTo } = await import('../connectors/notify/index.ts')
  return heartbeatTo({ url, ...(await optional(ref, 'alerts.heartbeat_secret', surroundings)) }, await trustOf(surroundings))
}

/** The secrets of the machines that report to this one. @throws Problem `secret.…` that names the agent */
export async function agentSecrets(config: Config, baseDir: string): Promise<ReadonlyMap<string, string>> {
  const secrets = config.alerts.agents.map(async ({ id, secret }, place): Promise<[string, string]> => {
    return [id, await resolveSecret(secret, { environment: environment(), baseDir, path: `alerts.agents[${place}].secret` })]
  })
  return new Map(await Promise.all(secrets))
}

async function notifierAt(place: number, surroundings: Surroundings, portal: Portal, lang: Lang): Promise<Notifier> {
  const { config } = surroundings
  const path = `alerts.notify[${place}]`
  const target = config.alerts.notify[place]
  if (!target) throw new Problem('bug', { name: path })
  const { mailNotifier, telegramNotifier, webhookNotifier } = await import('../connectors/notify/index.ts')
  switch (target.kind) {
    case 'bitrix24':
      if (!config.portal) throw new Problem('alerts.no-section', { section: 'portal', path })
      return (await portal()).notifier(target.user_id)
    case 'telegram': {
      if (!config.telegram) throw new Problem('alerts.no-section', { section: 'telegram', path })
      const token = await secretAt(config.telegram.token, 'telegram.token', surroundings)
      return telegramNotifier({ chatId: target.chat_id, token, apiRoot: config.telegram.api_root }, await trustOf(surroundings))
    }
    case 'email': {
      const smtp = await secretAt(config.alerts.mail.smtp, 'alerts.mail.smtp', surroundings)
      if (!isMailServer(smtp)) throw new Problem('alerts.smtp', {})
      return mailNotifier({ address: target.address, smtp, from: config.alerts.mail.from, lang })
    }
    case 'webhook':
      return webhookNotifier({ url: target.url, ...(await optional(target.secret, `${path}.secret`, surroundings)) }, await trustOf(surroundings))
    default: {
      const never: never = target
      return never
    }
  }
}

function isMailServer(text: string): boolean {
  return /^smtps?:\/\/\S+$/i.test(text) && URL.canParse(text)
}

function secretAt(ref: SecretRef, path: string, { baseDir }: Surroundings): Promise<string> {
  return resolveSecret(ref, { environment: environment(), baseDir, path })
}

async function optional(ref: SecretRef, path: string, surroundings: Surroundings): Promise<{ secret?: string }> {
  return isSecretGiven(ref) ? { secret: await secretAt(ref, path, surroundings) } : {}
}

async function trustOf({ config, baseDir }: Surroundings): Promise<{ ca?: string; proxy?: string }> {
  const { ca_file: file, proxy } = config.net
  return {
    ...(file === '' ? {} : { ca: await readFile(resolve(baseDir, file), 'utf8') }),
    ...(proxy === '' ? {} : { proxy }),
  }
}
