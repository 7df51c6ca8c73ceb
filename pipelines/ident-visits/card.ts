import type { FlowCard } from '../flow.ts'

export const card = {
  name: 'sync-ident',
  argv: ['sync', 'ident'],
  every: '*/2 * * * *',
  purpose: { ru: 'визиты iDENT → контакты, лиды и сделки Битрикс24', en: 'iDENT visits → Bitrix24 contacts, leads and deals' },
  section: 'ident',
  scopeFlag: 'source',
  budgetMinutes: 30,
  load: () => import('./flow.ts'),
} as const satisfies FlowCard
