import { startServer, type Contender, type SyncRecord, type SyncTablet } from './sync-contender.ts'
import { SyncLine } from './sync-line.ts'
import { pouch, type Pouch } from './sync-pouch-core.ts'

/** Documents that go in one request while the server is filled, which nobody waits for. */
const FILL_DOCS = 1000
const TRIES_MAX = 2

/** PouchDB 9 in memory on the tablet, express-pouchdb in memory behind HTTP; one document a fact, as it comes. */
export async function startPouch(records: readonly SyncRecord[]): Promise<Contender> {
  const PouchDb = pouch()
  const server = await startServer<{ port: number }>('sync-pouch-server.ts')
  const line = await SyncLine.to(server.first.port)
  const filling = new PouchDb(`http://127.0.0.1:${server.first.port}/clinic`)
  for (let at = 0; at < records.length; at += FILL_DOCS)
    await filling.bulkDocs(records.slice(at, at + FILL_DOCS).map(documentOf))
  let tablets = 0
  return {
    name: 'PouchDB',
    line,
    async tablet() {
      const local = new PouchDb(`tablet-${tablets++}`, { adapter: 'memory' })
      return new PouchTablet(local, () => new PouchDb(`${line.origin}/clinic`), `f${records[0]!.id}`)
    },
    async stop() {
      line.close()
      await server.stop()
    },
  }
}

class PouchTablet implements SyncTablet {
  readonly #local: Pouch
  readonly #connect: () => Pouch
  readonly #edited: string

  constructor(local: Pouch, connect: () => Pouch, edited: string) {
    this.#local = local
    this.#connect = connect
    this.#edited = edited
  }

  async pull(): Promise<number> {
    await replicated(() => this.#local.replicate.from(this.#connect()))
    return (await this.#local.info()).doc_count
  }

  async push(records: readonly SyncRecord[]): Promise<void> {
    await this.#local.bulkDocs(records.map(documentOf))
    await replicated(() => this.#local.replicate.to(this.#connect()))
  }

  async edit(): Promise<void> {
    const doc = await this.#local.get(this.#edited)
    await this.#local.put({ ...doc, phone: '13900001234' })
    await replicated(() => this.#local.replicate.to(this.#connect()))
  }

  /** Both ways, as `sync()` does. */
  async resume(): Promise<void> {
    const remote = this.#connect()
    await replicated(() => this.#local.replicate.to(remote))
    await replicated(() => this.#local.replicate.from(remote))
  }

  end(): Promise<void> {
    return this.#local.close()
  }
}

// A name that begins with an underscore is CouchDB's own.
const documentOf = ({ id, value }: SyncRecord) => ({ ...value, _id: `f${id}` })

/** Again, from its checkpoint, where the line broke; ours may do the same. */
async function replicated(replicate: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await replicate()
      return
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'ECONNRESET' || tries === TRIES_MAX) throw cause
    }
  }
}
