/** Cyrillic → the Latin letters that sound alike, before folding. */
const SOUND: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'j',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sh',
  ъ: '',
  ы: 'i',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
}

/** Spellings of one sound, folded to one; applied in order. */
const FOLDS: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/tion/g, 'shn'],
  [/sion/g, 'jn'],
  [/iu/g, 'u'],
  [/ck/g, 'k'],
  [/sch/g, 'sh'],
  [/tch/g, 'ch'],
  [/ee|ea/g, 'i'],
  [/oo|ou/g, 'u'],
  [/c(?=[eiy])/g, 's'],
  [/c(?!h)/g, 'k'],
  [/q/g, 'k'],
  [/w/g, 'v'],
  [/x/g, 'ks'],
  [/y/g, 'i'],
  [/zh|dj|dg/g, 'j'],
  [/th/g, 't'],
  [/(.)\1+/g, '$1'],
]

/** How a word sounds, written in folded Latin: `huawei` and «хуавей» come close, `display` and «дисплэй» too. */
export function soundOf(word: string): string {
  let latin = ''
  for (const letter of word) latin += SOUND[letter] ?? letter
  for (const [spelling, sound] of FOLDS) latin = latin.replace(spelling, sound)
  return latin
}

const VOWELS = new Set('aeiou')

/** What it costs to put `b` for `a`: vowels and voiced pairs are easily mixed up. */
function swapCost(a: string, b: string): number {
  if (a === b) return 0
  if (VOWELS.has(a) && VOWELS.has(b)) return 0.4
  return SIMILAR.has(a + b) || SIMILAR.has(b + a) ? 0.5 : 1
}
const SIMILAR = new Set(['bp', 'dt', 'gk', 'zs', 'vf', 'jg', 'hg', 'hk', 'vb', 'mn', 'js'])

const dropCost = (letter: string): number => (VOWELS.has(letter) || letter === 'h' ? 0.6 : 1)

/**
 * How far two sounds are apart: a Damerau–Levenshtein distance in which vowels, silent h and voiced pairs weigh less.
 *
 * @param limit distances above it need not be exact; the function stops early and returns a larger number
 */
export function soundDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit * 2) return limit + 1
  let before: number[] = []
  let row: number[] = [0]
  for (let j = 1; j <= b.length; j++) row.push((row[j - 1] as number) + dropCost(b[j - 1] as string))
  for (let i = 1; i <= a.length; i++) {
    const next: number[] = [(row[0] as number) + dropCost(a[i - 1] as string)]
    let best = next[0] as number
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(
        (row[j] as number) + dropCost(a[i - 1] as string),
        (next[j - 1] as number) + dropCost(b[j - 1] as string),
        (row[j - 1] as number) + swapCost(a[i - 1] as string, b[j - 1] as string),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 0.8)
      next.push(cost)
      if (cost < best) best = cost
    }
    if (best > limit) return limit + 1
    before = row
    row = next
  }
  return row[b.length] as number
}
