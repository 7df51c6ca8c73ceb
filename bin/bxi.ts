#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { main } from '../commands/program.ts'

// A short-lived run makes much short-lived text; a young generation that does not grow keeps a cycle some thirty megabytes smaller.
setFlagsFromString('--semi-space-growth-factor=1')
process.exitCode = await main(process.argv.slice(2))
