import { agentRoutes } from '../bot/http/agents.ts'
import { startHttpServer } from '../bot/http/server.ts'
import { watchAgents } from '../jobs/alerts/watch-agents.ts'
import { agentSecrets } from '../jobs/wiring-alerts.ts'
import type { Kit } from '../jobs/wiring.ts'

export interface Listening {
  url: string
  close(): Promise<void>
}

/** Opens `/agents/<id>` for the machines of `alerts.agents` and watches over them until the signal is aborted. */
export async function listenForAgents(kit: Kit, baseDir: string, signal: AbortSignal): Promise<Listening> {
  const secrets = await agentSecrets(kit.config, baseDir)
  const watch = watchAgents(kit)
  const server = await startHttpServer({ listen: kit.config.http.listen, log: kit.log, routes: [agentRoutes(secrets, (beat) => watch.heard(beat))] })
  const watching = watch.run(signal)
  return {
    url: server.url,
    async close() {
      await server.close()
      await watching
    },
  }
}
