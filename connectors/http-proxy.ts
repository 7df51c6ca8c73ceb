import { type ClientRequestArgs, request as requestOverHttp } from 'node:http'
import { Agent, request as requestOverHttps } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect, type ConnectionOptions } from 'node:tls'

type Give = (error: Error | null, stream: Duplex) => void

/** Failure of a proxy, with a code like those of the system and no address in it. */
export class ProxyError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'ProxyError'
    this.code = code
  }
}

/**
 * An agent whose connections go through an HTTP proxy (CONNECT): the proxy sees the host and the port, everything else is encrypted for the host.
 * Until the tunnel stands and encryption is agreed, nothing of a request can have left.
 */
export class TunnelAgent extends Agent {
  private readonly proxy: URL
  private readonly limitMs: number

  /** @param proxy   `http://[user:password@]host:port`
   *  @param limitMs for the tunnel, and again for the agreement on encryption */
  constructor(proxy: string, limitMs: number) {
    super({ keepAlive: false })
    this.proxy = new URL(proxy)
    this.limitMs = limitMs
  }

  override createConnection(options: ClientRequestArgs & ConnectionOptions, give: Give): undefined {
    const failed = (code: string): void => give(new ProxyError(code), undefined as never)
    const request = this.proxy.protocol === 'https:' ? requestOverHttps : requestOverHttp
    const { hostname, port, username, password } = this.proxy
    const target = `${options.host}:${options.port ?? 443}`
    const authorization =
      username === ''
        ? {}
        : { 'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}` }
    const asking = request({
      host: hostname.replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port: Number(port) }),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...authorization },
      agent: false,
      timeout: this.limitMs,
    })
    asking.once('timeout', () => asking.destroy(new ProxyError('EPROXYTIMEOUT')))
    asking.once('error', (error: NodeJS.ErrnoException) => failed(error.code ?? 'EPROXY'))
    asking.once('response', (response) => {
      response.resume()
      failed(`EPROXY${response.statusCode ?? ''}`)
    })
    asking.once('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy()
        return failed(`EPROXY${response.statusCode ?? ''}`)
      }
      socket.setTimeout(0)
      const encrypted = connect({ ...options, socket, servername: options.servername ?? options.host ?? '' })
      const tooLong = setTimeout(() => encrypted.destroy(new ProxyError('EPROXYTIMEOUT')), this.limitMs)
      encrypted.once('secureConnect', () => clearTimeout(tooLong))
      encrypted.once('close', () => clearTimeout(tooLong))
      give(null, encrypted)
    })
    asking.end()
    return undefined
  }
}
