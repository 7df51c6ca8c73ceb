import Table from 'cli-table3'

const PLAIN = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' }
const LINES = { left: '', 'left-mid': '', mid: '─', 'mid-mid': '─', right: '', 'right-mid': '', middle: '  ' }
const NO_MID = { ...PLAIN, ...LINES, mid: '', 'mid-mid': '', 'left-mid': '', 'right-mid': '' }

/** A table of plain text without frames, the head underlined. Pure. */
export function textTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [] }
  const colAligns = head.map((_, column) =>
    rows.length > 0 && rows.every((row) => typeof row[column] === 'number') ? ('right' as const) : ('left' as const),
  )
  const table = new Table({ head: [...head], chars: NO_MID, style, colAligns })
  table.push(...rows.map((row) => row.map(String)))
  const [first = '', ...rest] = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
  const width = Math.max(first.length, ...rest.map((line) => line.length))
  return [first, '─'.repeat(width), ...rest].join('\n')
}
