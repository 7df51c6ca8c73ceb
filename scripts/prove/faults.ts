/**
 * Where a history can be struck: every durable write and every outgoing request, those that only ask and those that may change something, each numbered
 * as they come.
 */
export type PointKind = 'write' | 'ask' | 'send'

/** What can happen at a durable write. */
export const WRITE_FAULTS = {
  'killed-before-write': 'the process is killed before the bytes are on the disk',
  'killed-after-write': 'the process is killed when the bytes are on the disk',
  'power-cut': 'the machine loses power; its lease ends only by silence',
  'disk-full-once': 'the disk refuses this write',
  'disk-full': 'the disk refuses this write and every later one of the run',
  'lease-lost': 'the machine sleeps before the write until another run has taken its lease, then goes on',
  overslept: 'the machine sleeps before the write until other runs have done everything and ended, then goes on',
  'lease-lost-after': 'the same when the bytes are on the disk, before anything else is done',
} as const

/** What can happen to an outgoing request. */
export const REQUEST_FAULTS = {
  refused: 'nobody listens; the request never left',
  down: 'nobody listens for the rest of the run',
  'down-page': 'a page instead of answers for the rest of the run; nothing is carried out',
  'reset-before': 'the connection breaks before anything is carried out',
  'timeout-before': 'no answer in time, and nothing was carried out',
  'timeout-after': 'no answer in time, and everything was carried out',
  'dropped-after': 'everything is carried out, then the connection breaks',
  'late-commit': 'the connection breaks at once, the request is carried out just before the server would give up; the next run starts at once',
  'seen-late': 'the answer is lost, and what was created shows in lists only ten seconds later',
  'long-outage': 'nobody listens for half an hour, whoever asks',
  'page-after': 'everything is carried out, the answer is a page with status 500',
  'page-before': 'nothing is carried out, the answer is a page with status 502',
  truncated: 'everything is carried out, half of the answer arrives',
  'half-batch': 'half of the batch is carried out, then the connection breaks',
  'left-out': 'half of the batch is carried out, and the answer says nothing of the rest',
  quota: '503 QUERY_LIMIT_EXCEEDED, nothing is carried out',
  'method-limit': '429 OPERATION_TIME_LIMIT for one method',
  'command-refused': 'the portal says no to one command of the batch',
  'method-refused': 'the portal says no to one method for the rest of the run',
  'command-error': '500 for one command that was carried out nevertheless',
  'webhook-expired': '401 until somebody renews the webhook after the run',
  'killed-before-send': 'the process is killed before the request leaves',
  'killed-in-flight': 'the process is killed while the request is on its way; it is carried out later',
  'killed-after-commit': 'everything is carried out, the process is killed before the answer arrives',
} as const

export type WriteFault = keyof typeof WRITE_FAULTS
export type RequestFault = keyof typeof REQUEST_FAULTS

/** One stroke: at the nth point of its kind, counted over the whole history. */
export type Fault = { on: 'write'; n: number; kind: WriteFault } | { on: 'ask' | 'send'; n: number; kind: RequestFault }

/** To a request that only asks, carried out or not is the same. */
const CARRIED_OUT: ReadonlySet<RequestFault> = new Set<RequestFault>([
  'timeout-after',
  'dropped-after',
  'late-commit',
  'seen-late',
  'page-after',
  'half-batch',
  'left-out',
  'command-error',
  'killed-in-flight',
  'killed-after-commit',
])
const ofRequests = Object.keys(REQUEST_FAULTS) as RequestFault[]

export const KINDS = {
  write: Object.keys(WRITE_FAULTS) as WriteFault[],
  ask: ofRequests.filter((kind) => !CARRIED_OUT.has(kind)),
  send: ofRequests,
} as const

/** The faults of one history, and the points it has passed. */
export class FaultPlan {
  readonly passed: Record<PointKind, string[]> = { write: [], ask: [], send: [] }
  readonly struck: Fault[] = []
  /** Until then nobody listens. */
  downUntil = 0
  #faults: readonly Fault[]
  #mendings: (() => void)[] = []

  constructor(faults: readonly Fault[]) {
    this.#faults = faults
  }

  /** Passes a durable write; gives the fault that strikes there. */
  atWrite(label: string): WriteFault | undefined {
    const n = this.passed.write.push(label)
    const fault = this.#faults.find((one) => one.on === 'write' && one.n === n)
    if (fault?.on !== 'write') return undefined
    this.struck.push(fault)
    return fault.kind
  }

  /** Passes an outgoing request; gives the fault that strikes there. */
  atRequest(on: 'ask' | 'send', label: string): RequestFault | undefined {
    const n = this.passed[on].push(label)
    const fault = this.#faults.find((one) => one.on === on && one.n === n)
    if (fault === undefined || fault.on === 'write') return undefined
    this.struck.push(fault)
    return fault.kind
  }

  /** Something is wrong until somebody mends it. */
  untilMended(mend: () => void): void {
    this.#mendings.push(mend)
  }

  /** Somebody looks after the portal: a refused webhook is renewed, a strange rule is taken away. */
  mend(): void {
    for (const mend of this.#mendings.splice(0)) mend()
  }

  /** From now on all goes well. */
  lift(): void {
    this.#faults = []
    this.mend()
  }
}
