import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HubStatus } from '#contract/sync/hub-page.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { sha256 } from '../hub-keys.ts'
import { refuseWith } from './api-answers.ts'
import type { KeptMetrics } from './metrics.ts'

export interface RunGround {
  readonly people: Pick<Accounts, 'keeperOf'>
  readonly metrics: KeptMetrics
  readonly metricsToken: string | null
  status(): Promise<HubStatus>
  /** Asks anew for what the gauges say. */
  measure(): Promise<void>
}

/** `GET /api/hub/status` for a hub keeper, `GET /metrics` for Prometheus. */
export function registerRun(server: FastifyInstance, hub: RunGround): void {
  server.get('/api/hub/status', async (request, reply) => {
    if (hub.people.keeperOf(request)) return hub.status()
    return refuseWith(reply, 401, {
      code: 'not-signed-in',
      message: 'Nobody who keeps the hub is signed in here.',
      cure: 'Sign in and ask again.',
      details: {},
    })
  })
  server.get('/metrics', async (request, reply) => {
    if (!mayMeasure(request, hub.metricsToken))
      return refuseWith(reply, 403, {
        code: 'metrics-closed',
        message: 'Metrics are for this machine, or for whoever shows the token.',
        cure: 'Set metricsToken in hub.json and send it: authorization: Bearer …',
        details: {},
      })
    await hub.measure()
    return reply.type(hub.metrics.contentType).send(await hub.metrics.text())
  })
}

/** From this machine itself and past no proxy, or with the token. */
function mayMeasure({ headers, socket }: FastifyRequest, token: string | null): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (given !== undefined) return token !== null && timingSafeEqual(sha256(given), sha256(token))
  const forwarded = headers['x-forwarded-for'] ?? headers['forwarded'] ?? headers['x-real-ip']
  return forwarded === undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '')
}
