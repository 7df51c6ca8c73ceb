import { type ConfigPath, pathText } from './path.ts'

/** Tells on which line of the file a value stands; for what is not written there, the line of the nearest table around it. */
export interface TomlLines {
  lineOf(path: ConfigPath): number | undefined
}

/**
 * Finds the line of every key and list element of a TOML text: tables, arrays of tables, dotted keys, inline tables, lists over many lines.
 *
 * Meant for a text that the parser has accepted. Of one that it has not, the lines up to the first surprise are known; never throws.
 */
export function linesOfToml(text: string): TomlLines {
  const lines = new Map<string, number>()
  new Scanner(text, (path, line) => {
    const name = pathText(path)
    if (!lines.has(name)) lines.set(name, line)
  }).scan()
  return {
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const line = lines.get(pathText(path.slice(0, length)))
        if (line !== undefined) return line
      }
      return undefined
    },
  }
}

const BARE_KEY = /[\w-]+/y
const BLANK = /[ \t]*/y
const BLANK_LINES = /(?:[ \t\r\n\ufeff]|#[^\n]*)*/y
const SCALAR = /[^,\]}\n#]+/y
const STRINGS = [/"""(?:[^\\]|\\.)*?"{3,5}/sy, /'''.*?'{3,5}/sy, /"(?:[^"\\\n]|\\.)*"/y, /'[^'\n]*'/y]

class Scanner {
  readonly #text: string
  readonly #note: (path: ConfigPath, line: number) => void
  /** How many tables each array of tables has so far. */
  readonly #sizes = new Map<string, number>()
  #at = 0
  #line = 1

  constructor(text: string, note: (path: ConfigPath, line: number) => void) {
    this.#text = text
    this.#note = note
  }

  scan(): void {
    let table: ConfigPath = []
    for (this.#take(BLANK_LINES); this.#at < this.#text.length; this.#take(BLANK_LINES)) {
      const before = this.#at
      if (this.#text[this.#at] === '[') table = this.#header()
      else this.#pair(table)
      if (this.#at === before) return
    }
  }

  #header(): ConfigPath {
    const isArray = this.#text.startsWith('[[', this.#at)
    this.#at += isArray ? 2 : 1
    const path: (string | number)[] = []
    const keys = this.#key()
    for (const [place, key] of keys.entries()) {
      path.push(key)
      const name = pathText(path)
      if (isArray && place === keys.length - 1) this.#sizes.set(name, (this.#sizes.get(name) ?? 0) + 1)
      this.#note(path, this.#line)
      const size = this.#sizes.get(name)
      if (size !== undefined) path.push(size - 1)
    }
    this.#note(path, this.#line)
    while (this.#text[this.#at] === ']') this.#at++
    return path
  }

  #pair(table: ConfigPath): void {
    const line = this.#line
    const keys = this.#key()
    for (let length = 1; length <= keys.length; length++) this.#note([...table, ...keys.slice(0, length)], line)
    if (this.#text[this.#at] !== '=') return
    this.#at++
    this.#value([...table, ...keys])
  }

  #key(): string[] {
    const keys: string[] = []
    for (;;) {
      this.#take(BLANK)
      const quoted = this.#take(STRINGS[2]) || this.#take(STRINGS[3])
      const key = quoted ? unquoted(quoted) : this.#take(BARE_KEY)
      if (key !== '' || quoted) keys.push(key)
      this.#take(BLANK)
      if (this.#text[this.#at] !== '.') return keys
      this.#at++
    }
  }

  #value(path: ConfigPath): void {
    this.#take(BLANK_LINES)
    if (this.#text[this.#at] === '[') return this.#items(']', (place) => this.#element([...path, place]))
    if (this.#text[this.#at] === '{') return this.#items('}', () => this.#pair(path))
    if (!STRINGS.some((string) => this.#take(string) !== '')) this.#take(SCALAR)
  }

  #element(path: ConfigPath): void {
    this.#note(path, this.#line)
    this.#value(path)
  }

  #items(end: string, item: (place: number) => void): void {
    this.#at++
    for (let place = 0; ; place++) {
      this.#take(BLANK_LINES)
      if (this.#text[this.#at] === end || this.#at >= this.#text.length) break
      const before = this.#at
      item(place)
      this.#take(BLANK_LINES)
      if (this.#text[this.#at] === ',') this.#at++
      if (this.#at === before) return
    }
    this.#at++
  }

  /** The text that the pattern matches here, '' for none; moves past it. */
  #take(pattern: RegExp | undefined): string {
    if (!pattern) return ''
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    for (const character of found) if (character === '\n') this.#line++
    return found
  }
}

function unquoted(quoted: string): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1)
  try {
    return JSON.parse(quoted) as string
  } catch {
    // \UXXXXXXXX and \e exist in TOML only; the key is then shown as it is written.
    return quoted.slice(1, -1)
  }
}
