import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bad, type Outcome } from '#domain/problem.ts'
import type { HubVoice } from '../context.ts'
import { placeOf } from './api-answers.ts'

/** What the command line may ask of a running hub, by name; each judges what it is given. */
export type AdminActions = Readonly<Record<string, (given: unknown) => Promise<Outcome<unknown>>>>

/** Addresses of Unix sockets are short: 108 bytes on Linux, 104 elsewhere, with the closing zero. */
const SOCKET_PATH_MAX = 100
const BODY_MAX = 64 * 1024

/**
 * The socket `admin.sock` of a data folder: whoever may read the folder may use it, nobody else. A named pipe on
 * Windows, and a name in the folder of temporary files where the path is too long for a socket.
 */
function adminAddress(folder: string): string {
  const path = join(resolve(folder), 'admin.sock')
  const name = `hinterland-${createHash('sha256').update(path).digest('hex').slice(0, 24)}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  return Buffer.byteLength(path) <= SOCKET_PATH_MAX ? path : join(tmpdir(), `${name}.sock`)
}

/** The command line asks the hub itself: a second process at its database would leave its memory behind. */
export async function serveAdmin(
  folder: string,
  actions: AdminActions,
  say: HubVoice,
): Promise<{ close(): Promise<void> }> {
  const address = adminAddress(folder)
  const server = createServer((incoming, outgoing) => {
    void answer(incoming, actions, say).then((outcome) => {
      outgoing.setHeader('content-type', 'application/json')
      outgoing.end(JSON.stringify(outcome))
    })
  })
  // The folder's lock is ours: a socket that lies there belongs to nobody.
  if (process.platform !== 'win32') rmSync(address, { force: true })
  await listening(server, address)
  return {
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeIdleConnections()
      }),
  }
}

function listening(server: Server, address: string): Promise<void> {
  // From its first moment on it is its owner's alone.
  const before = process.umask(0o177)
  return new Promise<void>((listens, fails) => {
    server.once('error', fails)
    server.listen(address, () => listens())
  }).finally(() => process.umask(before))
}

async function answer(
  incoming: IncomingMessage,
  actions: AdminActions,
  say: HubVoice,
): Promise<Outcome<unknown>> {
  const name = (incoming.url ?? '').slice(1)
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (!action)
    return bad(
      'hub-other-version',
      'The hub that is running does not know this command.',
      'It is of another version: restart it, then ask again.',
    )
  try {
    return await action(JSON.parse(await bodyOf(incoming)))
  } catch (error) {
    say.error('admin-failed', { action: name, name: (error as Error).name, where: placeOf(error as Error) })
    return bad('hub-failed', 'The hub could not do this.', 'Look at what it writes to standard error.')
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_MAX) throw new RangeError('too much was given')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** @returns null where no hub is running on this folder */
export async function askAdmin(
  folder: string,
  action: string,
  given: unknown,
): Promise<Outcome<unknown> | null> {
  return new Promise((answered, fails) => {
    const asked = request(
      { socketPath: adminAddress(folder), path: `/${action}`, method: 'POST', agent: false },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', fails)
        incoming.on('end', () =>
          answered(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Outcome<unknown>),
        )
      },
    )
    asked.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? answered(null) : fails(error),
    )
    asked.end(JSON.stringify(given))
  })
}
