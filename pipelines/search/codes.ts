import { insertSorted, type Row } from './rows.ts'

export interface CodeEntry {
  rows: number[]
  /** A device code (A515F) stands on parts of all kinds and means the model; an article or battery code means the goods that carry it. */
  device: boolean
  models: readonly number[]
}

/** Article, battery and device codes of a catalogue, whole and as people shorten them. */
export class CodeTable {
  private readonly entries = new Map<string, CodeEntry>()
  private readonly shortened = new Map<string, Set<string>>()
  private readonly unsettled = new Set<string>()

  /** Notes that this row carries its codes; `settle` afterwards. */
  add(row: Row, id: number): void {
    for (const code of row.codes) {
      const entry = this.entries.get(code)
      if (entry) insertSorted(entry.rows, id)
      else {
        this.entries.set(code, { rows: [id], device: false, models: [] })
        for (const short of shortForms(code)) this.shortened.set(short, (this.shortened.get(short) ?? new Set()).add(code))
      }
      this.unsettled.add(code)
    }
  }

  /** Forgets that this row carries its codes; a code that nothing carries any more is none. */
  drop(row: Row, id: number): void {
    for (const code of row.codes) {
      const entry = this.entries.get(code)
      if (!entry) continue
      entry.rows = entry.rows.filter((other) => other !== id)
      this.unsettled.add(code)
      if (entry.rows.length > 0) continue
      this.entries.delete(code)
      for (const short of shortForms(code)) this.shortened.get(short)?.delete(code)
    }
  }

  /** Decides which of the codes touched since the last call are device codes; call after the last `add` or `drop`. */
  settle(rowAt: (id: number) => Row | undefined): void {
    for (const code of this.unsettled) {
      const entry = this.entries.get(code)
      if (!entry) continue
      const rows = entry.rows.map(rowAt).filter((row): row is Row => row !== undefined)
      const single = new Map<number, number>()
      for (const row of rows) if (row.models.length === 1) single.set(row.models[0] as number, (single.get(row.models[0] as number) ?? 0) + 1)
      const total = [...single.values()].reduce((sum, times) => sum + times, 0)
      const main = [...single].filter(([, times]) => times >= total * 0.3).map(([model]) => model)
      const kinds = new Set(rows.map((row) => row.part).filter(Boolean))
      entry.device = kinds.size >= 2 && main.length > 0 && main.length <= 2
      entry.models = main.length > 0 ? main : [...new Set(rows.flatMap((row) => row.models))]
    }
    this.unsettled.clear()
  }

  /** The codes that this key means: itself, or those that it shortens (`a515` for a515f, `xt2343` for xt23431). Empty when it is no code. */
  find(key: string): readonly string[] {
    if (key.length < 3 || !/\d/.test(key) || (/^\d+$/.test(key) && key.length < 6)) return []
    if (this.entries.has(key)) return [key]
    const bare = key.replace(/^sm(?=[a-z]\d)/, '')
    if (bare !== key && this.entries.has(bare)) return [bare]
    const of = this.shortened.get(bare)
    return of && of.size > 0 && of.size <= 3 ? [...of] : []
  }

  entry(code: string): CodeEntry | undefined {
    return this.entries.get(code)
  }
}

/** A device code without its region letters or its last number. */
function shortForms(code: string): string[] {
  const forms: string[] = []
  const region = /^([a-z]{1,2}\d{3,4})[a-z]{1,3}$/.exec(code)?.[1]
  if (region) forms.push(region)
  const variant = /^([a-z]{2}\d{4})\d$/.exec(code)?.[1]
  if (variant) forms.push(variant)
  return forms
}
