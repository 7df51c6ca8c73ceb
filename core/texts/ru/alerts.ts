import type { alertsEn } from '../en/alerts.ts'
import { tenths } from './tenths.ts'

export const alertsRu: typeof alertsEn = {
  errors: {
    raised: (p) =>
      `${p.where}: за час не прошли ${p.failed} из ${p.tried} строк (${tenths(p.percent)} %, предел ${tenths(p.limit)} %). Смотрите: bxi replay-queue list, bxi journal --outcome rejected`,
    over: (p) => `${p.where}: доля ошибок снова в норме.`,
  },
  queue: {
    raised: (p) =>
      `${p.where}: ждут доставки ${p.waiting}, разрешено ${p.limit}; полная очередь останавливает чтение. Смотрите: bxi replay-queue list`,
    over: (p) => `${p.where}: очередь разобрана.`,
  },
  money_buried: {
    raised: (p) => `${p.where}: событий с деньгами или товаром, снятых после отказов: ${p.count}; всё за ними ждёт. Решите: bxi replay-queue list`,
    over: (p) => `${p.where}: снятых событий с деньгами или товаром больше нет.`,
  },
  credentials: {
    raised: (p) => `${p.where ?? 'Битрикс24'} не принимает доступ bxi: пока его не обновят, обмен стоит. Проверьте: bxi doctor`,
    over: (p) => `${p.where ?? 'Битрикс24'} снова принимает доступ bxi.`,
  },
  source_silent: {
    raised: (p) =>
      p.where === undefined
        ? `В Битрикс24 ничего не доходит ${p.minutes} мин. Ничего не потеряно; проверьте: bxi doctor`
        : `${p.where} молчит ${p.minutes} мин: прочитать не удаётся. Проверьте: bxi doctor`,
    over: (p) => (p.where === undefined ? 'В Битрикс24 снова всё доходит.' : `${p.where} снова на связи.`),
  },
  agent_silent: {
    raised: (p) => `${p.where} молчит ${p.minutes} мин: bxi оттуда не отзывается. Проверьте машину, её сеть и расписание.`,
    over: (p) => `${p.where} снова отзывается.`,
  },
}
