import * as assert from 'uvu/assert'
import type { SiteProduct, SiteProperty } from '../../core/ports/shop-site.ts'
import { suite } from '../../fixtures/suite.ts'
import { passesDue } from './cursor.ts'
import { decideOffer, decideProduct, stockOf } from './decide.ts'
import { offerFor, productFor } from './kept.ts'
import { proposeMapping, resolveMapping } from './mapping.ts'

const rules = suite('what is kept of a product')

const property = (id: number, code: string, fields: Partial<SiteProperty> = {}): SiteProperty => ({
  id,
  list: 'products',
  code,
  name: code,
  isMultiple: false,
  kind: 'text',
  ...fields,
})
const KNOWN = [
  property(1, 'BRAND'),
  property(2, 'MODEL'),
  property(3, 'COLOR_REF', { kind: 'directory', name: 'Цвет' }),
  property(4, 'CML2_ARTICLE', { name: 'Артикул' }),
]
const site = (fields: Partial<SiteProduct> = {}): SiteProduct => ({
  id: 7,
  list: 'products',
  isSold: true,
  title: 'Дисплей',
  xmlId: 'x-7',
  code: 'display',
  active: true,
  section: 'Дисплеи',
  properties: new Map(),
  garbled: [],
  stock: { quantity: 3, isAvailable: true, isCounted: true },
  ...fields,
})
const FACTS = { kept: undefined, owner: undefined, keysOnly: new Set<number>() }
const mapping = resolveMapping(
  { sku: 'id', properties: { brand: 'brand', model: 2, part: 'section', color: 'COLOR_REF', codes: ['CML2_ARTICLE'] }, directories: {} },
  KNOWN,
)

rules('several models in one field are several models; the section may name the part', () => {
  const decision = decideProduct(site({ properties: new Map([[2, ['iPhone 11; iPhone 11 Pro / iPhone X', 'iPhone 11']]]) }), FACTS, mapping)
  assert.ok(decision.do === 'keep')
  assert.equal(decision.row.words, { model: ['iPhone 11', 'iPhone 11 Pro', 'iPhone X'], part: ['Дисплеи'] })
})

rules('keys of a directory are no words until somebody writes the words down', () => {
  const black = site({ properties: new Map([[3, ['bx_4fa']]]) })
  const keysOnly = new Set([3])
  const unknown = decideProduct(black, { ...FACTS, keysOnly }, mapping)
  assert.ok(unknown.do === 'keep' && unknown.row.words.color === undefined)
  const told = resolveMapping({ sku: 'id', properties: { color: 'COLOR_REF' }, directories: { COLOR_REF: { bx_4fa: 'черный' } } }, KNOWN)
  const known = decideProduct(black, { ...FACTS, keysOnly }, told)
  assert.ok(known.do === 'keep')
  assert.equal(known.row.words.color, ['черный'])
})

rules('a record saved again without a change is no news', () => {
  const first = decideProduct(site({ changedAt: 1 }), FACTS, mapping)
  assert.ok(first.do === 'keep' && first.isNews)
  assert.equal(decideProduct(site({ changedAt: 1 }), { ...FACTS, kept: first.row }, mapping), { do: 'nothing' })
  const again = decideProduct(site({ changedAt: 2 }), { ...FACTS, kept: first.row }, mapping)
  assert.ok(again.do === 'keep' && !again.isNews)
})

rules('what the site would not sell is none; what it does not count is always there', () => {
  assert.is(stockOf({ quantity: 5, isAvailable: false, isCounted: true }, 5, 'stores'), 0)
  assert.is(stockOf({ quantity: 0, isAvailable: true, isCounted: false }, undefined, 'quantity'), null)
  assert.is(stockOf({ quantity: -2, isAvailable: true, isCounted: true }, undefined, 'quantity'), 0)
  assert.is(stockOf({ quantity: 9, isAvailable: true, isCounted: true }, 4, 'stores'), 4)
})

rules('a level without a price of its own pays retail; without retail it has no price', () => {
  const row = (type: number, price: number) => ({ productId: 7, type, price, currency: 'RUB', fromPieces: 1 })
  const types = { retail: 13, gold: 5 }
  const both = decideOffer('7', site().stock, [row(13, 100)], undefined, { types, currency: 'RUB', stockFrom: 'quantity' })
  assert.equal(offerFor(both.offer).prices, { retail: 100, bronze: 100, silver: 100, gold: 100 })
  const none = decideOffer('7', site().stock, [row(5, 80)], undefined, { types, currency: 'RUB', stockFrom: 'quantity' })
  assert.equal(offerFor(none.offer).prices, { gold: 80 })
})

rules('a variation whose parent is switched off is not sold', () => {
  const kept = { id: 1, list: 'offers' as const, parentId: 2, isSold: true, title: 't', sku: '1', active: true, words: {} }
  assert.not.ok(productFor(kept, { ...kept, id: 2, active: false }).active)
})

rules('properties are proposed by code and name, files never', () => {
  const known = [...KNOWN, property(9, 'MODEL_PHOTO', { kind: 'file', name: 'Фото модели' })]
  const proposed = proposeMapping(known)
  assert.equal(
    [proposed.brand, proposed.model, proposed.color, proposed.codes, proposed.quality],
    [['BRAND'], ['MODEL'], ['COLOR_REF'], ['CML2_ARTICLE'], []],
  )
})

const at = (cursor: object, wishes: object = {}) =>
  passesDue(
    { schema: 1, mapping: 'm', fullAt: 1, glancedAt: 1, ...cursor },
    { now: 1_000, mapping: 'm', passMapping: 'p', isFullWanted: false, glanceEveryMs: 60_000, ...wishes },
  ).map(({ kind, goesOn }) => `${kind}${goesOn ? ' goes on' : ''}`)

rules('everything is read when it never was, when the mapping changed, and after two days without', () => {
  assert.equal(at({ fullAt: undefined }), ['full'])
  assert.equal(at({}, { mapping: 'other' }), ['full'])
  assert.equal(at({}, { now: 49 * 3_600_000 }), ['full'])
  assert.equal(at({}), ['changes'])
  assert.equal(at({}, { now: 61_001 }), ['changes', 'glance'])
})

rules('a pass that was broken off goes on, unless its words mean something else by now', () => {
  const pass = { kind: 'full', part: 0, after: 5, startedAt: 1, mapping: 'p', seen: 5 }
  assert.equal(at({ pass }), ['full goes on', 'changes', 'glance'])
  assert.equal(at({ pass, fullAt: undefined }, { passMapping: 'other' }), ['full'])
  assert.equal(at({ pass }, { passMapping: 'other' }), ['full'])
  assert.equal(at({ pass: { ...pass, kind: 'glance' } }), ['changes', 'glance goes on'])
})

rules.run()
