import { good, type Outcome } from '#domain/problem.ts'
import type { Fact, FactId, SubjectId } from '#domain/record/fact.ts'
import { readInvitation } from '#contract/sync/enrolment.ts'
import { APP_VERSION } from '../../app-version.ts'
import type { ChartShelf } from '../chart-shelf.ts'
import type { ClinicAccess } from '../clinic-access.ts'
import type { ClinicFounding } from '../clinic-founding.ts'
import type { FactLog } from '../fact-log.ts'
import { deviceRow, type Ground } from '../ground.ts'
import type { NewUser, OpenUser } from '../keeper.ts'
import type { Network } from '../network.ts'
import type { Session } from '../session.ts'
import { BrokenGlass } from './broken-glass.ts'
import { Enrolment, noInvitation, type HubBrief } from './enrolment.ts'
import { Exchange } from './exchange.ts'
import { FactTraffic, MOST_URGENT_KINDS } from './fact-traffic.ts'
import { changeHub, hubRow } from './hub-book.ts'
import { Lease } from './lease.ts'
import { LiveLine } from './live-line.ts'
import { askOpenings, OpeningBook } from './opening-book.ts'
import { Outbox } from './outbox.ts'
import { Pace } from './pace.ts'
import { Pulling } from './pulling.ts'
import { heldHere, receiptOf, takeReceipts } from './receipt-of.ts'
import type {
  DataSaver,
  FactReceipt,
  HeldHere,
  InvitationView,
  OpeningLine,
  ReplicaApi,
  SyncState,
  UploadState,
} from './replica-api.ts'
import { Rounds } from './rounds.ts'
import { Segments } from './segments.ts'
import { SignedLine } from './signed-line.ts'
import { isSaving, NO_UPLOADS, syncState } from './sync-state.ts'

export interface ReplicaParts {
  readonly ground: Ground
  readonly network: Network | null
  /** False: only when somebody asks for it (tests with a clock of their own). */
  readonly byItself: boolean
  readonly log: FactLog
  readonly charts: ChartShelf
  readonly access: ClinicAccess
  readonly founding: ClinicFounding
  /** Key, bodies and files of a person go, without saying so: it was said elsewhere. */
  eraseHere(subject: SubjectId): Promise<void>
  wipe(): Promise<void>
  /** Who goes on when facts have gone and come: uploads, parcels. Never rejects. */
  followRound(signal: AbortSignal): Promise<void>
  uploads(): Promise<UploadState>
  uploadsPaused(paused: boolean): void
}

/** This tablet's copy of what the clinic knows, and its dealings with the hub. */
export class Replica implements ReplicaApi {
  readonly line: SignedLine
  readonly traffic: FactTraffic
  readonly #parts: ReplicaParts
  readonly #outbox: Outbox
  readonly #lease: Lease
  readonly #openings: OpeningBook
  readonly #glass: BrokenGlass
  readonly #pulling: Pulling
  readonly #enrolment: Enrolment
  readonly #rounds: Rounds
  readonly #pace: Pace
  readonly #live: LiveLine | null
  readonly #listeners = new Set<(state: SyncState) => void>()
  #nextTryAtMs: number | null = null
  #hasHub = false
  #saying = false

