import { createServer, request } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A line between browser and server that a test can slow, cut and disturb; its address stays the same. */
export interface Line {
  readonly origin: string
  /** Where requests go; changing it is how a new version appears on the server. */
  target: string
  /** Limit for downloads of packed files; null for none. */
  packedBytesPerSecond: number | null
  /** Changes one byte of every packed file that passes. */
  flipsBytes: boolean
  /** What was asked for packed files, in order, and how many bytes of it were sent. */
  readonly packedRequests: { readonly url: string; readonly range: string | null; sentBytes: number }[]
  close(): Promise<void>
}

export async function openLine(target: string): Promise<Line> {
  const server = createServer((incoming, outgoing) => void pass(line, incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const line: Line = {
    // The name, not the number: a service worker needs a secure context, and this one is.
    origin: `http://localhost:${port}`,
    target,
    packedBytesPerSecond: null,
    flipsBytes: false,
    packedRequests: [],
    close: () => closed(server),
  }
  return line
}

async function pass(line: Line, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = incoming.url ?? '/'
  const packed = url.endsWith('.gz')
  const record = { url, range: incoming.headers.range ?? null, sentBytes: 0 }
  if (packed) line.packedRequests.push(record)
  const answer = await new Promise<IncomingMessage | null>((resolve) => {
    const ask = request(line.target + url, { method: incoming.method, headers: incoming.headers }, resolve)
    ask.on('error', () => resolve(null))
    incoming.pipe(ask)
  })
  if (!answer) return void outgoing.destroy()
  const gone = new Promise<void>((resolve) => outgoing.once('close', resolve))
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
  for await (const part of answer as AsyncIterable<Buffer>) {
    if (outgoing.destroyed) break
    if (packed && line.flipsBytes && record.sentBytes === 0) part[part.length >> 1]! ^= 1
    record.sentBytes += part.length
    if (!outgoing.write(part)) await Promise.race([drained(outgoing), gone])
    if (packed && line.packedBytesPerSecond) await pause((part.length / line.packedBytesPerSecond) * 1000)
  }
  outgoing.end()
}

function drained(outgoing: ServerResponse): Promise<unknown> {
  return new Promise((resolve) => outgoing.once('drain', resolve))
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
