import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { answer } from './answer.ts'
import { ask, book, found, INDEX } from './shop.testing.ts'

const search = suite('search over a shop')

/** Question → SKUs. */
const ANSWERS: readonly (readonly [fact: string, question: string, skus: readonly string[]])[] = [
  ['a plain question finds exactly its model', 'дисплей iphone 11', ['d11', 'd11c']],
  ['the line may stay unsaid', 'дисплей 11 про макс', ['d11pm']],
  ['a pro is no base model and no pro max', 'экран айфон 11 про', ['d11p']],
  ['the wrong keyboard layout is read', 'lbcgktq fqajy 11 про макс', ['d11pm']],
  ['the wrong layout is read in the other direction', 'вшыздфн шзрщту чк', ['dxr']],
  ['spoken numbers and letters are read', 'самсунг а ноль три эс дисплей', ['a03s']],
  ['spoken letters join into one name', 'айфон икс эр экран', ['dxr']],
  ['ten is X where no iPhone 10 is sold', 'айфон 10 экран', ['dx']],
  ['typing errors are forgiven in words', 'дислпей самсуг а51', ['a51']],
  ['Russian in Latin letters is read', 'displei redmi 9', ['r9']],
  ['an article finds what carries it', '61600641', ['b11']],
  ['a battery code is read without its dash and in any case', 'ebba515aby', ['a51b']],
  ['a device code means its model', 'sm-a515f дисплей', ['a51']],
  ['a device code without its region letter too', 'a515 акб', ['a51b']],
  ['5G tells a neighbour apart', 'дисплей а51 5g', ['a515g']],
  ['several models may be listed', 'дисплей redmi 9a/9c', ['r9a', 'r9c']],
  ['what is negated is not shown', 'redmi note 8 не про и не т дисплей', ['n8']],
  ['a quality that only the title names is found', 'дисплей iphone 11 копия', ['d11c']],
  ['a negated quality is left out', 'дисплей iphone 11 не копия', ['d11']],
  ['a colour in any form is found', 'редми 9с крышка синяя', ['r9cb']],
  ['a preposition is no letter of the model', 'дисплей redmi 9 с рамкой', ['r9']],
  ['the part is told by the whole phrase', 'проклейка дисплея redmi 9', ['r9y']],
  ['a product without models is found by its title', 'проклейка акб redmi 9', ['r9x']],
  ['goods without a device are found by their title', 'пинцет изогнутый', ['tw']],
  ['a diminutive is its word', 'крышечка редми 9с синенькая', ['r9cb']],
  ['the number may stand before the line', 'экран одиннадцатый айфон про', ['d11p']],
  ['what stands after «на» only says where the part goes', 'проклейка на экран redmi 9', ['r9y']],
  ['units are read in any form', 'кабель lightning 2 метра', ['cab']],
]
for (const [fact, question, skus] of ANSWERS) {
  search(`${fact}: «${question}»`, () => assert.equal(found(question), [...skus]))
}

/** Question → why nothing is shown. */
const NOTHING: readonly (readonly [question: string, kind: string])[] = [
  ['дисплей iphone 17', 'no-model'],
  ['redmi note 25 дисплей', 'no-model'],
  ['дисплей iphone 11 ultra', 'no-model'],
  ['htc desire 820 тачскрин', 'no-model'],
  ['bn99 аккумулятор', 'no-code'],
  ['материнская плата iphone 11', 'no-part-for-model'],
  ['дисплей iphone 11 розовый', 'no-colour'],
  ['дисплей iphone 11 pro оригинал', 'no-quality'],
  ['дисплей iphone 11 до 500', 'no-price'],
  ['привет как дела', 'not-goods'],
  ['тормозные колодки ваз 2107', 'no-model'],
  ['пицца пепперони доставка', 'unknown-words'],
]
for (const [question, kind] of NOTHING) {
  search(`nothing is shown for «${question}», and the reason is ${kind}`, () => {
    const { cards, none } = ask(question)
    assert.equal(cards, [])
    assert.is(none?.kind, kind)
  })
}

search('near alternatives stand apart from cards', () => {
  const { cards, alternatives } = ask('дисплей iphone 11 розовый')
  assert.equal(cards, [])
  assert.equal(alternatives.map((card) => card.sku).sort(), ['d11', 'd11c'])
})

search('a product that is not sold is never shown', () => {
  assert.not(ask('дисплей iphone 11').fitting.includes('off'))
})

search('the price is that of the asker, bounds are read in it', () => {
  const offers = book({ d11: { retail: 3100, gold: 2900 }, d11c: { retail: 9000, gold: 8000 } })
  assert.is(answer('дисплей iphone 11 до 3000', INDEX, offers).cards.length, 0)
  const [card] = answer('дисплей iphone 11 до 3000', INDEX, offers, { priceType: 'gold', lowStock: 3, limit: 5 }).cards
  assert.is(card?.sku, 'd11')
  assert.is(card?.price, 2900)
})

search('stock is a word, never a number, and is that of now', () => {
  const tags = (stock: number): string | undefined => ask('дисплей iphone x', book({ dx: { stock } })).cards[0]?.stock
  assert.equal([tags(0), tags(1), tags(3), tags(4)], ['none', 'low', 'low', 'in_stock'])
})

search('what can be bought stands first, and cheap ones first when cheap was asked', () => {
  const offers = book({ d11: { retail: 100, stock: 0 }, d11c: { retail: 900, stock: 5 } })
  const order = (question: string): string[] => ask(question, offers).cards.map((card) => card.sku)
  assert.equal(order('дисплей iphone 11'), ['d11c', 'd11'])
  assert.equal(order('дешевый дисплей iphone 11'), ['d11', 'd11c'])
  assert.equal(order('дисплей iphone 11 в наличии'), ['d11c'])
})

search('a model without a part shows one part after another', () => {
  assert.equal(
    ask('iphone 11')
      .cards.map((card) => card.sku)
      .slice(0, 2),
    ['d11', 'b11'],
  )
})

search.run()
