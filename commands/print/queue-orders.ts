import type { Lang } from '../../core/problem.ts'
import type { OrderResult } from '../../jobs/queue-orders.ts'

const WORDS = {
  ru: {
    release: { done: 'возвращено в доставку; ближайший запуск или bxi replay-queue доставит', ordered: 'распоряжение о возврате принято' },
    bury: { done: 'снято с доставки, пока не придёт новая версия', ordered: 'распоряжение о снятии принято' },
    count: (tickets: number) => `доставок: ${tickets}`,
    holder: (job: string, pid: number, host: string) => `сейчас работает ${job} (процесс ${pid} на ${host}); выполнит в пределах страницы`,
  },
  en: {
    release: { done: 'back in delivery; the next run or bxi replay-queue delivers it', ordered: 'ordered to go back into delivery' },
    bury: { done: 'given up until a newer version comes', ordered: 'ordered to be given up' },
    count: (tickets: number) => `${tickets} deliveries`,
    holder: (job: string, pid: number, host: string) => `the running job ${job} (process ${pid} on ${host}) takes it within a page`,
  },
} as const

/** An order for machines. Pure. */
export function orderJson({ holder, ...result }: OrderResult) {
  return { ...result, ...(holder ? { holder: { ...holder, since: new Date(holder.since).toISOString() } } : {}) }
}

/** What became of an operator's orders, a line each. Pure. */
export function ordersText(results: readonly OrderResult[], lang: Lang): string {
  const words = WORDS[lang]
  return results
    .flatMap(({ partition, order, key, cause, tickets, state, holder, notes }) => {
      const what = key === undefined ? `${cause ?? ''} (${words.count(tickets)})` : key
      const how = holder ? `${words[order].ordered}; ${words.holder(holder.job, holder.pid, holder.host)}` : words[order][state]
      return [`${what} (${partition}): ${notes.length > 0 && tickets === 1 ? notes.join(' ') : how}.`, ...(tickets > 1 ? notes : [])]
    })
    .join('\n')
}
