import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fastify, type FastifyInstance } from 'fastify'
import type { Network } from '#data/keeper/network.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { openHub, type Hub } from '../../../src/hub/hub.ts'
import { restoreBackup } from '../../../src/hub/run/restore.ts'

/** Hears nothing: lines of a hub in a test are looked at by nobody. */
const SILENT = { info() {}, warn() {}, error() {} }

/** The real hub of a data folder, in this process, and the lines that lead to it. */
export class HubBench {
  readonly clock: { nowMs: number }
  folder: string
  hub!: Hub
  #server: FastifyInstance | null = null
  readonly #folders: string[] = []
  #addresses = 0

  private constructor(clock: { nowMs: number }) {
    this.clock = clock
    this.folder = this.#newFolder()
  }

  /** @param clock of the hub; it goes on as the test says */
  static async open(clock = { nowMs: Date.parse('2026-11-21T08:00:00Z') }): Promise<HubBench> {
    const bench = new HubBench(clock)
    await bench.start()
    return bench
  }

  async start(): Promise<void> {
    const nowMs = () => this.clock.nowMs
    this.hub = await openHub({ folder: this.folder, name: '青石县 Hub', nowMs, say: SILENT })
    this.#server = fastify({ logger: false })
    await this.hub.register(this.#server)
    await this.#server.ready()
  }

  /** The process is gone in this instant: what it had not written to its disk never was. */
  async kill(): Promise<void> {
    const image = this.#newFolder()
    cpSync(this.folder, image, { recursive: true })
    for (const name of ['hub.lock', 'hub.pid', 'hub.db-shm']) rmSync(join(image, name), { force: true })
    this.#server = null
    await this.hub.close()
    this.folder = image
  }

  async close(): Promise<void> {
    this.#server = null
    await this.hub.close()
  }

  async end(): Promise<void> {
    await this.close().catch(() => undefined)
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }

  /** @returns the folder of the backup */
  async backup(): Promise<string> {
    const made = await this.hub.backups.make(this.#newFolder())
    if (!made.ok) throw new Error(made.problem.message)
    return made.value.folder
  }

  async restore(backup: string): Promise<void> {
    await this.close()
    const folder = this.#newFolder()
    const restored = await restoreBackup(backup, folder, false, this.clock.nowMs)
    if (!restored.ok) throw new Error(restored.problem.message)
    this.folder = folder
    await this.start()
  }

  /** A data folder of nothing, under the keys of this hub. */
  async erase(): Promise<void> {
    await this.close()
    const empty = this.#newFolder()
    cpSync(join(this.folder, 'keys.json'), join(empty, 'keys.json'))
    this.folder = empty
    await this.start()
  }

  async invite(scope: string | null, role: Exclude<Role, 'keeper'> = 'clinician'): Promise<string> {
    const made = await this.hub.people.invite({ scope, role, uses: 100 }, 'terminal')
    if (!made.ok) throw new Error(made.problem.message)
    return made.value.text
  }

  /** A line that works. */
  line(): Network {
    const remoteAddress = `10.0.${this.#addresses >> 8}.${this.#addresses++ & 255}`
    return {
      fetch: (path, init) => this.ask(path, init, remoteAddress),
      socket: () => null,
      online: () => true,
      metered: () => false,
      onOnline: () => () => undefined,
    }
  }

  async ask(path: string, init: RequestInit, remoteAddress: string): Promise<Response> {
    const server = this.#server
    if (!server) throw new TypeError('nobody answers')
    const { body } = init
    const answer = await server.inject({
      method: (init.method ?? 'GET') as 'GET',
      url: path,
      remoteAddress,
      headers: { ...(init.headers as Record<string, string>), 'accept-encoding': 'gzip' },
      ...(body ? { payload: Buffer.from(body as Uint8Array) } : {}),
    })
    // What was killed meanwhile answers nobody.
    if (this.#server !== server) throw new TypeError('the answer was lost')
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined && name !== 'content-length') headers.set(name, String(value))
    const isPacked = answer.headers['content-encoding'] === 'gzip'
    headers.delete('content-encoding')
    const bytes = isPacked ? gunzipSync(answer.rawPayload) : answer.rawPayload
    const empty = answer.statusCode === 204 || answer.statusCode === 304
    return new Response(empty ? null : new Uint8Array(bytes), { status: answer.statusCode, headers })
  }

  #newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'hinterland-hub-'))
    this.#folders.push(folder)
    return folder
  }
}
