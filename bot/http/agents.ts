import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Beat } from '../../core/ports/alerts.ts'
import { isSignedBy, SIGNATURE_HEADER } from '../../core/signature.ts'

/** The secrets of agents that may report, by id. */
export type AgentSecrets = ReadonlyMap<string, string>

const moment = z.int().min(0)
const count = z.int().min(0)
const name = z.string().max(200)

const beatSchema = z.object({
  schema: z.literal(1),
  agent: name,
  name,
  job: name,
  run: name,
  at: moment,
  exit: count,
  totals: z.record(name, count),
  parts: z.array(z.object({ partition: name, label: name, readAt: moment.optional(), waiting: count, buried: count })).max(100),
})

/**
 * `POST /agents/<id>`: another machine reports that it lives. Signed with that agent's secret (`x-bxi-signature: sha256=<hmac of the body>`).
 *
 * 200 taken · 401 not signed by this agent · 404 no such agent · 409 signed, but none of now · 422 not a heartbeat · 503 it could not be written down:
 * report again.
 *
 * @param heard resolves to false when the beat is none of now
 */
export function agentRoutes(secrets: AgentSecrets, heard: (beat: Beat) => Promise<boolean>): (app: FastifyInstance) => void {
  return (app) => {
    app.post<{ Params: { id: string } }>('/agents/:id', async (request, reply) => {
      const { id } = request.params
      const secret = secrets.get(id)
      if (secret === undefined) return reply.code(404).send({ error: 'no such agent' })
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      if (!isSignedBy(body, secret, headerOf(request.headers[SIGNATURE_HEADER]))) return reply.code(401).send({ error: 'signature' })
      const beat = beatSchema.safeParse(parse(body))
      if (!beat.success || beat.data.agent !== id) return reply.code(422).send({ error: 'not a heartbeat of this agent' })
      if (!(await heard(withoutAbsent(beat.data)))) return reply.code(409).send({ error: 'none of now: compare the clocks of both machines' })
      return reply.send({ ok: true })
    })
  }
}

function headerOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    // What is not JSON is refused as "not a heartbeat".
    return undefined
  }
}

function withoutAbsent({ parts, ...beat }: z.infer<typeof beatSchema>): Beat {
  return { ...beat, parts: parts.map(({ readAt, ...part }) => ({ ...part, ...(readAt === undefined ? {} : { readAt }) })) }
}