  constructor(parts: ReplicaParts) {
    this.#parts = parts
    const { ground, network, log, charts, access, founding } = parts
    this.line = new SignedLine(ground, network)
    this.traffic = new FactTraffic(ground, log, charts, {
      erase: (subject) => parts.eraseHere(subject),
      carried: () => this.#hasMore(),
    })
    this.#outbox = new Outbox(ground, log, this.traffic)
    this.#lease = new Lease(ground, this.traffic.keys)
    this.#openings = new OpeningBook(ground)
    this.#glass = new BrokenGlass(ground, this.line, this.traffic)
    this.#pulling = new Pulling(ground, this.traffic, new Segments(this.line))
    this.#enrolment = new Enrolment(ground, this.line, access, founding)
    this.#rounds = new Rounds({
      ground,
      log,
      exchange: new Exchange({
        ground,
        line: this.line,
        outbox: this.#outbox,
        pulling: this.#pulling,
        openings: this.#openings,
        appVersion: APP_VERSION,
      }),
      saving: () => this.#saving(),
      say: () => this.#say(),
      over: (signal) => this.#over(signal),
      goodbye: () => this.#goodbye(),
      wipe: () => parts.wipe(),
    })
    this.#pace = new Pace({
      nowMs: () => ground.machine.nowMs(),
      chance: () => ground.machine.randomBytes(1)[0]! / 256,
      run: async () => (await this.#rounds.run()).ok,
      onNext: (atMs) => {
        this.#nextTryAtMs = atMs
      },
    })
    this.#live = network
      ? new LiveLine(
          network,
          () => this.line.authorization('GET', '/api/live'),
          () => this.#pace.poked(),
        )
      : null
    network?.onOnline(() => this.#pace.wake())
    log.guard = (session) => (session.station ? null : this.#lease.problem())
    charts.onWritten(async (facts) => this.#wrote(facts))
  }

  /** The clinic was opened. */
  async opened(session: Session): Promise<void> {
    if (session.station) return
    this.#hasHub = (await hubRow(this.#parts.ground.db)) !== null
    await this.#lease.refresh(session)
    if (this.#hasHub) this.#begin()
  }

  /** The clinic closes: nothing of this goes on, nothing stays in memory. */
  closing(): void {
    this.#pace.stop()
    this.#rounds.stop()
    this.#live?.close()
    this.traffic.close()
    this.#pulling.close()
    this.#openings.close()
    this.#glass.close()
    this.#lease.close()
    this.#say()
  }

  async state(): Promise<SyncState> {
    const { ground, log, network } = this.#parts
    return syncState(ground, log, network, {
      progress: this.#rounds.progress,
      problem: this.#rounds.problem,
      nextTryAtMs: this.#nextTryAtMs,
      leaseUntilMs: this.#lease.untilMs,
      leaseProblem: this.#lease.problem(),
      refused: this.#pulling.refused.size,
      uploads: this.#hasHub ? await this.#parts.uploads() : NO_UPLOADS,
    })
  }

  async watch(listener: (state: SyncState) => void): Promise<void> {
    this.#listeners.add(listener)
    listener(await this.state())
  }

  async readInvitation(text: string): Promise<Outcome<InvitationView>> {
    const invitation = readInvitation(text)
    if (!invitation) return noInvitation()
    const { hubName, clinic, role } = invitation
    return good({ hubName, clinic: clinic?.name ?? null, role })
  }

  async enrol(invitation: string | null): Promise<Outcome<null>> {
    const enrolled = await this.#enrolment.enrol(invitation)
    if (enrolled.ok) await this.#met()
    return enrolled
  }

  async join(invitation: string | null, user: NewUser): Promise<Outcome<OpenUser>> {
    const joined = await this.#enrolment.join(invitation, user)
    if (joined.ok) await this.#met()
    return joined
  }

  /** A hub that a neighbour told of, right after this tablet joined the neighbour's clinic. */
  async adoptHub(brief: HubBrief): Promise<void> {
    await this.#enrolment.adopt(brief)
    await this.#enrolment.shareWithHub()
    await this.#met()
  }

  takeReceipts(signed: readonly Uint8Array<ArrayBuffer>[]): Promise<number> {
    return takeReceipts(this.#parts.ground, signed).finally(() => {
      this.#parts.log.recount()
      this.#say()
    })
  }

  syncNow(): Promise<Outcome<null>> {
    return this.#rounds.run()
  }

  async wake(): Promise<void> {
    if (this.#hasHub) this.#pace.wake()
  }

  async setDataSaver(mode: DataSaver): Promise<void> {
    await changeHub(this.#parts.ground.db, { dataSaver: mode })
    if (await this.#saving()) this.#live?.close()
    else this.#pace.wake()
    this.#say()
  }

  async pauseUploads(paused: boolean): Promise<void> {
    await changeHub(this.#parts.ground.db, { uploadsPaused: paused })
    this.#parts.uploadsPaused(paused)
    this.#say()
  }

  receipt(fact: FactId): Promise<Outcome<FactReceipt>> {
    return receiptOf(this.#parts.ground, fact)
  }

  held(): Promise<readonly HeldHere[]> {
    return heldHere(this.#parts.ground)
  }

  openings(subject: SubjectId): Promise<Outcome<readonly OpeningLine[]>> {
    return askOpenings(this.line, subject)
  }

  async noteOpening(subject: SubjectId, why: string): Promise<void> {
    if (this.#hasHub) await this.#openings.note(subject, why)
  }

  breakGlass(subject: SubjectId, why: string): Promise<Outcome<null>> {
    return this.#glass.open(subject, why)
  }

  /** Facts of a person of another clinic for whom the glass was broken; null: nobody did. */
  behindGlass(subject: SubjectId): readonly Fact[] | null {
    return this.#glass.facts(subject)
  }

  /** Something that the state tells has changed elsewhere (uploads). */
  changed(): void {
    this.#say()
  }

  async #met(): Promise<void> {
    const { session } = this.#parts.ground
    this.#hasHub = (await hubRow(this.#parts.ground.db)) !== null
    this.#parts.log.recount()
    if (session) await this.#lease.refresh(session)
    this.#begin()
    this.#say()
  }

  #begin(): void {
    if (this.#parts.byItself && this.#parts.network) this.#pace.start()
  }

  async #over(signal: AbortSignal): Promise<void> {
    const { ground } = this.#parts
    if (!ground.session) return
    await this.#enrolment.shareWithHub()
    await this.#lease.refresh(ground.session)
    if (this.#parts.byItself && !(await this.#saving())) await this.#live?.open()
    void this.#parts.followRound(signal)
  }

  #wrote(facts: readonly Fact[]): void {
    const me = this.#parts.ground.session?.user.key
    // What came from elsewhere says nothing of this tablet's clock, and is not ours to send.
    const mine = facts.filter(({ header }) => header.key === me)
    for (const { header } of mine) this.#lease.saw(header.hlc.ms)
    this.traffic.keys.learnStaff(mine)
    if (mine.length > 0) this.#hasMore()
    if (mine.some(({ header }) => MOST_URGENT_KINDS.includes(header.kind))) this.#mustGo()
  }

  async #goodbye(): Promise<void> {
    const device = await deviceRow(this.#parts.ground)
    const body = new TextEncoder().encode(JSON.stringify({ device: device?.device }))
    const headers = { 'content-type': 'application/json' }
    await this.line.fetch('/api/wiped', { method: 'POST', body, headers }).catch(() => undefined)
  }

  /** There is something to send. */
  #hasMore(): void {
    if (!this.#hasHub) return
    this.#pace.wrote()
    this.#say()
  }

  /** It waits for no pause between tries, and not behind what is being sent. */
  #mustGo(): void {
    if (!this.#hasHub) return
    this.#outbox.forget()
    this.#pace.poked()
  }

  async #saving(): Promise<boolean> {
    return isSaving(await hubRow(this.#parts.ground.db), this.#parts.network)
  }

  /** What changes in one turn is said once. */
  #say(): void {
    if (this.#listeners.size === 0 || this.#saying) return
    this.#saying = true
    queueMicrotask(() => {
      this.#saying = false
      this.state().then(
        (state) => {
          for (const listener of this.#listeners) listener(state)
        },
        // The databases were closed in between: nobody is left to tell.
        () => undefined,
      )
    })
  }
}
