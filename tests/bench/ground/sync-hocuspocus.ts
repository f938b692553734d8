import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { startServer, type Contender, type SyncRecord, type SyncTablet } from './sync-contender.ts'
import { SyncLine } from './sync-line.ts'
import { documentOf } from './sync-record-document.ts'

/** Documents that are opened at once over the one socket: the server takes no more that wait for their rights. */
const AT_ONCE = 100

/**
 * Hocuspocus with a document a record, all over one web socket. The tablet is told the names of all documents for
 * nothing, and keeps what it has in memory.
 */
export async function startHocuspocus(records: readonly SyncRecord[]): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-hocuspocus-'))
  const file = join(folder, 'records.json')
  writeFileSync(file, JSON.stringify(records))
  const server = await startServer<{ port: number }>('sync-hocuspocus-server.ts', file)
  rmSync(folder, { recursive: true })
  const line = await SyncLine.to(server.first.port)
  return {
    name: 'Hocuspocus',
    line,
    tablet: async () =>
      new HocuspocusTablet(
        line,
        records.map(({ id }) => id),
      ),
    async stop() {
      line.close()
      await server.stop()
    },
  }
}

class HocuspocusTablet implements SyncTablet {
  readonly #line: SyncLine
  readonly #names: readonly string[]
  readonly #documents = new Map<string, Y.Doc>()

  constructor(line: SyncLine, names: readonly string[]) {
    this.#line = line
    this.#names = names
  }

  async pull(): Promise<number> {
    for (const name of this.#names) this.#documents.set(name, new Y.Doc())
    await this.#syncAll(this.#names)
    return [...this.#documents.values()].filter((document) => document.getMap('record').size > 0).length
  }

  async push(records: readonly SyncRecord[]): Promise<void> {
    for (const record of records) this.#documents.set(record.id, documentOf(record))
    await this.#syncAll(records.map(({ id }) => id))
  }

  /** With the document open on both sides, as it is while somebody writes. */
  async edit(): Promise<void> {
    const name = this.#names[0]!
    const socket = this.#connect()
    const provider = await opened(socket, name, this.#documents.get(name)!)
    this.#line.take()
    const saved = new Promise<void>((resolve) =>
      provider.on('unsyncedChanges', () => {
        if (!provider.hasUnsyncedChanges) resolve()
      }),
    )
    this.#documents.get(name)!.getMap('record').set('phone', '13900001234')
    await saved
    provider.destroy()
    socket.destroy()
  }

  resume(): Promise<void> {
    return this.#syncAll(this.#names)
  }

  async end(): Promise<void> {
    for (const document of this.#documents.values()) document.destroy()
  }

  async #syncAll(names: readonly string[]): Promise<void> {
    const socket = this.#connect()
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE)
      const providers = await Promise.all(
        some.map((name) => opened(socket, name, this.#documents.get(name)!)),
      )
      for (const provider of providers) provider.destroy()
    }
    socket.destroy()
  }

  #connect(): HocuspocusProviderWebsocket {
    return new HocuspocusProviderWebsocket({
      url: `ws://127.0.0.1:${this.#line.port}`,
      WebSocketPolyfill: WebSocket,
    })
  }
}

/** Resolves when the server has what is here, and here is what the server has. */
function opened(websocketProvider: HocuspocusProviderWebsocket, name: string, document: Y.Doc) {
  return new Promise<HocuspocusProvider>((resolve) => {
    const provider: HocuspocusProvider = new HocuspocusProvider({
      websocketProvider,
      name,
      document,
      awareness: null,
      onSynced: () => resolve(provider),
    })
    provider.attach()
  })
}
