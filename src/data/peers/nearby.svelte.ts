import type { Outcome, Problem } from '#domain/problem.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { NewUser, OpenUser } from '../keeper/keeper.ts'
import type { PeerEvent } from '../keeper/peers/peers-api.ts'
import { keeper } from '../workers/keeper.ts'
import { PeerChannel } from './peer-channel.ts'

/** A tablet in this room, as the screen tells of it. */
export class NearbyTablet {
  /** linking: the lines are being tied. compare: two people look at six digits. met: see `even`. */
  phase = $state<'linking' | 'compare' | 'met' | 'ended'>('linking')
  name = $state('')
  clinic = $state('')
  sameClinic = $state(false)
  /** Six digits, the same on both screens. */
  code = $state('')
  compared = $state(false)
  /** This tablet has become one of their clinic over this line. */
  joined = $state(false)
  progress = $state.raw<Extract<PeerEvent, { is: 'progress' }> | null>(null)
  /** The last round that came to its end; what is written next still goes over. */
  even = $state.raw<Extract<PeerEvent, { is: 'even' }> | null>(null)
  wantsIn = $state.raw<{ readonly name: string; readonly role: Role } | null>(null)
  trouble = $state<string | null>(null)
  readonly id: number
  readonly #channel: PeerChannel
  #peer: Promise<string> | null = null

  constructor(id: number, channel: PeerChannel) {
    this.id = id
    this.#channel = channel
    channel.onEnd = () => void this.end()
  }

  /** The channel is open: the keepers speak from now on. */
  async begin(starts: boolean): Promise<void> {
    const early: Uint8Array<ArrayBuffer>[] = []
    this.#channel.onFrame = (frame) => early.push(frame)
    this.#peer = keeper.peers.open(this.#channel.binding, (event) => this.#take(event), starts)
    const peer = await this.#peer
    this.#channel.onFrame = (frame) => void keeper.peers.received(peer, frame)
    for (const frame of early) void keeper.peers.received(peer, frame)
  }

  async confirm(same: boolean): Promise<void> {
    this.compared = true
    await keeper.peers.confirm(await this.#name(), same)
  }

  async askToJoin(user: NewUser): Promise<Outcome<OpenUser>> {
    const outcome = await keeper.peers.askToJoin(await this.#name(), user)
    this.joined ||= outcome.ok
    return outcome
  }

  async letIn(role: Role | null): Promise<Outcome<null>> {
    const outcome = await keeper.peers.letIn(await this.#name(), role)
    if (outcome.ok) this.wantsIn = null
    return outcome
  }

  async end(): Promise<void> {
    if (this.phase === 'ended') return
    this.phase = 'ended'
    this.wantsIn = null
    this.#channel.close()
    if (this.#peer) await keeper.peers.close(await this.#peer).catch(() => undefined)
  }

  #name(): Promise<string> {
    return this.#peer ?? Promise.resolve('')
  }

  #take(event: PeerEvent): void {
    switch (event.is) {
      case 'send':
        return this.#channel.send(event.frame)
      case 'compare':
        this.phase = 'compare'
        this.code = event.code
        this.name = event.name
        return
      case 'met':
        this.phase = 'met'
        this.name = event.name
        this.clinic = event.clinic
        this.sameClinic = event.sameClinic
        return
      case 'wants-in':
        this.wantsIn = event
        return
      case 'progress':
        this.progress = event
        return
      case 'even':
        this.even = event
        return
      case 'trouble':
        this.trouble = event.code
        return
      case 'closed':
        return void this.end()
    }
  }
}

/** Pairing: which code is shown, which is awaited. */
type PairingStep =
  | { readonly is: 'choose' }
  /** Our first code is shown; next their second one is scanned. */
  | { readonly is: 'offered'; readonly text: string }
  /** Their first code was taken; our second is shown, and they scan it. */
  | { readonly is: 'answered'; readonly text: string }
  | { readonly is: 'linking' }

/** Tablets in this room: the lines stay while the app is open, whatever screen is shown. */
class Nearby {
  step = $state.raw<PairingStep>({ is: 'choose' })
  problem = $state.raw<Problem | null>(null)
  tablets = $state.raw<readonly NearbyTablet[]>([])
  #channel: PeerChannel | null = null
  #count = 0

  /** This tablet shows the first code. */
  async show(): Promise<void> {
    this.restart()
    const channel = (this.#channel = new PeerChannel())
    const text = await channel.offer()
    if (this.#channel !== channel) return
    if (text.ok) this.step = { is: 'offered', text: text.value }
    else this.#fail(text.problem)
  }

  /**
   * A code that was scanned or pasted: the first one of the other tablet, or the second in answer to ours.
   * @returns whether it was taken
   */
  async take(text: string): Promise<boolean> {
    this.problem = null
    return this.step.is === 'offered' ? this.#accept(text) : this.#answer(text)
  }

  async #accept(text: string): Promise<boolean> {
    const channel = this.#channel!
    const accepted = await channel.accept(text)
    if (!accepted.ok) {
      this.problem = accepted.problem
      return false
    }
    this.step = { is: 'linking' }
    void this.#link(channel, true, undefined)
    return true
  }

  async #answer(text: string): Promise<boolean> {
    const channel = new PeerChannel()
    const answer = await channel.answer(text)
    if (!answer.ok) {
      channel.close()
      this.problem = answer.problem
      return false
    }
    this.#channel?.close()
    this.#channel = channel
    this.step = { is: 'answered', text: answer.value }
    void this.#link(channel, false, null)
    return true
  }

  /** @param withinMs null: the other person has yet to scan */
  async #link(channel: PeerChannel, starts: boolean, withinMs: number | null | undefined): Promise<void> {
    const opened = await channel.opened(withinMs)
    if (this.#channel !== channel) return
    this.#channel = null
    if (!opened.ok) return this.#fail(opened.problem)
    const tablet = new NearbyTablet(++this.#count, channel)
    this.tablets = [...this.tablets.filter(({ phase }) => phase !== 'ended'), tablet]
    this.step = { is: 'choose' }
    await tablet.begin(starts)
  }

  /** Back to the beginning; lines that stand are left alone. */
  restart(): void {
    const channel = this.#channel
    this.#channel = null
    channel?.close()
    this.problem = null
    this.step = { is: 'choose' }
  }

  forget(tablet: NearbyTablet): void {
    void tablet.end()
    this.tablets = this.tablets.filter((each) => each !== tablet)
  }

  #fail(problem: Problem): void {
    this.restart()
    this.problem = problem
  }
}

export const nearby = new Nearby()
