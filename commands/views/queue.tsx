import { Box, render, Text } from 'ink'
import type { Instant } from '../../core/ports/clock.ts'
import type { Lang } from '../../core/problem.ts'
import type { QueueGroup } from '../../jobs/queue-list.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import { problemCodeText } from '../print/entry-text.ts'
import { agoText, exampleText, nextText, totalText } from '../print/queue.ts'
import { QUEUE_WORDS } from '../print/queue-words.ts'

const STATES = ['refused', 'unknown', 'lane', 'buried'] as const
const COLOR = { refused: 'yellow', unknown: 'magenta', lane: 'gray', buried: 'red' } as const

function Group({ group, now, lang }: { group: QueueGroup; now: Instant; lang: Lang }) {
  const words = QUEUE_WORDS[lang]
  const said = exampleText(group, lang)
  return (
    <Box flexDirection="column" marginBottom={1}>
      <Text>
        <Text bold>{String(group.count).padStart(6)}</Text>
        {'  '}
        <Text color="cyan">{problemCodeText(group.code, storyWordsIn(lang))}</Text>
        {[group.system, group.method].filter(Boolean).length > 0 ? (
          <Text dimColor>{`  ${[group.system, group.method].filter(Boolean).join(' · ')}`}</Text>
        ) : null}
      </Text>
      <Text>
        {'        '}
        {STATES.filter((state) => group[state] > 0).map((state) => (
          <Text key={state} color={COLOR[state]}>{`${words.state[state]} ${group[state]}  `}</Text>
        ))}
        <Text dimColor>{`${agoText(group.oldest, now, lang)} → ${nextText(group.nextDue, now, lang)}`}</Text>
      </Text>
      <Text dimColor>{`        ${group.partitions.join(' ')}: ${group.examples.join(' ')}${group.count > group.examples.length ? ' …' : ''}`}</Text>
      {said === '' ? null : <Text>{`        ${said}`}</Text>}
    </Box>
  )
}

/** What waits, grouped by cause, once: a picture of this moment. */
export async function showGroups(groups: readonly QueueGroup[], now: Instant, lang: Lang): Promise<void> {
  const words = QUEUE_WORDS[lang]
  const screen = render(
    <Box flexDirection="column">
      {groups.map((group) => (
        <Group key={[group.code, group.system, group.method].join(' ')} group={group} now={now} lang={lang} />
      ))}
      <Text bold>{totalText(groups, lang)}</Text>
      <Text dimColor>{words.hint}</Text>
    </Box>,
    { exitOnCtrlC: false },
  )
  screen.unmount()
  await screen.waitUntilExit()
}
