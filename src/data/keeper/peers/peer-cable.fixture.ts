import type { Keeper } from '../keeper.ts'
import type { PeerEvent } from './peers-api.ts'

type Kind<K extends PeerEvent['is']> = Extract<PeerEvent, { is: K }>

/** What happens to a frame on its way: as it is, lost, twice, altered, or the line ends before it. */
export type Fate = (
  frame: Uint8Array<ArrayBuffer>,
  index: number,
) => readonly Uint8Array<ArrayBuffer>[] | 'cut'

/** One end of a cable between two keepers, as a page would hold it. */
export class CableEnd {
  readonly events: PeerEvent[] = []
  readonly keeper: Keeper
  name = ''
  onFrame: (frame: Uint8Array<ArrayBuffer>) => void = () => undefined
  #waiting: (() => void)[] = []

  constructor(keeper: Keeper) {
    this.keeper = keeper
  }

  take(event: PeerEvent): void {
    if (event.is === 'send') this.onFrame(event.frame)
    else this.events.push(event)
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Resolves with the first such event that this end has not been asked for yet. */
  async next<K extends PeerEvent['is']>(
    is: K,
    fits: (event: Kind<K>) => boolean = () => true,
  ): Promise<Kind<K>> {
    for (;;) {
      const at = this.events.findIndex((event) => event.is === is && fits(event as Kind<K>))
      if (at !== -1) return this.events.splice(0, at + 1).at(-1) as Kind<K>
      const ended = this.events.find((event) => event.is === 'closed')
      if (ended && is !== 'closed') throw new Error(`the line ended: ${JSON.stringify(this.events)}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Confirms that the digits are the same. */
  same(same = true): Promise<void> {
    return this.keeper.peers.confirm(this.name, same)
  }
}

/**
 * Two keepers on one cable. Frames travel in order, one after the other, through `fate`.
 * @param bindings what each side believes the channel to be; one text unless somebody sits in between
 */
export async function plugged(
  a: Keeper,
  b: Keeper,
  fate: Fate = (frame) => [frame],
  bindings: readonly [string, string] = ['ABC.DEF', 'ABC.DEF'],
): Promise<{
  readonly a: CableEnd
  readonly b: CableEnd
  cut(): Promise<void>
  readonly frames: () => number
}> {
  const [left, right] = [new CableEnd(a), new CableEnd(b)]
  let way: Promise<void> = Promise.resolve()
  let frames = 0
  let isCut = false
  const cut = async () => {
    if (isCut) return
    isCut = true
    await Promise.all([left, right].map((end) => end.keeper.peers.close(end.name)))
  }
  const carry = (to: CableEnd) => (frame: Uint8Array<ArrayBuffer>) => {
    way = way.then(async () => {
      if (isCut) return
      const fated = fate(frame, frames++)
      if (fated === 'cut') return void cut()
      for (const each of fated) await to.keeper.peers.received(to.name, each)
    })
  }
  left.onFrame = carry(right)
  right.onFrame = carry(left)
  // Nothing travels before both ends have their names.
  let plug: () => void = () => undefined
  way = new Promise((resolve) => (plug = resolve))
  left.name = await a.peers.open(bindings[0], (event) => left.take(event), true)
  right.name = await b.peers.open(bindings[1], (event) => right.take(event), false)
  plug()
  return { a: left, b: right, cut, frames: () => frames }
}
