import { Agent, request } from 'node:https'
import { sdkFor } from '../../../fixtures/emulators/portal/sdk/sdk.testing.ts'
import { selfSigned } from '../../../fixtures/certificate.testing.ts'
import type { Bench } from '../../../jobs/clinic.testing.ts'

/** Somebody who brings visits to the portal: those of `1…visits`, each of a patient of its own. */
export interface Contender {
  name: string
  bring(bench: Bench, visits: number, what: 'new' | 'changed'): Promise<void>
}

const phoneOf = (n: number): string => `+7900${String(100_0000 + n)}`
const originOf = (n: number): string => `F1_${n}`
const contactOf = (n: number): Record<string, unknown> => ({ NAME: `Анна ${n}`, PHONE: [{ VALUE: phoneOf(n), VALUE_TYPE: 'MOBILE' }] })
const search = (n: number): Record<string, unknown> => ({ entity_type: 'CONTACT', type: 'PHONE', values: [phoneOf(n)] })
const lookUp = (n: number): Record<string, unknown> => ({ filter: { '=ORIGIN_ID': originOf(n) }, select: ['ID'] })
const firstContact = (found: unknown): number | undefined => (found as { CONTACT?: number[] }).CONTACT?.[0]

/** Our own, over the real connector. */
export const bxi: Contender = {
  name: 'bxi',
  async bring(bench, visits, what) {
    for (let n = 1; n <= visits; n++) bench.clinics[0]?.change(String(n), what === 'new' ? {} : { room: 'Кабинет 2' })
    await bench.sync()
  },
}

/** What a plain integration does: look for the contact, look for the deal, create or update each, and try again when no answer comes. */
export const perRecord: Contender = {
  name: 'per record',
  async bring({ portal }, visits, what) {
    const agent = new Agent({ ca: selfSigned().cert, keepAlive: true })
    const call = (method: string, params: unknown): Promise<unknown> => patiently(() => post(portal.url + method, params, agent))
    for (let n = 1; n <= visits; n++) {
      const contact = firstContact(await call('crm.duplicate.findbycomm', search(n))) ?? (await call('crm.contact.add', { fields: contactOf(n) }))
      const [deal] = (await call('crm.deal.list', lookUp(n))) as { ID: string }[]
      if (deal) await call('crm.deal.update', { id: deal.ID, fields: { TITLE: `${originOf(n)} ${what}` } })
      else await call('crm.deal.add', { fields: { TITLE: originOf(n), ORIGIN_ID: originOf(n), CONTACT_IDS: [contact] } })
    }
    agent.destroy()
  },
}

/** The official SDK as its documentation recommends for many records: batches of fifty, its own limits and its own repetitions. */
export const officialSdk: Contender = {
  name: 'official SDK, batches',
  async bring({ portal }, visits, what) {
    const agent = new Agent({ ca: selfSigned().cert, keepAlive: true })
    const sdk = sdkFor(portal.url, agent, {})
    const batch = async (calls: [string, object][]): Promise<unknown[]> => {
      if (calls.length === 0) return []
      const answer = await sdk.actions.v2.batch.make({ calls: calls as never, options: { isHaltOnError: false } })
      if (!answer.isSuccess) throw new Error(answer.getErrorMessages().join('; '))
      return answer.getData() as unknown[]
    }
    for (let from = 1; from <= visits; from += 50) {
      const numbers = Array.from({ length: Math.min(50, visits - from + 1) }, (_, i) => from + i)
      const contacts = (await batch(numbers.map((n) => ['crm.duplicate.findbycomm', search(n)]))).map(firstContact)
      const deals = (await batch(numbers.map((n) => ['crm.deal.list', lookUp(n)]))) as { ID: string }[][]
      const unknown = numbers.filter((_, i) => contacts[i] === undefined)
      const made = (await batch(unknown.map((n) => ['crm.contact.add', { fields: contactOf(n) }]))) as number[]
      const contactFor = new Map([...numbers.map((n, i) => [n, contacts[i]] as const), ...unknown.map((n, i) => [n, made[i]] as const)])
      await batch(
        numbers.map((n, i) => {
          const known = deals[i]?.[0]
          if (known) return ['crm.deal.update', { id: known.ID, fields: { TITLE: `${originOf(n)} ${what}` } }]
          return ['crm.deal.add', { fields: { TITLE: originOf(n), ORIGIN_ID: originOf(n), CONTACT_IDS: [contactFor.get(n)] } }]
        }),
      )
    }
    agent.destroy()
  },
}

class TooMany extends Error {}

/** Three attempts when no answer comes, as long as it takes when the portal asks for patience. */
async function patiently(once: () => Promise<unknown>, attempt = 1): Promise<unknown> {
  try {
    return await once()
  } catch (error) {
    const isBusy = error instanceof TooMany
    if (!isBusy && attempt >= 3) throw error
    if (isBusy) await new Promise((resolve) => setTimeout(resolve, 500))
    return await patiently(once, isBusy ? attempt : attempt + 1)
  }
}

function post(url: string, params: unknown, agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => (text += part))
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 503) return reject(new TooMany())
        resolve((JSON.parse(text) as { result: unknown }).result)
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(params))
  })
}
