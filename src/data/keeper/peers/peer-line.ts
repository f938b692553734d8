import { good, type Outcome } from '#domain/problem.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { FrameCutter, FrameJoiner } from '#contract/sync/peer-frames.ts'
import {
  decodePeerMessage,
  encodePeerMessage,
  type ClinicToJoin,
  type PeerHello,
  type PeerMessage,
} from '#contract/sync/peer-messages.ts'
import { sha256 } from '../bytes.ts'
import { passphraseProblem } from '../access-problems.ts'
import { clinicRow, isQuotaExceeded } from '../ground.ts'
import type { NewUser, OpenUser } from '../keeper.ts'
import { LockedLine } from '../replica/hub-line.ts'
import { takeCertificates } from './certificates-in.ts'
import { FactExchange } from './fact-exchange.ts'
import { clinicToJoin, foundAs, vouchFor } from './joining.ts'
import type { ParcelCarrier } from './parcel-carrier.ts'
import type { ParcelDesk } from './parcel-desk.ts'
import { ParcelHandover } from './parcel-handover.ts'
import {
  compareCode,
  judge,
  makeHello,
  myself,
  readHello,
  type Judgement,
  type Myself,
} from './peer-identity.ts'
import { PeerTrouble, type PeerTroubleCode } from './peer-problems.ts'
import * as problem from './peer-problems.ts'
import type { PeerTies, RoomRelay } from './peer-ties.ts'
import type { PeerEvent } from './peers-api.ts'
import { receiptsFor, waitingForReceipt } from './receipts-back.ts'

/** Messages that came and were not worked off: more than a fair neighbour ever has under way. */
const INBOX_MAX = 400
/** Signed things of one message. */
const BATCH_BYTES = 256 * 1024
const BATCH_MAX = 64
/** The page waits three minutes for an answer of its keeper; the person on the other tablet has a little less. */
const JOIN_ANSWER_MS = 150_000
const NONCE_BYTES = 32

/** Null: not let in. gone: nobody answered, or the line ended. */
type JoinAnswer = ClinicToJoin | null | 'gone'

interface Channel {
  readonly binding: string
  readonly starts: boolean
}

/** One line to one neighbour, from the first hello to its end. */
export class PeerLine {
  readonly #ties: PeerTies
  readonly #channel: Channel
  readonly #tell: (event: PeerEvent) => void
  readonly #cutter = new FrameCutter()
  readonly #joiner = new FrameJoiner()
  readonly #handover: ParcelHandover
  readonly #nonce: Uint8Array<ArrayBuffer>
  #inbox: Promise<void> = Promise.resolve()
  #inInbox = 0
  #closed = false
  #me: Myself | null = null
  #hello: PeerHello | null = null
  #theirNonce: Uint8Array<ArrayBuffer> | null = null
  #mine: Judgement | null = null
  #theirs: { met: boolean; member: boolean } | null = null
  #same = { mine: false, theirs: false }
  #met = false
  #asking: { readonly name: string; readonly role: Role } | null = null
  #answered: ((clinic: JoinAnswer) => void) | null = null
  #started = false
  #facts: FactExchange | null = null
  #room: ReturnType<RoomRelay['attach']> | null = null
  /** Facts of theirs that wait for the hub's word. */
  readonly #asked = new Set<FactId>()
  #asksAnswered = false
  #receipts = 0
  #done = { mine: false, theirs: false }

