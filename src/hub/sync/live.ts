import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { WebSocketServer } from 'ws'
import { LIVE_FRAME_BYTES_MAX, LIVE_PING_MS } from '#contract/sync/live-frame.ts'
import type { ScopeId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'
import type { Gate } from './gate.ts'
import { LiveLine } from './live-line.ts'
import { TokenBuckets, type Pace } from './token-buckets.ts'

const PATH = '/api/live'
/** After an outage everybody comes at once; who is not let in tries again later, each at another moment. */
const ADMITTED: Pace = { perSecond: 50, burst: 200 }
const LINES_MAX = 5000
/** A clinic that writes all the time is told so twice a second, not at every fact. */
const POKE_EVERY_MS = 500

/** `GET /api/live`: what `POST /api/sync` does, over a line that stays, and that says when there is news. */
export function registerLive(
  server: FastifyInstance,
  hub: HubContext,
  gate: Gate,
  admitted: Pace = ADMITTED,
): void {
  const lines = new Set<LiveLine>()
  const admission = new TokenBuckets(admitted)
  const sockets = new WebSocketServer({
    noServer: true,
    // Packed by us where it is worth it: the extension keeps 300 kB for each line.
    perMessageDeflate: false,
    maxPayload: LIVE_FRAME_BYTES_MAX,
    clientTracking: false,
  })

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] !== PATH) return
    const waitS = lines.size >= LINES_MAX ? 30 : admission.take('all')
    if (waitS > 0) {
      const laterS = waitS + Math.floor(Math.random() * 30)
      socket.end(
        `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${laterS}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      )
      return
    }
    const address = addressOf(request)
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const line = new LiveLine(hub, gate, webSocket, address)
      lines.add(line)
      webSocket.once('close', () => lines.delete(line))
    })
  }
  server.server.on('upgrade', onUpgrade)

  const pinging = setInterval(() => {
    for (const line of lines) line.ping()
  }, LIVE_PING_MS).unref()
  const stopTelling = tellOfNews(hub, lines)
  hub.metrics.gauge('live_connections', 'Tablets with a live line', () => lines.size)
  hub.metrics.gauge('live_buffered_bytes', 'Waiting to be read by tablets with a live line', () =>
    [...lines].reduce((sum, line) => sum + line.bufferedBytes, 0),
  )
  server.addHook('preClose', (done) => {
    clearInterval(pinging)
    stopTelling()
    server.server.off('upgrade', onUpgrade)
    for (const line of lines) line.end()
    done()
  })
}

/** @returns ends it */
function tellOfNews(hub: HubContext, lines: ReadonlySet<LiveLine>): () => void {
  const news = new Map<ScopeId, number>()
  let timer: NodeJS.Timeout | null = null
  const tell = () => {
    timer = null
    for (const line of lines) line.tell(news)
    news.clear()
  }
  const stop = hub.intake.onTaken((scope, n) => {
    news.set(scope, Math.max(n, news.get(scope) ?? 0))
    timer ??= setTimeout(tell, POKE_EVERY_MS).unref()
  })
  return () => {
    stop()
    if (timer) clearTimeout(timer)
  }
}

/** Of the tablet. A proxy on this machine adds it at the end of what came. */
function addressOf({ socket, headers }: IncomingMessage): string {
  const { remoteAddress = '' } = socket
  const named = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)!
    .trim()
  return /^(::ffff:)?127\.|^::1$/.test(remoteAddress) && named !== '' ? named : remoteAddress
}
