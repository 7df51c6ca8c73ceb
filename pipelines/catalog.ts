// Every flow, one line each. A flow listed here is a job, stands in every rendered schedule and has a command: docs/adding-a-pipeline.md.
export { card as syncIdent } from './ident-visits/card.ts'