  constructor(
    ties: PeerTies,
    parcels: { readonly carrier: ParcelCarrier; readonly desk: ParcelDesk },
    channel: Channel,
    tell: (event: PeerEvent) => void,
  ) {
    this.#ties = ties
    this.#channel = channel
    this.#tell = tell
    this.#nonce = ties.ground.machine.randomBytes(NONCE_BYTES)
    this.#handover = new ParcelHandover(ties.ground, parcels.carrier, parcels.desk, (message) =>
      this.#say(message),
    )
  }

  get isClosed(): boolean {
    return this.#closed
  }

  start(): void {
    this.#next(async () => {
      this.#me = await myself(this.#ties)
      const signed = await makeHello(this.#ties, this.#me, { ...this.#channel, nonce: this.#nonce })
      this.#say({ is: 'hello', signed })
    })
  }

  received(frame: Uint8Array): void {
    if (this.#closed) return
    const whole = this.#joiner.join(frame)
    if (whole === null) return
    const message = whole === 'broken' ? null : decodePeerMessage(whole)
    if (!message || this.#inInbox >= INBOX_MAX) return this.close('peer-broken')
    this.#next(() => this.#handle(message))
  }

  confirm(same: boolean): void {
    this.#next(async () => {
      if (this.#met || !this.#theirs) return
      this.#say({ is: 'same', same })
      if (!same) throw new PeerTrouble('peer-not-the-same')
      this.#same.mine = true
      if (this.#same.theirs) await this.#meet()
    })
  }

  async askToJoin(user: NewUser): Promise<Outcome<OpenUser>> {
    if (this.#closed) return problem.noSuchPeer()
    const keys = this.#me?.fresh
    if (!keys) return problem.hasClinic()
    if (!this.#met) return problem.notYetCompared()
    const unfit = passphraseProblem(user.passphrase, [user.name, user.label])
    if (unfit) return { ok: false, problem: unfit }
    const answer = new Promise<JoinAnswer>((resolve) => {
      this.#answered = resolve
      const timer = setTimeout(() => resolve('gone'), JOIN_ANSWER_MS) as { unref?: () => void }
      timer.unref?.()
    })
    this.#say({ is: 'ask-in', name: user.name, role: user.role })
    const clinic = await answer
    this.#answered = null
    if (clinic === 'gone') return this.#closed ? problem.noSuchPeer() : problem.joinUnanswered()
    if (!clinic) return problem.joinRefused()
    const founded = await foundAs(this.#ties, clinic, user, keys)
    if (!founded.ok) return founded
    this.#next(async () => {
      this.#say({ is: 'joined' })
      this.#me = { ...this.#me!, fresh: null }
      await this.#nowMember()
    })
    return founded
  }

  /** Somebody who may vouch is open here and lets the other side into the clinic, or not. */
  async letIn(role: Role | null): Promise<Outcome<null>> {
    const asking = this.#asking
    const hello = this.#hello
    if (this.#closed) return problem.noSuchPeer()
    if (!asking || !hello) return problem.nobodyAsks()
    const isOfThisClinic = hello.scope !== null
    if (role === null) {
      this.#asking = null
      if (!isOfThisClinic) this.#say({ is: 'let-in', clinic: null })
      else this.#next(() => this.#start(false))
      return good(null)
    }
    const vouched = await vouchFor(this.#ties, { ...hello, name: asking.name, role })
    if (!vouched.ok) return vouched
    this.#asking = null
    this.#next(async () => {
      if (isOfThisClinic) {
        this.#say({ is: 'member' })
        this.#mine = { met: true, member: true, role }
        if (this.#theirs!.member) await this.#nowMember()
      } else this.#say({ is: 'let-in', clinic: await clinicToJoin(this.#ties, role) })
    })
    return good(null)
  }

  /** Something new is on this tablet's disk. */
  wake(): void {
    if (this.#closed || (!this.#facts && this.#asked.size === 0)) return
    this.#next(async () => {
      await this.#facts?.wake()
      await this.#answerAsked(false)
    })
  }

  close(trouble: PeerTroubleCode | null = null): void {
    if (this.#closed) return
    this.#closed = true
    this.#room?.detach()
    this.#room = null
    this.#answered?.('gone')
    if (trouble) this.#tell({ is: 'trouble', code: trouble })
    this.#tell({ is: 'closed' })
  }

  /** One thing after the other, in the order in which it came. */
  #next(act: () => Promise<void>): void {
    this.#inInbox++
    this.#inbox = this.#inbox.then(async () => {
      this.#inInbox--
      if (this.#closed) return
      try {
        await act()
      } catch (cause) {
        this.close(troubleOf(cause))
      }
    })
  }

  #say(message: PeerMessage): void {
    if (this.#closed) return
    for (const frame of this.#cutter.cut(encodePeerMessage(message))) this.#tell({ is: 'send', frame })
  }

  async #handle(message: PeerMessage): Promise<void> {
    if (message.is === 'hello') return this.#handleHello(message.signed)
    if (message.is === 'reveal') return this.#handleReveal(message)
    if (message.is === 'same') return this.#handleSame(message.same)
    if (!this.#met) throw new PeerTrouble('peer-broken')
    switch (message.is) {
      case 'ask-in':
        return this.#handleAsk(message.name, message.role)
      case 'let-in':
        return void this.#answered?.(message.clinic)
      case 'joined':
        if (this.#hello!.scope !== null || !this.#mine) throw new PeerTrouble('peer-broken')
        return this.#nowMember()
      case 'member':
        this.#theirs = { met: true, member: true }
        if (this.#mine!.member) await this.#nowMember()
        return
      case 'asks':
        if (!this.#started) await this.#start(false)
        return this.#handleAsks(message.ids)
      case 'receipts':
        this.#receipts += await this.#ties.takeReceipts(message.signed)
        return this.#finish()
      case 'carries':
        return this.#handover.carries(message.parcels)
      case 'wants':
        await this.#handover.wants(message.ids)
        return this.#finish()
      case 'piece':
        return this.#handover.piece(message)
      case 'kept':
        await this.#handover.kept(message.id, message.at)
        return this.#finish()
      case 'done':
        this.#done.theirs = true
        return this.#finish()
      default:
        return this.#handleFacts(message)
    }
  }

  /** What members of one clinic alone say to each other. */
  async #handleFacts(message: PeerMessage): Promise<void> {
    if (!this.#facts) throw new PeerTrouble('peer-broken')
    switch (message.is) {
      case 'certificates':
        return takeCertificates(this.#ties, message.signed)
      case 'have':
        await this.#facts.have(message.held)
        return this.#finish()
      case 'offers':
        return this.#facts.offers(message.facts)
      case 'facts':
        for (const id of await this.#facts.facts(message.n, message.facts)) this.#asked.add(id)
        return
      case 'stored':
        return this.#facts.stored(message.n)
      case 'room':
        return this.#room?.received(message.frame)
      default:
        throw new PeerTrouble('peer-broken')
    }
  }

  async #handleHello(signed: Uint8Array): Promise<void> {
    if (this.#hello || !this.#me) throw new PeerTrouble('peer-broken')
    this.#hello = await readHello(signed, { ...this.#channel, myKey: this.#me.signer.key })
    this.#mine = await judge(this.#ties, this.#hello)
    const { met, member } = this.#mine
    this.#say({ is: 'reveal', nonce: this.#nonce, met, member })
  }

  async #handleReveal({ nonce, met, member }: Extract<PeerMessage, { is: 'reveal' }>): Promise<void> {
    if (!this.#hello || this.#theirs) throw new PeerTrouble('peer-broken')
    const committed = await sha256(nonce)
    if (committed.some((byte, i) => byte !== this.#hello!.commit[i])) throw new PeerTrouble('peer-forged')
    this.#theirNonce = nonce
    this.#theirs = { met, member }
    if (met && this.#mine!.met) return this.#meet()
    const me = { key: this.#me!.signer.key, nonce: this.#nonce }
    const they = { key: this.#hello.key, nonce: this.#theirNonce }
    const [offerer, answerer] = this.#channel.starts ? [me, they] : [they, me]
    const code = await compareCode(this.#channel.binding, offerer, answerer)
    this.#tell({ is: 'compare', code, name: this.#hello.name })
  }

  async #handleSame(same: boolean): Promise<void> {
    if (!this.#theirs || this.#met) throw new PeerTrouble('peer-broken')
    if (!same) throw new PeerTrouble('peer-not-the-same')
    this.#same.theirs = true
    if (this.#same.mine) await this.#meet()
  }

  async #meet(): Promise<void> {
    this.#met = true
    const { name, clinic, scope, role } = this.#hello!
    const isMember = this.#mine!.member && this.#theirs!.member
    this.#tell({ is: 'met', name, clinic, sameClinic: isMember })
    if (isMember) return this.#start(true)
    const own = await clinicRow(this.#ties.ground)
    // One of the two has no clinic: it may ask to join, nothing else.
    if (!own || scope === null) return
    if (scope !== own.scope) return this.#start(false)
    if (this.#mine!.member) return
    this.#asking = { name, role: role ?? 'nurse' }
    this.#tell({ is: 'wants-in', ...this.#asking })
  }

  async #handleAsk(name: string, role: Role): Promise<void> {
    if (this.#hello!.scope !== null || !(await clinicRow(this.#ties.ground)))
      throw new PeerTrouble('peer-broken')
    this.#asking = { name, role }
    this.#tell({ is: 'wants-in', name, role })
  }

  async #nowMember(): Promise<void> {
    if (this.#facts) return
    await this.#ties.traffic.ready()
    const { name, clinic, key } = this.#hello!
    const known = this.#ties.traffic.keys.get(key)
    if (!known) throw new PeerTrouble('peer-broken')
    this.#mine = { met: true, member: true, role: known.role }
    this.#theirs = { met: true, member: true }
    this.#tell({ is: 'met', name: name || known.name, clinic, sameClinic: true })
    await this.#start(true)
  }

  /** @param member of this clinic; all others get sealed parcels and their answers */
  async #start(member: boolean): Promise<void> {
    this.#started = true
    if (member) {
      const { db } = this.#ties.ground
      this.#facts = new FactExchange(
        this.#ties,
        (message) => this.#say(message),
        () => this.#moved(),
      )
      for (const signed of batches((await db.certificates.toArray()).map((row) => row.signed)))
        this.#say({ is: 'certificates', signed })
      await this.#facts.start()
      this.#room =
        this.#ties.rooms()?.attach({
          name: this.#hello!.name,
          send: (frame) => this.#say({ is: 'room', frame: Uint8Array.from(frame) }),
        }) ?? null
    }
    this.#say({ is: 'asks', ids: await waitingForReceipt(this.#ties) })
    await this.#handover.start(!member)
  }

  async #handleAsks(ids: readonly FactId[]): Promise<void> {
    for (const id of ids) this.#asked.add(id)
    await this.#answerAsked(true)
    this.#asksAnswered = true
    this.#finish()
  }

  async #answerAsked(always: boolean): Promise<void> {
    const { db } = this.#ties.ground
    const signed = await receiptsFor(db, this.#asked, this.#facts ? 'clinic' : 'parcels')
    const answered = await db.facts
      .where('id')
      .anyOf([...this.#asked])
      .filter(({ receipt }) => receipt !== undefined)
      .toArray()
    for (const { id } of answered) this.#asked.delete(id)
    const messages = batches(signed)
    messages.forEach((each, i) =>
      this.#say({ is: 'receipts', signed: each, last: i === messages.length - 1 }),
    )
    if (always && messages.length === 0) this.#say({ is: 'receipts', signed: [], last: true })
  }

  #moved(): void {
    const { sent, received, toSend, announced } = this.#facts!
    const total = toSend === null || announced === null ? null : toSend + Math.max(announced, received)
    this.#tell({ is: 'progress', sent, received, total })
    this.#finish()
  }

  #finish(): void {
    const settled = this.#asksAnswered && this.#handover.isDone && (this.#facts?.isSettled ?? true)
    if (settled && !this.#done.mine) {
      this.#done.mine = true
      this.#say({ is: 'done' })
    }
    if (settled && this.#done.mine && this.#done.theirs)
      this.#tell({
        is: 'even',
        sent: this.#facts?.sent ?? 0,
        received: this.#facts?.isNew ?? 0,
        receipts: this.#receipts,
      })
  }
}

function batches(signed: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[][] {
  const messages: Uint8Array<ArrayBuffer>[][] = []
  let left = 0
  for (const bytes of signed) {
    if (bytes.length > left || messages.at(-1)!.length >= BATCH_MAX) {
      messages.push([])
      left = BATCH_BYTES
    }
    messages.at(-1)!.push(bytes)
    left -= bytes.length
  }
  return messages
}

function troubleOf(cause: unknown): PeerTroubleCode {
  if (cause instanceof PeerTrouble) return cause.code
  if (cause instanceof LockedLine) return 'locked'
  return isQuotaExceeded(cause) ? 'storage-full' : 'peer-failed'
}
