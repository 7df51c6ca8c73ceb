import type { Dictionary } from './dictionary.ts'
import type { Token } from './tokens.ts'
import type { Rule } from './understanding.ts'

/** A question being read: tokens, what each was taken for, and the rules that fired so far. */
export class Draft {
  readonly tokens: readonly Token[]
  readonly roles: (string | undefined)[]
  readonly rules: { rule: Rule; words: string; meaning: string }[] = []
  readonly dictionary: Dictionary

  constructor(tokens: readonly Token[], dictionary: Dictionary) {
    this.tokens = tokens
    this.dictionary = dictionary
    this.roles = tokens.map(() => undefined)
  }

  isFree(index: number): boolean {
    return this.roles[index] === undefined
  }

  /** Takes tokens for a role and notes the rule. */
  take(at: readonly number[], role: string, rule: Rule, meaning: string): void {
    for (const index of at) this.roles[index] = role
    this.rules.push({ rule, words: at.map((index) => this.tokens[index]?.text ?? '').join(' '), meaning })
  }

  /** Takes tokens that only carry grammar: no rule is noted. */
  drop(at: readonly number[], role: string): void {
    for (const index of at) this.roles[index] = role
  }

  /** Stems of the free tokens, undefined where a token is taken or is a little word. */
  freeStems(): (string | undefined)[] {
    return this.tokens.map((token, index) => (this.isFree(index) ? token.stem : undefined))
  }
}
