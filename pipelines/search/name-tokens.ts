import type { Dictionary } from './dictionary.ts'
import type { NameToken } from './models.ts'
import type { Token } from './tokens.ts'

const INSTRUMENTAL = /(?:ой|ом|ем|ами|ями|ым|им|ей|ою)$/

/**
 * The words of a question as the model lexicon reads them. Little words are no part of a name, except letters beside a number: «а» in
 * «самсунг а двенадцать», «с» in «9 с», but not the preposition of «9 с рамкой».
 */
export function nameTokens(tokens: readonly Token[], isFree: (index: number) => boolean, dictionary: Dictionary): NameToken[] {
  return tokens.map((token, index) => {
    const before = tokens[index - 1]
    const after = tokens[index + 1]
    // «нова» is a line of phones and «новая» is not, although they share a stem.
    const isName = token.readings.some((reading) => reading.cost === 0 && reading.text.length > 1 && dictionary.models.knows(reading.text))
    const little = !token.glued && !token.digits && !isName && dictionary.isFiller(token.text)
    const isPreposition = token.text === 'с' && !token.glued && after !== undefined && INSTRUMENTAL.test(after.text)
    const letter = token.readings.some((reading) => reading.text.length === 1)
    const besideNumber = letter && ((after?.digits ?? false) || (before?.digits ?? false)) && !(isLink(token.text) && !after?.glued)
    return {
      readings: token.readings,
      said: token.said,
      glued: token.glued,
      free: isFree(index) && (!little || (besideNumber && !isPreposition)),
      maybeSuffix: !isPreposition,
    }
  })
}

/** Words that link two models rather than end one: «11 и 12», «в 11». */
const isLink = (word: string): boolean => word === 'и' || word === 'в' || word === 'к' || word === 'о'
