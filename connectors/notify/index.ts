export { mailNotifier } from './email.ts'
export { telegramNotifier } from './telegram.ts'
export { heartbeatTo, webhookNotifier } from './webhook.ts'
