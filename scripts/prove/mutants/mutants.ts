/** A fault that an engineer could make one day, planted into a copy of a compiled file while it is loaded. */
export interface Mutant {
  name: string
  /** What it does wrong. */
  does: string
  /** The compiled file, from `dist/`. */
  file: string
  /** Stands there exactly once (white space does not count); when it does not, the mutant fails loudly instead of proving nothing. */
  from: string
  to: string
}

/** Each must be found by the ordinary cases of the proof within 500 of them. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'blind-retry',
    does: 'a write whose answer was lost is sent again within the call',
    file: 'connectors/bitrix/client.js',
    from: "if (kind === 'write' || exchange.kind === 'answered') return undefined;",
    to: "if (exchange.kind === 'answered') return undefined;",
  },
  {
    name: 'lost-taken-for-unsent',
    does: 'a broken connection counts as proof that nothing left',
    file: 'connectors/bitrix/client.js',
    from: "if (posted.kind === 'not_sent') {",
    to: "if (posted.kind === 'not_sent' || (posted.kind === 'lost' && !posted.isTimeout)) {",
  },
  {
    name: 'cursor-before-outbox',
    does: 'the cursor moves before the rows of its page have a fate',
    file: 'pipelines/engine.js',
    from: "await deliverAll(ctx, options, await candidatesOf(ctx, page), isBacklog ? 'backlog' : 'live'); if (since === undefined && !onPlanned) await state.moveCursor(page.cursor);",
    to: "if (since === undefined && !onPlanned) await state.moveCursor(page.cursor); await deliverAll(ctx, options, await candidatesOf(ctx, page), isBacklog ? 'backlog' : 'live');",
  },
  {
    name: 'outage-swallowed',
    does: 'a page whose rows could not be sent counts as done',
    file: 'pipelines/engine.js',
    from: "await deliverAll(ctx, options, await candidatesOf(ctx, page), isBacklog ? 'backlog' : 'live');",
    to: "await deliverAll(ctx, options, await candidatesOf(ctx, page), isBacklog ? 'backlog' : 'live').catch(() => undefined);",
  },
  {
    name: 'ledger-before-write',
    does: 'the ledger says "applied" before the portal was asked',
    file: 'pipelines/deliver.js',
    from: 'await ctx.state.recordIntents({ wave, sentAt: ctx.clock.now(), rows });',
    to: `await ctx.state.recordIntents({ wave, sentAt: ctx.clock.now(), rows });
      await ctx.state.recordOutcomes({ at: ctx.clock.now(), tickets: [], resolved: [], journal: [],
        entries: rows.map(({ key, version, digest }) => ({ ...(ledger.get(key) ?? { ids: {} }), key, version, digest, verdict: 'applied' })) });`,
  },
  {
    name: 'no-intents',
    does: 'requests leave without a mark on the disk',
    file: 'pipelines/deliver.js',
    from: 'await ctx.state.recordIntents({ wave, sentAt: ctx.clock.now(), rows });',
    to: 'void rows;',
  },
  {
    name: 'no-settle',
    does: 'an unknown outcome is looked at before a late commit is impossible',
    file: 'pipelines/tickets.js',
    from: 'sentAt, dueAt: sentAt + settleMs',
    to: 'sentAt, dueAt: sentAt',
  },
  {
    name: 'no-second-look',
    does: 'one look that finds nothing is enough to create again',
    file: 'pipelines/deliver.js',
    from: "ticket?.state === 'unknown' && ticket.looksAbsent === 0",
    to: "ticket?.state === 'unknown' && ticket.looksAbsent < 0",
  },
  {
    name: 'lane-by-patient-only',
    does: 'visits that share a phone may be written in one wave',
    file: 'pipelines/ident-visits/index.js',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is code, and the placeholder is part of it
    from: '...patient.phones.map((phone) => `phone:${phone}`),',
    to: '',
  },
  {
    name: 'lanes-not-held',
    does: 'nobody waits behind an unknown outcome',
    file: 'pipelines/triage.js',
    from: "if (other.state === 'unknown') return candidate.ticket?.state !== 'unknown' || isOlder(other, candidate.ticket);",
    to: "if (other.state === 'unknown') return false;",
  },
  {
    name: 'neighbours-ignored',
    does: 'an unknown outcome of another source holds no lanes here',
    file: 'jobs/run-flow.js',
    from: 'neighbours: job.neighbours,',
    to: 'neighbours: [state],',
  },
  {
    name: 'sources-applied-in-parallel',
    does: 'waves of two sources reach the portal at the same time',
    file: 'jobs/run-flow.js',
    from: 'new PQueue({ concurrency: 1 })',
    to: 'new PQueue({ concurrency: 8 })',
  },
  {
    name: 'stage-without-guard',
    does: 'a deal is moved to the stage of its visit whoever moved it last',
    file: 'pipelines/ident-visits/decide-stage.js',
    from: 'if (protection === undefined) return',
    to: 'if (protection !== null) return',
  },
  {
    name: 'stage-from-ledger-alone',
    does: 'a stage that left with a lost answer is taken for a person’s',
    file: 'pipelines/ident-visits/decide-stage.js',
    from: 'const known = hasUnrecordedWrite(deal, entry) ? undefined : entry;',
    to: 'const known = entry;',
  },
  {
    name: 'lost-lease-writes',
    does: 'a late holder still writes into a partition that another run has taken over',
    file: 'fixtures/fakes/memory-state.js',
    from: 'leases.beat(lease); await hooks.beforeDurable?.(label);',
    to: 'await hooks.beforeDurable?.(label);',
  },
  {
    name: 'late-holder-sends',
    does: 'a run that slept after its intents sends without asking whether its lease is still its own',
    file: 'pipelines/send.js',
    from: 'if (isFirst && now - lookedAt > FACTS_HOLD_MS) throw new OldFacts(); if (now - onDisk >= SENDING_MARK_MS) await state.markSending(wave, now);',
    to: '',
  },
  {
    name: 'old-facts',
    does: 'a machine that slept writes what it decided before it slept',
    file: 'pipelines/send.js',
    from: 'if (isFirst && now - lookedAt > FACTS_HOLD_MS) throw new OldFacts();',
    to: '',
  },
  {
    name: 'outage-counts-as-refusal',
    does: 'a target that is down uses up the chances of each row',
    file: 'pipelines/look.js',
    from: 'catch (error) { const now = ctx.clock.now();',
    to: `catch (error) { const now = ctx.clock.now();
      harvest.tickets.push(...wave.map(({ key, lanes, row, ticket }) => ({
        key: key.entity, version: key.version, digest: key.digest, lanes, row, looksAbsent: 0, firstAt: now, cause: { code: 'portal.unreachable' },
        attempts: (ticket?.attempts ?? 0) + 1, state: (ticket?.attempts ?? 0) >= 3 ? 'buried' : 'refused',
        dueAt: (ticket?.attempts ?? 0) >= 3 ? Number.MAX_SAFE_INTEGER : now + 60_000 })));
      await record(ctx, harvest); throw error;`,
  },
  {
    name: 'crash-not-recovered',
    does: 'what a dead run has left open is forgotten',
    file: 'pipelines/engine.js',
    from: 'for (const intent of await ctx.state.openIntents()) {',
    to: 'for (const intent of []) {',
  },
  {
    name: 'outbox-without-limit',
    does: 'reading goes on although the queue is full',
    file: 'pipelines/engine.js',
    from: 'if (state.waitingCount() >= outboxLimit)',
    to: 'if (state.waitingCount() >= Number.POSITIVE_INFINITY)',
  },
  {
    name: 'unknown-taken-for-done',
    does: 'a lost answer counts as a good one',
    file: 'pipelines/settle.js',
    from: "case 'unknown': harvest.tickets.push",
    to: "case 'unknown': settleDone(ctx, harvest, candidate, decided, outcome, known); return undefined; harvest.tickets.push",
  },
  {
    name: 'refused-row-dropped',
    does: 'a row that was refused gets no ticket',
    file: 'pipelines/settle.js',
    from: "harvest.tickets.push(ticket); note(ctx, harvest, candidate, ticket.state === 'buried'",
    to: "note(ctx, harvest, candidate, ticket.state === 'buried'",
  },
  {
    name: 'create-without-id',
    does: 'commands that the answer leaves out count as done',
    file: 'connectors/bitrix/client.js',
    from: "return { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method: command.method, how: 'missing' }) };",
    to: "return { kind: 'ok', result: true };",
  },
  {
    name: 'record-changed-twice-at-once',
    does: 'rows that meet in one record of the portal are decided together',
    file: 'pipelines/lanes.js',
    from: 'if (one.records.some((record) => changed.has(record))) {',
    to: 'if (false) {',
  },
  {
    name: 'lead-used-twice',
    does: 'a lead that is still open is used although a deal was made from it',
    file: 'pipelines/ident-visits/look.js',
    from: 'isOpen && !found.dealsByLead.has(id)),',
    to: 'isOpen),',
  },
  {
    name: 'told-after-the-write',
    does: 'a person is told of a demand in a request behind the one that makes the deal show it',
    file: 'connectors/bitrix/perform.js',
    from: 'notify_responsible: -1,',
    to: 'notify_responsible: 4,',
  },
  {
    name: 'told-anew',
    does: 'a notification that is repeated does not take the place of the first one',
    file: 'connectors/bitrix/notify.js',
    from: ', CLIENT_ID }',
    to: ' }',
  },
]

export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name)
  if (!mutant) throw new Error(`no mutant ${name}; there are ${MUTANTS.map((one) => one.name).join(', ')}`)
  return mutant
}
