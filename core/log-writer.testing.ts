import { systemClock } from './clock.ts'
import { createLog } from './log.ts'

/** A process of its own that writes lines into a shared folder: node log-writer.testing.js FOLDER NAME COUNT */
const [dir = '', writer = '', count = '0'] = process.argv.slice(2)
const log = createLog({ level: 'info', dir, stderr: 'off', clock: systemClock })
for (let place = 0; place < Number(count); place++) log.info({ writer, place, filling: 'x'.repeat((place * 37) % 5000) }, 'line written')
