import type { Reception } from '../../../core/ports/clinic.ts'

/** What the deal of a visit must show. Reckoned here once more from the specification, not asked of the code that is on trial. */
export interface ExpectedDeal {
  origin: string
  stageName: string
  status: string
  phone: string
  fields: Readonly<Record<string, string | null>>
}

type Status = 'planned' | 'arrived' | 'in_progress' | 'ended' | 'billed' | 'canceled'

const STAGE_NAMES: Readonly<Record<'consultation' | 'treatment', Readonly<Record<Status, string>>>> = {
  consultation: {
    planned: 'Консультация назначена',
    arrived: 'Консультация назначена',
    in_progress: 'Консультация назначена',
    ended: 'Консультация проведена',
    billed: 'Консультация проведена',
    canceled: 'Сделка провалена',
  },
  treatment: {
    planned: 'Лечение',
    arrived: 'Лечение',
    in_progress: 'Лечение',
    ended: 'Лечение',
    billed: 'Сделка успешна',
    canceled: 'Сделка провалена',
  },
}

export function statusOf(reception: Reception): Status {
  if (reception.transferredTo !== undefined || reception.canceledAt !== undefined) return 'canceled'
  if (reception.billedAt !== undefined) return 'billed'
  if (reception.endedAt !== undefined) return 'ended'
  if (reception.startedAt !== undefined) return 'in_progress'
  return reception.arrivedAt === undefined ? 'planned' : 'arrived'
}

export function stageNameOf(reception: Reception, status = statusOf(reception)): string {
  const isTreatment = (reception.finishedBefore ?? 0) > 0 || reception.services.some(({ planId }) => planId !== undefined)
  return STAGE_NAMES[isTreatment ? 'treatment' : 'consultation'][status]
}

/** @param n number of the branch */
export function expectedDeal(reception: Reception, n: number): ExpectedDeal {
  const status = statusOf(reception)
  const [name] = [[reception.patientSurname, reception.patientName, reception.patientPatronymic].filter(Boolean).join(' ')]
  return {
    origin: `F${n}_${reception.id}`,
    stageName: stageNameOf(reception),
    status,
    phone: tenDigits(reception.patientPhone ?? ''),
    fields: {
      UF_CRM_IDENT_ID: `F${n}_${reception.id}`,
      UF_CRM_IDENT_STATUS: status,
      UF_CRM_IDENT_PATIENT: name ?? null,
      UF_CRM_IDENT_ROOM: reception.room ?? null,
      UF_CRM_IDENT_PHONE: `+7${tenDigits(reception.patientPhone ?? '')}`,
      OPPORTUNITY: sumText(reception),
      UF_CRM_IDENT_CANCEL_REASON:
        reception.transferredTo === undefined ? (reception.cancelReason ?? null) : `перенос на F${n}_${reception.transferredTo}`,
    },
  }
}

function sumText({ services }: Reception): string {
  const kopecks = services.map(({ quantity, price, discount }) => Math.round(Number(quantity) * Number(price) * 100 - Number(discount ?? 0) * 100))
  return (kopecks.reduce((sum, one) => sum + one, 0) / 100).toFixed(2)
}

/** The digits by which the portal, too, tells two numbers apart. */
export function tenDigits(phone: string): string {
  return phone.replace(/\D/g, '').slice(-10)
}
