import { Box, render, Text } from 'ink'
import type { Lines } from './live.ts'

function Counts({ counts }: { counts: ReadonlyMap<string, number> }) {
  return (
    <Box flexDirection="column">
      {[...counts].map(([name, count]) => (
        <Text key={name}>
          <Text color="cyan">{name.padEnd(24)}</Text>
          {'·'.repeat(count)}
        </Text>
      ))}
    </Box>
  )
}

/** One line per name on stderr, replaced in place, gone when the result is printed. */
export function showLines(): Lines {
  const screen = render(<Counts counts={new Map()} />, { stdout: process.stderr, exitOnCtrlC: false })
  let isOpen = true
  return {
    show: (counts) => {
      if (isOpen) screen.rerender(<Counts counts={new Map(counts)} />)
    },
    stop: () => {
      if (!isOpen) return
      isOpen = false
      screen.clear()
      screen.unmount()
    },
  }
}
