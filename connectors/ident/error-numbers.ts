/** What an error number of SQL Server means for reading. */
export type ServerVerdict =
  | 'deadlock'
  | 'locked'
  | 'misfit'
  | 'permission'
  | 'login'
  | 'expired'
  | 'database'
  | 'lost'
  | 'moved'
  | 'snapshot'
  | 'strained'
  | 'offline'
  | 'conversion'

/**
 * Error numbers that have a rule, most telling first: of several errors in one answer the first line of this table that fits decides
 * (4060 comes with an 18456 behind it, 8134 with a "statement terminated").
 */
export const SERVER_NUMBERS: readonly { verdict: ServerVerdict; numbers: readonly number[] }[] = [
  { verdict: 'expired', numbers: [18487, 18488] },
  // cannot open the database of the login, its default database, or not under this user
  { verdict: 'database', numbers: [4060, 4064, 916] },
  // offline, restoring, recovering, in use by one user only; server starting, paused or being upgraded
  { verdict: 'offline', numbers: [921, 922, 924, 927, 942, 945, 952, 17142, 17187, 18401] },
  { verdict: 'login', numbers: [18456, 18450, 18452, 18458, 18461, 18470, 18486] },
  { verdict: 'deadlock', numbers: [1205] },
  { verdict: 'locked', numbers: [1222] },
  { verdict: 'permission', numbers: [229, 230, 300, 297] },
  // column, object, alias, ambiguous, syntax, unnamed or doubled columns of a derived table, types that cannot be joined
  { verdict: 'misfit', numbers: [207, 208, 4104, 209, 102, 105, 137, 156, 195, 205, 206, 243, 402, 1033, 4121, 8120, 8155, 8156] },
  { verdict: 'conversion', numbers: [8134, 8115, 245, 241, 242, 244, 220, 232, 235, 248, 295, 517, 8114, 8169] },
  { verdict: 'moved', numbers: [601] },
  { verdict: 'snapshot', numbers: [3952] },
  { verdict: 'strained', numbers: [701, 802, 1101, 1105, 8645, 8651, 9002] },
  { verdict: 'lost', numbers: [233, 596, 10053, 10054, 10060, 64, 121] },
]

/** The verdict on the numbers of one answer, with the number that gave it; undefined when none has a rule. Pure. */
export function verdictOn(numbers: readonly number[]): { verdict: ServerVerdict; number: number } | undefined {
  for (const row of SERVER_NUMBERS) {
    const number = numbers.find((one) => row.numbers.includes(one))
    if (number !== undefined) return { verdict: row.verdict, number }
  }
  return undefined
}
