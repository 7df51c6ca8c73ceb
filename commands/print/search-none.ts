import type { Lang } from '../../core/problem.ts'
import type { NoneReason } from '../../pipelines/search/retrieve.ts'

type Sentence<R> = Record<Lang, (reason: R) => string>
type Of<K extends NoneReason['kind']> = Extract<NoneReason, { kind: K }>

/** Why nothing is shown, in the words of the shop. */
const SENTENCES: { [K in NoneReason['kind']]: Sentence<Of<K>> } = {
  'not-goods': { ru: () => 'Ничего не найдено: в вопросе нет товара.', en: () => 'Nothing found: the question names no goods.' },
  'not-understood': { ru: () => 'Ничего не найдено: под это не подходит ни один товар.', en: () => 'Nothing found: no product fits this.' },
  'no-model': { ru: (r) => `Такой модели нет в каталоге: «${r.words}».`, en: (r) => `The catalogue has no such model: "${r.words}".` },
  'no-code': { ru: (r) => `Такого артикула или кода нет в каталоге: «${r.words}».`, en: (r) => `The catalogue has no such code: "${r.words}".` },
  'no-part': { ru: (r) => `Такой детали нет в каталоге: «${r.words}».`, en: (r) => `The catalogue has no such part: "${r.words}".` },
  'no-part-for-model': { ru: () => 'Такой детали для этой модели нет.', en: () => 'There is no such part for this model.' },
  'unknown-words': {
    ru: (r) => `Ничего не найдено: в каталоге нет слов «${r.words}».`,
    en: (r) => `Nothing found: no product has the words "${r.words}".`,
  },
  'no-quality': {
    ru: (r) => `Качества «${r.words}» нет, есть ${r.have.length === 1 ? 'только ' : ''}${r.have.join(', ')}.`,
    en: (r) => `Not in quality "${r.words}"; there is ${r.have.length === 1 ? 'only ' : ''}${r.have.join(', ')}.`,
  },
  'no-colour': {
    ru: (r) => `Цвета «${r.words}» нет, есть: ${r.have.join(', ')}.`,
    en: (r) => `Not in colour "${r.words}"; there is: ${r.have.join(', ')}.`,
  },
  'no-price': { ru: (r) => `В этих пределах цены (${r.words} ₽) ничего нет.`, en: (r) => `Nothing within this price (${r.words} ₽).` },
  'no-stock': { ru: () => 'Сейчас нет в наличии.', en: () => 'Out of stock now.' },
  'no-feature': { ru: () => 'Именно такой разновидности для этой модели нет.', en: () => 'This very kind is not there for the model.' },
}

/** The sentence for a reason. */
export function noneSentence(reason: NoneReason, lang: Lang): string {
  return (SENTENCES[reason.kind][lang] as (reason: NoneReason) => string)(reason)
}
