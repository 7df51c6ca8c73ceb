import fc from 'fast-check'

/** What people and programs leave in a database: any characters, halves of pairs, markup, commands of the portal, and far too much of it. */
export function hostileText(maxLength: number): fc.Arbitrary<string> {
  const nasty = fc.constantFrom(
    ...[
      '',
      ' ',
      '\u0000',
      '\u0007\u001b[31m',
      '\ud800',
      'x\udfff',
      '\u200b\ufeff',
      '\u202eтсет',
      '<br><b>жирно</b>',
      '<script>',
      '&lt;&amp;amp;',
      'NULL',
      "'; --",
    ],
    ...[
      '$result[c0]',
      '$RESULT[c0][ID]',
      '%24result',
      'a+b=c&d#e',
      '[0][VALUE]',
      '\r\n\r\n',
      '\u2028',
      '😀'.repeat(200),
      'Я'.repeat(6_000),
      '\u00a0'.repeat(50),
    ],
    ...['0'.repeat(5_000), '8 (900) 000-00-01, 8-900-000-00-02 доб. 5', '+', '1900-01-01', '9999-12-31', '-1', '1e309', 'undefined'],
  )
  const text = fc.oneof(
    nasty,
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.tuple(nasty, fc.string(), nasty).map((parts) => parts.join('')),
  )
  return text.map((one) => one.slice(0, maxLength))
}

/** Years that a clinic's database really holds, the impossible ones included; a wall-clock reading. */
export const hostileMoment: fc.Arbitrary<string> = fc.oneof(
  ...['1753-01-01T00:00:00.000', '1900-01-01T00:00:00.000', '9999-12-31T23:59:59.997', '2011-03-27T02:30:00.000', '2014-10-26T01:30:00.000'].map(
    (at) => fc.constant(at),
  ),
  fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 23)),
)

/** Sums as a database gives them: exact text, and what is no sum at all. */
export const hostileMoney: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '0',
    '0.0000',
    '-0.0001',
    '-922337203685477.5808',
    '922337203685477.5807',
    '99999999999999999999999999',
    '1e+30',
    '',
    'abc',
    '1,5',
    ' 7 ',
  ),
  fc.integer({ min: -10_000_000, max: 10_000_000 }).map((n) => (n / 100).toFixed(4)),
)
