#!/usr/bin/env node
import { main } from '../commands/program.ts'

// A reader that has seen enough (`bxi … | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await main(process.argv.slice(2))
