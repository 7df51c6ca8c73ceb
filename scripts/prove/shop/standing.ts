import { canonicalJson } from '../../../core/keys.ts'
import type { ShopStore } from '../../../fixtures/emulators/portal/index.ts'
import type { Shelf } from './audit.ts'
import { expectedRecords } from './expected.ts'

/** What a buyer was shown rightly and nobody has touched since: it is shown as it is at any time, whatever strikes. */
export class Standing {
  /** How often somebody has changed something. */
  acts = 0
  readonly #shop: ShopStore
  readonly #shown = new Map<string, string>()
  readonly #touchedAt = new Map<string, number>()

  constructor(shop: ShopStore) {
    this.#shop = shop
  }

  touch(ids: readonly number[]): void {
    this.acts++
    for (const id of ids) {
      this.#touchedAt.set(String(id), this.acts)
      this.#shown.delete(String(id))
    }
  }

  /** A run has ended well: what it shows as the site has it stands, unless somebody was at it since the run began. */
  note(shelf: Shelf | undefined, since: number): void {
    const shown = facesOf(shelf)
    for (const { id, title, good } of expectedRecords(this.#shop)) {
      const sku = String(id)
      const face = good?.isShown ? faceOf(title, good.prices) : undefined
      if (face !== undefined && shown.get(sku) === face && (this.#touchedAt.get(sku) ?? 0) <= since) this.#shown.set(sku, face)
    }
  }

  vanishedFrom(shelf: Shelf | undefined): string[] {
    const now = facesOf(shelf)
    return [...this.#shown].flatMap(([sku, was]) =>
      now.get(sku) === was ? [] : [`${sku}: stands on the site as ${was}, but is shown as ${now.get(sku)}`],
    )
  }
}

function facesOf(shelf: Shelf | undefined): Map<string, string> {
  return new Map((shelf?.rows ?? []).map(({ sku, title }) => [sku, faceOf(title, shelf?.offerOf(sku)?.prices)]))
}

function faceOf(title: string, prices: Readonly<Record<string, number>> | undefined): string {
  return canonicalJson({ title, prices: prices ?? null })
}
