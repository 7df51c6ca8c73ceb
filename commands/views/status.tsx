import { Box, render, Text } from 'ink'
import type { Lang } from '../../core/problem.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import type { StatusLine } from '../print/status.ts'

const COLOR = { red: 'red', yellow: 'yellow', good: 'green', title: 'cyan' } as const

function Lines({ lines, lang }: { lines: readonly StatusLine[]; lang: Lang }) {
  return (
    <Box flexDirection="column">
      {lines.map(({ text, tone }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
        <Text key={at} wrap="truncate-end" {...(tone ? { color: COLOR[tone] } : {})}>
          {text === '' ? ' ' : text}
        </Text>
      ))}
      <Text dimColor>{storyWordsIn(lang).status.watching}</Text>
    </Box>
  )
}

/** The state in place of what was shown before; the last one stays on the screen. */
export function showStatus(lang: Lang): { update(lines: readonly StatusLine[]): void; stop(): void } {
  const screen = render(<Lines lines={[]} lang={lang} />, { exitOnCtrlC: false })
  return {
    update: (lines) => screen.rerender(<Lines lines={lines} lang={lang} />),
    stop: () => screen.unmount(),
  }
}
