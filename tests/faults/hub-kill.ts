import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seededRandom } from '../../src/domain/evaluation/bootstrap.ts'
import { extendsLog } from '../../src/contract/sync/merkle.ts'
import type { LogHead } from '../../src/contract/sync/receipt.ts'
import { decodeReceipt } from '../../src/contract/sync/receipt.ts'
import { decodeSigned } from '../../src/contract/sync/signed.ts'
import {
  decodeSyncResponse,
  encodeSyncRequest,
  type SyncRequest,
  type SyncResponse,
} from '../../src/contract/sync/sync-messages.ts'
import { decodeSignedFact } from '../../src/contract/record/fact-codec.ts'
import { enrolledClinic, joined, type Tablet } from '../../src/hub/accounts/people.fixture.ts'
import { openHub } from '../../src/hub/hub.ts'
import { sha256, verifies } from '../../src/hub/hub-keys.ts'
import { asking, Chain, type SaidFact } from '../../src/hub/sync/hub.fixture.ts'
import { openSqliteStore } from '../../src/hub/store/sqlite-store.ts'

const CHILD = fileURLToPath(new URL('hub-child.ts', import.meta.url))
const WRITERS = 8
/** After the first acknowledgement of a round, at the latest. */
const KILLED_WITHIN_MS = 250
const STARTED_WITHIN_MS = 30_000
const idText = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

export interface KillReport {
  readonly rounds: number
  /** Facts that the hub said it has. */
  readonly acknowledged: number
  /** Facts in its log at the end. */
  readonly facts: number
  /** Kills that met requests without an answer. */
  readonly metRequests: number
  /** Facts that were in the log although the kill came before their answer. */
  readonly unanswered: number
  /** What did not hold; empty: all did. */
  readonly broken: readonly string[]
}

/**
 * Tablets write to the real hub over HTTP; it is killed with SIGKILL under load, opened again, looked at, started again.
 * Held after every kill: each acknowledged fact is in the log once, under the number that was said; no number is missing;
 * every entry, node and hash verifies; the log extends the head of every receipt; whoever pulls by cursor has skipped
 * nothing and got nothing that is not there.
 * @param verifyEvery rounds between two readings of the whole log; the last round always has one
 */
