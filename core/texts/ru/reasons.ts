import type { ReasonTable } from '../reasons.ts'
import type { reasonsEn } from '../en/reasons.ts'

/** Почему строка пропущена, отклонена или ждёт, и что при этом замечено. */
export const reasonsRu = {
  'second-look': () => 'первая проверка ничего не нашла; перед созданием будет ещё одна',
} as const satisfies { [K in keyof typeof reasonsEn]: ReasonTable[string] }
