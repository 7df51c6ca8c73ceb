import type { FastifyInstance } from 'fastify'
import type { Log } from '../../core/ports/log.ts'
import { asProblem, HTTP_STATUS } from '../../core/problem.ts'

export interface HttpServerOptions {
  /** `host:port`; port 0 takes a free one. */
  listen: string
  log: Log
  routes: readonly ((app: FastifyInstance) => void)[]
}

export interface HttpServer {
  /** `http://host:port` */
  url: string
  close(): Promise<void>
}

const BODY_LIMIT = 64 * 1024
const REQUEST_MS = 10_000

/** One server for everything that others call. Bodies stay bytes until a route has checked who sent them. Rejects when the address is taken. */
export async function startHttpServer({ listen, log, routes }: HttpServerOptions): Promise<HttpServer> {
  const { fastify } = await import('fastify')
  const app = fastify({ bodyLimit: BODY_LIMIT, requestTimeout: REQUEST_MS, connectionTimeout: REQUEST_MS, forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }))
  app.setErrorHandler((error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode
    if (status !== undefined && status < 500) return reply.code(status).send({ error: 'refused' })
    const problem = asProblem(error)
    log.error({ err: problem, route: request.routeOptions.url }, 'a route failed')
    return reply.code(HTTP_STATUS[problem.kind]).send({ error: problem.code })
  })
  for (const add of routes) add(app)
  const at = listen.lastIndexOf(':')
  const url = await app.listen({ host: listen.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(listen.slice(at + 1)) })
  return { url, close: () => app.close() }
}
