import type { FastifyError, FastifyInstance } from 'fastify'
import type { Duplex } from 'node:stream'
import type { HubContext } from '../context.ts'
import { refuseThrown } from './api-answers.ts'

type Part = (server: FastifyInstance) => Promise<unknown>

/**
 * Registers the parts of the API, each in a scope of its own: a plugin or a parser of one does not meet another's.
 * Every answer carries `no-store` unless its part says otherwise; every request is counted, timed and said by the pattern
 * of its address, never by the address.
 */
export async function registerApi(
  server: FastifyInstance,
  hub: Pick<HubContext, 'metrics' | 'say'>,
  parts: Readonly<Record<string, Part>>,
): Promise<void> {
  await server.register(async (api) => {
    api.addHook('onRequest', (_request, reply, done) => {
      reply.header('cache-control', 'no-store')
      done()
    })
    api.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? ''
      const { method } = request
      const status = reply.statusCode
      const durationMs = Math.round(reply.elapsedTime * 10) / 10
      hub.metrics.count('requests_total', { route, method, status: String(status) })
      hub.metrics.took('request_seconds', reply.elapsedTime / 1000)
      hub.say.info('request', {
        route,
        method,
        status,
        durationMs,
        bytes: sizeOf(reply.getHeader('content-length')),
      })
      done()
    })
    api.setErrorHandler((error: FastifyError, request, reply) =>
      refuseThrown(error, reply, hub.say, request.routeOptions.url ?? ''),
    )
    for (const part of Object.values(parts)) await api.register(async (own) => void (await part(own)))
  })
  endStrayUpgrades(server)
}

const sizeOf = (length: unknown) => Number(length ?? 0) || 0

/** An upgrade that no part takes would wait for ever. Parts listen first; who takes one, reads from its socket or ends it. */
function endStrayUpgrades(server: FastifyInstance): void {
  const end = (request: { url?: string }, socket: Duplex) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (LIVE_PATHS.includes(pathname)) return
    socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  }
  server.server.on('upgrade', end)
  server.addHook('onClose', () => void server.server.off('upgrade', end))
}

/** Where web sockets are taken. */
const LIVE_PATHS = ['/api/live', '/api/rooms']
