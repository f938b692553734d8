import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import type { Network } from '#data/keeper/network.ts'
import type { Keeper, NewUser } from '#data/keeper/keeper.ts'
import { PASSPHRASE, PLAN, TestTablet } from '#data/keeper/keeper.fixture.ts'
import type { Outcome } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { openHub, type Hub } from '../hub.ts'

/** A line that a test can cut, and that gives sockets to look at. */
export class TestLine implements Network {
  up = true
  readonly sockets = new Set<WebSocket>()
  readonly #base: () => string
  readonly #listeners = new Set<() => void>()

  constructor(base: () => string) {
    this.#base = base
  }

  fetch(path: string, init: RequestInit): Promise<Response> {
    return this.up ? fetch(this.#base() + path, init) : Promise.reject(new TypeError('no line'))
  }

  socket(path: string): WebSocket | null {
    if (!this.up) return null
    const socket = new WebSocket(this.#base().replace('http', 'ws') + path)
    this.sockets.add(socket)
    socket.addEventListener('close', () => this.sockets.delete(socket))
    return socket
  }

  online(): boolean {
    return this.up
  }

  metered(): boolean {
    return false
  }

  onOnline(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  cut(): void {
    this.up = false
    for (const socket of this.sockets) socket.close()
  }

  mend(): void {
    this.up = true
    for (const listener of this.#listeners) listener()
  }
}

/** A real hub on a port of its own; it can be stopped and started again on the same folder. */
export class RoomBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'hinterland-rooms-'))
  hub!: Hub
  server!: FastifyInstance
  readonly #tablets: TestTablet[] = []

  static async open(): Promise<RoomBench> {
    const bench = new RoomBench()
    await bench.start()
    return bench
  }

  async start(): Promise<void> {
    this.hub = await openHub({ folder: this.folder, name: 'Qingshi County Hub' })
    this.server = fastify()
    await this.hub.register(this.server)
    await this.server.listen({ port: 0, host: '127.0.0.1' })
  }

  /** Where tablets find it; another process may take its place. */
  elsewhere: string | null = null

  get base(): string {
    if (this.elsewhere) return this.elsewhere
    return `http://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`
  }

  /** The first tablet founds the clinic and brings it to the hub. */
  async found(): Promise<BenchTablet> {
    const tablet = new BenchTablet(() => this.base)
    const keeper = await tablet.tablet.start()
    sure(await keeper.createClinic(PLAN))
    const { text } = sure(await this.hub.people.invite({ scope: null, role: 'nurse' }, 'terminal'))
    sure(await keeper.replica.enrol(text))
    sure(await keeper.replica.syncNow())
    this.#tablets.push(tablet.tablet)
    return tablet
  }

  /** A colleague's tablet joins. */
  async join(of: BenchTablet, name: string, role: Exclude<Role, 'keeper'> = 'nurse'): Promise<BenchTablet> {
    const { scope } = of
    const { text } = sure(await this.hub.people.invite({ scope, role }, 'terminal'))
    const tablet = new BenchTablet(() => this.base)
    const keeper = await tablet.tablet.start()
    const user: NewUser = { name, label: name, role, passphrase: PASSPHRASE }
    sure(await keeper.replica.join(text, user))
    sure(await keeper.replica.syncNow())
    this.#tablets.push(tablet.tablet)
    return tablet
  }

  async close(): Promise<void> {
    for (const tablet of this.#tablets) await tablet.running.end()
    if (!this.elsewhere) await this.hub.close()
    rmSync(this.folder, { recursive: true })
  }
}

export class BenchTablet {
  readonly tablet = new TestTablet()
  readonly line: TestLine

  constructor(base: () => string) {
    this.line = new TestLine(base)
    this.tablet.network = this.line
    // A hub takes a request of its own time only; these tablets have the machine's clock.
    Object.defineProperty(this.tablet, 'nowMs', { get: () => Date.now() })
  }

  get keeper(): Keeper {
    return this.tablet.running.keeper()
  }

  get scope(): string {
    return this.tablet.running.room.ground.session!.scope
  }

  /** Somebody to write about. */
  async person(): Promise<SubjectId> {
    const identity = { name: '王秀英', sex: 'female' as const, birthDate: '1958-03-12' }
    return sure(await this.keeper.register({ identity, identifiers: [], contact: {} })).subject
  }
}

/** @throws where it was refused: the test is about something else */
export function sure<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value
}
