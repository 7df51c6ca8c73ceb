import { Box, render, Text } from 'ink'
import type { Lang } from '../../core/problem.ts'
import type { PartitionReport } from '../../core/report.ts'
import type { Progress } from './live.ts'

const WORDS = {
  ru: { read: 'прочитано', applied: 'применено', queued: 'в очереди' },
  en: { read: 'read', applied: 'applied', queued: 'queued' },
} as const

function Flows({ flows, lang }: { flows: readonly PartitionReport[]; lang: Lang }) {
  const words = WORDS[lang]
  return (
    <Box flexDirection="column">
      {flows.map(({ name, scope, read, applied, unchanged, deferred }) => (
        <Text key={`${name}@${scope}`}>
          <Text color="cyan">{`${name}@${scope}`.padEnd(24)}</Text>
          {`${words.read} ${read}  ${words.applied} ${applied + unchanged}`}
          {deferred > 0 ? <Text color="yellow">{`  ${words.queued} ${deferred}`}</Text> : null}
        </Text>
      ))}
    </Box>
  )
}

/** One line per flow on stderr, replaced in place, gone when the report is printed. */
export function showProgress(lang: Lang): Progress {
  const flows = new Map<string, PartitionReport>()
  const screen = render(<Flows flows={[]} lang={lang} />, { stdout: process.stderr, exitOnCtrlC: false })
  let isOpen = true
  return {
    update: (report) => {
      flows.set(`${report.name}@${report.scope}`, { ...report })
      if (isOpen) screen.rerender(<Flows flows={[...flows.values()]} lang={lang} />)
    },
    stop: () => {
      if (!isOpen) return
      isOpen = false
      screen.clear()
      screen.unmount()
    },
  }
}
