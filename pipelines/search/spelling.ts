import { soundDistance, soundOf } from './phonetic.ts'
import { stem } from './stem.ts'

/** A word that a misspelt one may have meant. */
export interface Candidate {
  /** As it is written in the tables: a stem, a Latin name, or how a name is said. */
  form: string
  /** What it stands for. */
  word: string
  name: boolean
  /** How much less it is believed than a part of a device, in units of distance: colours, prices, names this catalogue does not have. */
  doubt: number
}

export interface Guess {
  word: string
  name: boolean
  distance: number
}

interface Entry extends Candidate {
  sound: string
  letters: number
  cyrillic: boolean
}

const FIRST_LETTER = 0.4
const OTHER_SCRIPT = 0.3
/** A slip of the finger is more likely than another spelling of the sound. */
const TYPING = 0.8

/** Finds the known word nearest to a misspelt one, by its letters and by its sound. */
export class Spelling {
  private readonly entries: Entry[] = []

  add(candidate: Candidate): void {
    const sound = soundOf(candidate.form)
    this.entries.push({ ...candidate, sound, letters: letterSet(sound), cyrillic: /[а-я]/.test(candidate.form) })
  }

  /** Undefined when nothing is near enough. The shorter the word, the nearer it must be. */
  nearest(word: string): Guess | undefined {
    const cyrillic = /[а-я]/.test(word)
    const forms = [...new Set([stem(word), word])].map((form) => ({ form, sound: soundOf(form), letters: letterSet(soundOf(form)) }))
    const typingLimit = word.length < 4 ? 0 : word.length < 8 ? 1 : 2
    let best: Guess | undefined
    for (const entry of this.entries) {
      const handicap =
        (entry.form[0] === word[0] || (entry.cyrillic !== cyrillic && entry.sound[0] === forms[0]?.sound[0]) ? 0 : FIRST_LETTER) +
        entry.doubt +
        (entry.name || entry.cyrillic === cyrillic ? 0 : OTHER_SCRIPT)
      for (const { form, sound, letters } of forms) {
        const limit = Math.min(best?.distance ?? 9, soundLimit(Math.min(sound.length, entry.sound.length))) - handicap
        if (limit < 0 || differing(letters ^ entry.letters) > limit * 2 + 3) continue
        let distance = soundDistance(sound, entry.sound, limit)
        if (entry.cyrillic === cyrillic && Math.abs(form.length - entry.form.length) <= typingLimit)
          distance = Math.min(distance, typingDistance(form, entry.form, typingLimit) * TYPING)
        if (distance <= limit && (best === undefined || distance + handicap < best.distance))
          best = { word: entry.word, name: entry.name, distance: distance + handicap }
      }
    }
    return best
  }
}

/** How far a word of this many sounds may be from a known one. */
function soundLimit(length: number): number {
  if (length <= 3) return 0.9
  if (length <= 4) return 1.1
  if (length <= 6) return 1.2
  return length <= 8 ? 1.5 : 2
}

const letterSet = (sound: string): number => [...sound].reduce((set, letter) => set | (1 << (letter.charCodeAt(0) - 97)), 0)

function differing(set: number): number {
  let bits = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) bits++
  return bits
}

/** Letters put in, left out, exchanged or swapped with their neighbour; `limit + 1` when there are more than `limit`. */
export function typingDistance(a: string, b: string, limit: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1)
      next.push(cost)
    }
    if (Math.min(...next) > limit) return limit + 1
    before = row
    row = next
  }
  return row[b.length] as number
}
