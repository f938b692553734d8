import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createConnection, createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SubjectId } from '../../../src/domain/record/fact.ts'
import { FILM } from '../../../src/data/keeper/film.fixture.ts'
import { PASSPHRASE, PLAN, TestTablet } from '../../../src/data/keeper/keeper.fixture.ts'
import type { Keeper } from '../../../src/data/keeper/keeper.ts'
import type { Network, UploadInit } from '../../../src/data/keeper/network.ts'
import type { KeptFilm } from '../../../src/data/imaging/film-store.ts'
import type { ReadingDraft } from '../../../src/data/readings/reading-store.ts'
import { UploadDesk } from '../../../src/data/keeper/uploads/upload-desk.ts'

/** A hub that can be killed. */
export class HubProcess {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  origin = ''

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  }

  static async start(folder: string, port = 0): Promise<HubProcess> {
    const script = join(import.meta.dirname, 'hub-alone.ts')
    const child = spawn(process.execPath, [script, folder, String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const hub = new HubProcess(child)
    hub.origin = (await hub.#said<{ origin: string }>()).origin
    return hub
  }

  get port(): number {
    return Number(new URL(this.origin).port)
  }

  async invite(scope?: string): Promise<string> {
    this.#child.stdin!.write(`invite ${scope ?? ''}`.trim() + '\n')
    return (await this.#said<{ text: string }>()).text
  }

  /** As a power cut: nothing of it runs any more when this resolves. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGKILL')
    await once(this.#child, 'exit')
  }

  async #said<T>(): Promise<T> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('the hub ended')
    return JSON.parse(value as string) as T
  }
}

/** What a bad line does to what a tablet sends. */
export interface BadLine {
  /** Every connection is cut when the tablet has sent so much on it. */
  cutAfterBytes?: number
  /** The same for what the hub sends. */
  cutAnswersAfterBytes?: number
  /** Nothing goes through, and nobody is told. */
  deaf?: boolean
  /** Changes what passes, after so many bytes of all. */
  alter?: ((bytes: Buffer, passedBefore: number) => void) | undefined
}

/** A line to the hub that is cut, goes deaf or alters what it carries, and counts what the tablet sent. */
export class LineProxy {
  readonly line: BadLine = {}
  sentBytes = 0
  answeredBytes = 0
  cuts = 0
  origin = ''
  #port: number
  readonly #server: Server

  private constructor(port: number) {
    this.#port = port
    this.#server = createServer((tablet) => {
      const hub = createConnection(this.#port, '127.0.0.1')
      let sent = 0
      const both = [tablet, hub]
      const end = () => both.forEach((socket) => socket.destroy())
      for (const socket of both) socket.on('error', end).on('close', end)
      tablet.on('data', (bytes: Buffer) => {
        if (this.line.deaf) return
        const left = (this.line.cutAfterBytes ?? Infinity) - sent
        const passed = bytes.subarray(0, left)
        this.line.alter?.(passed, this.sentBytes)
        sent += passed.length
        this.sentBytes += passed.length
        const isLast = passed.length === left
        if (isLast) this.cuts++
        // What was sent before the cut arrives; what comes after it does not.
        hub.write(passed, () => void (isLast && end()))
      })
      let answered = 0
      hub.on('data', (bytes: Buffer) => {
        if (this.line.deaf) return
        const passed = bytes.subarray(0, (this.line.cutAnswersAfterBytes ?? Infinity) - answered)
        answered += passed.length
        this.answeredBytes += passed.length
        const isLast = answered === this.line.cutAnswersAfterBytes
        if (isLast) this.cuts++
        tablet.write(passed, () => void (isLast && end()))
      })
    })
  }

  static async to(port: number): Promise<LineProxy> {
    const proxy = new LineProxy(port)
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening')
    proxy.origin = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`
    return proxy
  }

  close(): void {
    this.#server.close()
  }
}

/** The network of a tablet that is plugged into an origin. */
export function networkTo(origin: () => string, metered = false): Network {
  return {
    fetch: (path, init) => fetch(origin() + path, init),
    upload: (path, init, onSent) => countedRequest(origin() + path, init, onSent),
    socket: () => null,
    online: () => true,
    metered: () => metered,
    onOnline: () => () => undefined,
  }
}

const PART_BYTES = 64 * 1024

/** What `countedUpload` is in a browser: a request that tells how much of it has left. */
function countedRequest(
  url: string,
  { method, headers, body, signal }: UploadInit,
  onSent: (bytes: number) => void,
) {
  return new Promise<Response>((resolve, reject) => {
    const asked = request(url, { method, headers: { ...headers, 'content-length': body.length }, signal })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject)
      answer.on('end', () => {
        const said = Buffer.concat(parts)
        const { statusCode: status = 0, headers: heard } = answer
        resolve(
          new Response(status === 204 ? null : said, { status, headers: heard as Record<string, string> }),
        )
      })
    })
    const send = (from: number) => {
      if (from >= body.length) return void asked.end()
      const to = Math.min(from + PART_BYTES, body.length)
      asked.write(body.subarray(from, to), (error) => {
        if (error) return
        onSent(to)
        send(to)
      })
    }
    send(0)
  })
}

const READING: ReadingDraft = {
  subject: null,
  format: 'edf',
  summary: {
    leads: ['I'],
    sampleRateHz: 500,
    durationMs: 10_000,
    startedAt: '2026-11-20T09:30:00',
    analysis: { rateBpm: { notMeasurable: 'fewer-than-three-beats' } } as ReadingDraft['summary']['analysis'],
  },
  answer: null,
  ownWords: 'sinus',
  wordsBeforeAnswer: null,
  uncovered: 'still-covered',
  disposition: 'open',
  finished: true,
}

/** A clinic on a tablet that has met the hub, with one person. */
export class Clinic {
  readonly tablet = new TestTablet()
  keeper!: Keeper
  subject!: SubjectId

  /** Ours: the first tablet of a clinic. */
  static async found(origin: () => string, invitation: string): Promise<Clinic> {
    const clinic = new Clinic()
    clinic.tablet.network = networkTo(origin)
    clinic.keeper = await clinic.tablet.start()
    taken(await clinic.keeper.createClinic(PLAN))
    taken(await clinic.keeper.replica.enrol(invitation))
    const person = { identity: { name: '李小雨', sex: 'female' }, identifiers: [], contact: {} } as const
    clinic.subject = taken(await clinic.keeper.register(person)).subject
    taken(await clinic.keeper.replica.syncNow())
    return clinic
  }

  /** A second tablet of the same clinic, with everything that the hub has. */
  static async join(origin: () => string, invitation: string, subject: SubjectId): Promise<Clinic> {
    const clinic = new Clinic()
    clinic.tablet.network = networkTo(origin)
    clinic.keeper = await clinic.tablet.start()
    const user = { ...PLAN.user, name: '王芳', label: '王医生', role: 'clinician' as const }
    taken(await clinic.keeper.replica.join(invitation, user))
    taken(await clinic.keeper.replica.syncNow())
    clinic.subject = subject
    return clinic
  }

  get scope(): string {
    return this.tablet.running.room.ground.session!.scope
  }

  /** A film of the person: bytes on the tablet, and a fact that names them. */
  async keepFilm(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const kept = taken(await this.keeper.keepBlob(this.subject, bytes))
    const value = {
      modality: 'CR',
      files: [{ name: 'film', mediaType: 'application/dicom', ...kept }],
      description: '',
    }
    const source = { origin: 'measured', by: 'film' } as const
    const draft = {
      kind: 'image-study',
      verb: 'assert',
      subject: this.subject,
      body: { value, source },
    } as const
    taken(await this.keeper.write([draft]))
    return kept.sha256
  }

  /** A finished reading of an ECG; of somebody, it stands on their chart. */
  async keepReading(bytes: Uint8Array<ArrayBuffer>, subject: SubjectId | null): Promise<void> {
    taken(await this.keeper.readings.keep({ ...READING, subject }, [{ name: 'ecg.edf', bytes }]))
  }

  /** A finished film of the person, several files in one. */
  async keepStudy(files: readonly Uint8Array<ArrayBuffer>[]): Promise<KeptFilm> {
    const named = files.map((bytes, i) => ({ name: `IMG${i}.dcm`, bytes }))
    return taken(await this.keeper.films.keep({ ...FILM, subject: this.subject }, named))
  }

  /** The desk of the room, less patient. */
  async desk(): Promise<UploadDesk> {
    const { room } = this.tablet.running
    const { ground, log, blobs } = room
    const { replica } = await room.together()
    return new UploadDesk({
      ground,
      log,
      blobs,
      line: replica.line,
      network: this.tablet.network,
      onChanged: () => undefined,
      retryDelaysMs: [5, 10, 20, 50, 100, 200, 400, 800],
      silentMs: 1000,
    })
  }

  /** As a reload after a crash: what was in memory is gone. */
  async restart(): Promise<void> {
    this.keeper = await this.tablet.start('shift-2')
    const [user] = (await this.keeper.state()).users
    taken(await this.keeper.unlock(user!.key, { passphrase: PASSPHRASE }))
  }
}

export function taken<T>(outcome: { ok: true; value: T } | { ok: false; problem: { code: string } }): T {
  if (!outcome.ok) throw new Error(outcome.problem.code)
  return outcome.value
}
