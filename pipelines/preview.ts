/** A field before and after; absent means empty. A personal one says only that it is set, changed or cleared. */
export interface FieldPreview {
  field: string
  from?: string
  to?: string
  hidden?: 'set' | 'changed' | 'cleared'
}

/** What one step would do, in words that every pipeline shares. Holds no personal data. */
export interface StepPreview {
  verb: 'create' | 'update' | 'delete' | 'notify'
  /** `deal`, `contact`, `lead`; `responsible` of a deal. */
  noun: string
  id?: string
  stage?: { from?: string; to: string }
  fields: readonly FieldPreview[]
}
