import type { EventEmitter } from 'node:events'

/** The parts of tedious 19's Connection that the guard leans on; `createTokenStreamParser` and `state` are its internals. */
export interface GuardedConnection extends EventEmitter {
  closed: boolean
  state: { name: string }
  close(): void
  createTokenStreamParser(message: unknown, handler: TokenHandler): AnswerParser
}

/** tedious' token stream parser: an emitter of `end` around a Readable of tokens. */
interface AnswerParser extends EventEmitter {
  parser: EventEmitter & { destroy(): void }
}

type TokenHandler = Record<string, unknown>

export interface AnswerGuard {
  /** What the driver stumbled over, once it has. */
  garbledBy(): string | undefined
  /** Closes the connection and forgets the answer it is in the middle of. */
  abandon(): void
}

/**
 * Makes an answer that is not TDS close its connection instead of ending the process.
 *
 * tedious 19.2.2 reads tokens through an internal Readable on whose 'error' nobody listens: an unknown token, or a known one out of place,
 * is an uncaught exception. Every answer passes through `createTokenStreamParser` of the connection, which is replaced here on the
 * instance. Three ways out are closed: the Readable's error; an exception of a token handler while the stream flows; and the end of an answer
 * whose connection was closed meanwhile, at which tedious calls back a request that is gone (a server that says a fatal error
 * and hangs up at once does that).
 */
export function guardAnswers(connection: GuardedConnection): AnswerGuard {
  const create = connection.createTokenStreamParser.bind(connection)
  let current: AnswerParser | undefined
  let garbledBy: string | undefined

  const abandon = (): void => {
    current?.parser.destroy()
    connection.close()
  }
  const onGarbled = (answer: AnswerParser, error: unknown): void => {
    if (garbledBy !== undefined || connection.closed) return
    garbledBy = error instanceof Error ? error.message : String(error)
    answer.parser.destroy()
    // during login somebody waits for `end` with events.once and takes 'error' as a refusal; a request is ended by closing
    if (!isAsking(connection) && answer.listenerCount('error') > 0) answer.emit('error', error)
    else connection.close()
  }

  connection.createTokenStreamParser = (message, handler) => {
    const answer: AnswerParser = create(
      message,
      guarded(handler, (error) => onGarbled(answer, error)),
    )
    current = answer
    answer.parser.on('error', (error: unknown) => onGarbled(answer, error))
    const emit = answer.emit.bind(answer)
    answer.emit = (event: string | symbol, ...args: unknown[]) => (event === 'end' && connection.closed ? false : emit(event, ...args))
    return answer
  }
  return { garbledBy: () => garbledBy, abandon }
}

/** In SENT_ATTENTION an 'error' of the parser would be thrown on the next tick, so both states of a request are closed, not told. */
function isAsking(connection: GuardedConnection): boolean {
  return connection.state.name === 'SentClientRequest' || connection.state.name === 'SentAttention'
}

/** Tokens that the driver would obey, to our harm: what is wrong with them, or undefined. */
const OBJECTIONS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  // below the size of a packet's header the driver cuts its messages for ever, without giving the event loop a turn
  onPacketSizeChange: (size) => (typeof size === 'number' && size >= 512 && size <= 32_767 ? undefined : `packets of ${String(size)} bytes`),
  // the login, password included, would go to a host that nobody configured
  onRoutingChange: () => 'a redirection to another host',
}

function guarded(handler: TokenHandler, onError: (error: unknown) => void): TokenHandler {
  return new Proxy(handler, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown
      if (typeof member !== 'function') return member
      return (token: { newValue?: unknown }) => {
        const objection = OBJECTIONS[String(name)]?.(token.newValue)
        if (objection !== undefined) return onError(new Error(objection))
        try {
          Reflect.apply(member, target, [token])
        } catch (error) {
          onError(error)
        }
      }
    },
  })
}