export async function killHub(options: {
  readonly seed: number
  readonly rounds: number
  readonly verifyEvery: number
  readonly onRound?: (round: number) => void
}): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-kill-'))
  const run = await KillRun.begin(folder, options.seed)
  try {
    for (let round = 1; round <= options.rounds && run.broken.length === 0; round++) {
      await run.round()
      await run.look(round % options.verifyEvery === 0 || round === options.rounds)
      options.onRound?.(round)
    }
    return run.report
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Writer {
  readonly user: Tablet
  readonly chain: Chain
  /** Written and not yet answered, oldest first. */
  unsent: SaidFact[]
  head: LogHead | null
}

class KillRun {
  readonly broken: string[] = []
  readonly #folder: string
  readonly #scope: string
  readonly #hubKey: Uint8Array
  readonly #random: () => number
  readonly #writers: readonly Writer[]
  readonly #reader: Writer
  readonly #written = new Set<string>()
  /** By id: the number that the hub said. */
  readonly #acknowledged = new Map<string, number>()
  readonly #receipts = new Map<number, string>()
  readonly #pulled = new Map<string, number>()
  #hubEpoch: string | null = null
  #cursor = 0
  #rounds = 0
  #metRequests = 0
  #facts = 0
  #onAnswer: (() => void) | null = null

  static async begin(folder: string, seed: number): Promise<KillRun> {
    const hub = await openHub({ folder, name: 'killed hub' })
    const { tablet, clinic } = await enrolledClinic(hub.people)
    const users = [tablet]
    while (users.length <= WRITERS) users.push((await joined(hub.people, clinic.scope, 'nurse')).tablet)
    const run = new KillRun(folder, clinic.scope, hub.keys.signingKey, seed, users)
    await hub.close()
    return run
  }

  private constructor(folder: string, scope: string, hubKey: Uint8Array, seed: number, users: Tablet[]) {
    this.#folder = folder
    this.#scope = scope
    this.#hubKey = hubKey
    this.#random = seededRandom(seed)
    const [reader, ...writers] = users.map((user) => ({
      user,
      chain: new Chain(scope, user.device),
      unsent: [],
      head: null,
    }))
    this.#reader = reader!
    this.#writers = writers
  }

  get report(): KillReport {
    return {
      rounds: this.#rounds,
      acknowledged: this.#acknowledged.size,
      facts: this.#facts,
      metRequests: this.#metRequests,
      unanswered: Math.max(0, this.#facts - this.#acknowledged.size),
      broken: this.broken,
    }
  }

  /** From a start of the hub to its death. */
  async round(): Promise<void> {
    this.#rounds++
    const { child, origin } = await startChild(this.#folder)
    const died = new Promise((resolve) => child.once('exit', resolve))
    const answered = new Promise<void>((resolve) => (this.#onAnswer = resolve))
    const lines = [...this.#writers.map((writer) => this.#write(writer, origin)), this.#read(origin)]
    await Promise.race([answered, died])
    await new Promise((resolve) => setTimeout(resolve, this.#random() * KILLED_WITHIN_MS))
    if (child.exitCode !== null) this.#break(`the hub ended by itself with ${child.exitCode}`)
    child.kill('SIGKILL')
    await died
    await Promise.all(lines)
  }

  async #write(writer: Writer, origin: string): Promise<void> {
    for (;;) {
      const count = 1 + Math.floor(this.#random() * 4)
      for (let i = 0; i < count; i++) {
        const fact = writer.chain.write(writer.user)
        writer.unsent.push(fact)
        this.#written.add(fact.id)
      }
      const sent = writer.unsent.slice(0, 200)
      const response = await this.#ask(writer, origin, { push: sent.map(({ bytes }) => bytes) })
      if (!response) return
      this.#onAnswer?.()
      for (const [i, verdict] of response.verdicts.entries()) {
        const { id } = sent[i]!
        const before = this.#acknowledged.get(id)
        if (verdict.is === 'held') this.#break(`a good fact is held: ${verdict.why}`)
        else if (before !== undefined && before !== verdict.n) this.#break(`${id} has two numbers`)
        else this.#acknowledged.set(id, verdict.n)
      }
      this.#keepReceipt(response, sent)
      writer.unsent = writer.unsent.slice(sent.length)
    }
  }

  async #read(origin: string): Promise<void> {
    for (;;) {
      const digest = { count: 0, xor: idText(new Uint8Array(32)) }
      const pull = [{ scope: this.#scope, cursor: this.#cursor, digest }]
      const response = await this.#ask(this.#reader, origin, { pull, pullFactsMax: 50 })
      if (!response) return
      for (const { fact, n } of response.pulled.flatMap(({ facts }) => facts)) {
        const parts = decodeSignedFact(fact)
        if (!parts.ok) this.#break('what was pulled is no fact')
        else if (this.#pulled.has(idText(sha256(parts.value.header)))) this.#break(`pulled ${n} twice`)
        else this.#pulled.set(idText(sha256(parts.value.header)), n)
      }
      this.#cursor = response.pulled[0]?.cursor ?? this.#cursor
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** Null: the hub was killed before its answer was here. */
  async #ask(who: Writer, origin: string, what: Partial<SyncRequest>): Promise<SyncResponse | null> {
    const { user } = who
    const body = encodeSyncRequest(
      asking(user.device, { ...what, hubEpoch: this.#hubEpoch, knownHead: who.head }),
    )
    const authorization = user.authorization('POST', '/api/sync', body, Date.now())
    const headers = { 'content-type': 'application/cbor', authorization }
    let bytes: Uint8Array
    try {
      const response = await fetch(`${origin}/api/sync`, { method: 'POST', headers, body })
      bytes = new Uint8Array(await response.arrayBuffer())
      if (response.status === 429) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        return await this.#ask(who, origin, what)
      }
      if (response.status !== 200) this.#break(`${response.status} ${new TextDecoder().decode(bytes)}`)
    } catch {
      this.#metRequests++
      return null
    }
    const answer = decodeSyncResponse(bytes)
    if (!answer) return null
    if (who.head && !extendsLog(sha256, rootOf(who.head), rootOf(answer.head), answer.consistency))
      this.#break(`the log of ${answer.head.size} does not extend the one of ${who.head.size}`)
    who.head = answer.head
    this.#hubEpoch = answer.hubEpoch
    return answer
  }

  #keepReceipt({ receipt }: SyncResponse, sent: readonly SaidFact[]): void {
    const signed = receipt && decodeSigned(receipt)
    const said =
      signed && verifies(this.#hubKey, signed.signature, signed.payload) && decodeReceipt(signed.payload)
    if (!said) return this.#break('a receipt that the hub did not sign')
    if (!sent.every(({ id }) => said.taken.includes(id))) this.#break('a receipt without a fact it is for')
    const { size, root } = said.head
    if ((this.#receipts.get(size) ?? root) !== root) this.#break(`two logs of ${size} entries`)
    this.#receipts.set(size, root)
  }

  /** What lies on the disk after the kill. */
  async look(verify: boolean): Promise<void> {
    const store = await openSqliteStore(this.#folder)
    try {
      const numbers = new Map<string, number>()
      for (let after = 0, more = true; more;) {
        const page = await store.facts.page(this.#scope, after, { facts: 1000, bytes: 1e8 })
        for (const { id, n } of page.facts) {
          if (numbers.has(id)) this.#break(`${id} is there twice`)
          if (!this.#written.has(id)) this.#break(`${id} was written by nobody`)
          numbers.set(id, n)
        }
        after = page.facts.at(-1)?.n ?? after
        more = page.more
      }
      this.#facts = numbers.size
      for (const [id, n] of this.#acknowledged)
        if (numbers.get(id) !== n) this.#break(`${id} was acknowledged as ${n} and is ${numbers.get(id)}`)
      const upTo = [...numbers].filter(([, n]) => n <= this.#cursor)
      if (upTo.length !== this.#pulled.size || upTo.some(([id, n]) => this.#pulled.get(id) !== n))
        this.#break(`a cursor of ${this.#cursor} skipped something`)
      const head = await store.log.head()
      for (const [size, root] of this.#receipts) {
        const proof = size > head.size ? [] : await store.log.consistency(size, head.size)
        if (!extendsLog(sha256, rootOf({ size, root }), rootOf(head), proof))
          this.#break(`the log of ${head.size} entries does not extend the receipt of ${size}`)
      }
      const fault = verify ? await store.log.verify() : null
      if (fault) this.#break(`entry ${fault.n}: ${fault.what}, ${fault.detail}`)
    } finally {
      await store.close()
    }
  }

  #break(what: string): void {
    this.broken.push(`round ${this.#rounds}: ${what}`)
  }
}

async function startChild(folder: string): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the hub did not start')), STARTED_WITHIN_MS)
    child.stdout.on('data', (text: Buffer) => {
      const found = /^http\S+/.exec(String(text))?.[0]
      if (!found) return
      clearTimeout(late)
      resolve(found)
    })
    child.once('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`the hub ended at its start with ${code}`))
    })
  })
  return { child, origin }
}

const rootOf = ({ size, root }: LogHead) => ({ size, root: Buffer.from(root, 'base64url') })
