import { dateTimeSeconds } from '../../core/instant.ts'
import type { Ticket } from '../../core/ports/state.ts'
import { keptProblemText } from '../../core/problem.ts'
import { type Reasons, sentenceOf } from '../../core/texts/reasons.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import type { ShownTicket } from '../../jobs/queue-show.ts'
import { entryLine, problemCodeText, requestLines } from './entry-text.ts'
import { decisionText } from './plan.ts'
import { QUEUE_WORDS } from './queue-words.ts'

const WORDS = {
  ru: {
    state: 'состояние',
    cause: 'причина',
    attempts: 'попыток',
    since: 'ждёт с',
    due: 'следующая попытка',
    version: 'версия',
    lanes: 'дорожки',
    payload: 'содержание (личное скрыто)',
    orders: 'распоряжения, ещё не выполненные',
    history: 'что с ней было',
    now: 'повтор сделал бы сейчас',
    nothing: 'ничего: на портале уже так',
    untold: 'нельзя сказать',
    person: 'ждёт человека',
    order: { release: 'вернуть в доставку', bury: 'снять с доставки' },
    again: (key: string) => `Повторить сейчас: bxi replay-queue release ${key}. Снять с доставки: bxi replay-queue bury ${key}`,
    mend: (key: string) => `Устраните причину, затем: bxi replay-queue release ${key}`,
    wait: () => 'Ничего не делайте: bxi сначала посмотрит, есть ли запись на портале. Распоряжения до тех пор не действуют.',
    done: () => 'Ничего не делайте: доставлено, bxi только проверит.',
  },
  en: {
    state: 'state',
    cause: 'cause',
    attempts: 'attempts',
    since: 'waits since',
    due: 'next attempt',
    version: 'version',
    lanes: 'lanes',
    payload: 'payload (personal data hidden)',
    orders: 'orders not carried out yet',
    history: 'what happened to it',
    now: 'a replay would now',
    nothing: 'do nothing: the portal is as it should be',
    untold: 'cannot be told',
    person: 'waits for a person',
    order: { release: 'back into delivery', bury: 'give up' },
    again: (key: string) => `Again now: bxi replay-queue release ${key}. Give it up: bxi replay-queue bury ${key}`,
    mend: (key: string) => `Mend the cause, then: bxi replay-queue release ${key}`,
    wait: () => 'Nothing: bxi first looks whether the portal has it. Until then orders have no effect.',
    done: () => 'Nothing: it is delivered, bxi only looks once more.',
  },
} as const

/** What an operator may do about a delivery, by its state. */
const HINT = { refused: 'again', lane: 'again', buried: 'mend', unknown: 'wait', verify: 'done' } as const satisfies Record<Ticket['state'], string>

/** Everything about one waiting delivery, as an operator reads it. Pure. */
export function shownText(shown: ShownTicket, reasons: Reasons, zone: string): string {
  const { lang } = reasons
  const words = WORDS[lang]
  const { ticket, partition, payload, orders, history } = shown
  const { code, method, because } = ticket.cause
  const story = storyWordsIn(lang)
  const told = keptProblemText(ticket.cause, lang)
  const lines: [string, string][] = [
    [words.state, QUEUE_WORDS[lang].state[ticket.state]],
    [words.cause, [problemCodeText(code, story), method, because ? sentenceOf(reasons, because) : undefined].filter(Boolean).join(' · ')],
    ...(told ? [['', [told.what, told.why, ticket.state === 'buried' ? '' : told.next].filter(Boolean).join(' ')] as [string, string]] : []),
    [words.attempts, String(ticket.attempts)],
    [words.since, dateTimeSeconds(ticket.firstAt, zone)],
    [words.due, ticket.state === 'buried' ? words.person : dateTimeSeconds(ticket.dueAt, zone)],
    [words.version, isMoment(ticket.version) ? dateTimeSeconds(Date.parse(ticket.version), zone) : ticket.version],
    [words.lanes, ticket.lanes.join(' ')],
    [words.payload, JSON.stringify(payload)],
    ...(orders.length > 0 ? [[words.orders, orders.map(({ order }) => words.order[order]).join(', ')] as [string, string]] : []),
    [words.now, nowText(shown, reasons)],
  ]
  const width = Math.max(...lines.map(([name]) => name.length))
  return [
    `${ticket.key} (${partition})`,
    ...lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    `  ${words.history}:`,
    ...history.flatMap((line) => [
      `    ${entryLine({ ...line, key: '' }, reasons, zone)}`,
      ...requestLines(line, story).map((said) => `      ${said}`),
    ]),
    words[HINT[ticket.state]](ticket.key),
  ].join('\n')
}

/** The same for machines. Pure. */
export function shownJson(shown: ShownTicket, reasons: Reasons) {
  const { partition, ticket, payload, orders, history, now, problem } = shown
  const { firstAt, dueAt, sentAt, verify, cause, ...rest } = ticket
  const told = keptProblemText(cause, reasons.lang)
  return {
    partition,
    ...rest,
    cause: { ...cause, ...told },
    firstAt: new Date(firstAt).toISOString(),
    ...(ticket.state === 'buried' ? {} : { dueAt: new Date(dueAt).toISOString() }),
    ...(sentAt === undefined ? {} : { sentAt: new Date(sentAt).toISOString() }),
    ...(verify ? { verify: { ...verify, since: new Date(verify.since).toISOString() } } : {}),
    payload,
    orders,
    history: history.map(({ at, ...line }) => ({ at: new Date(at).toISOString(), ...line })),
    now: { ...(now ? { do: now.decision.do, changes: now.previews } : {}), text: nowText(shown, reasons), ...(problem ? { problem } : {}) },
  }
}

function nowText({ now, problem }: ShownTicket, reasons: Reasons): string {
  const words = WORDS[reasons.lang]
  if (!now) return problem ? `${words.untold}: ${problem.what}` : words.untold
  return decisionText(now, reasons) || words.nothing
}

function isMoment(version: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(version)
}
