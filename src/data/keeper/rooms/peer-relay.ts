import { decodeRoomFrame, encodeRoomFrame, type RoomFrame } from '#contract/sync/room-frames.ts'
import { readRoomName, roomText, type RoomName } from '#contract/sync/room-name.ts'
import { decodeTabletSaid } from '#contract/sync/room-said.ts'
import type { ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { RoomHere } from './room-rows.ts'
import type { RoomVisit } from './room-visit.ts'

export interface RelayPeer {
  send(frame: Uint8Array): void
  readonly name: string
}

interface RelayGround {
  /** Rooms that are still written. */
  rooms(): Promise<readonly RoomHere[]>
  visit(name: RoomName): Promise<RoomVisit>
  learn(name: RoomName, title: string, subject: SubjectId | null): Promise<void>
  scope(): ScopeId | null
}

/** A tablet nearby gets the rooms of the last weeks, newest first. */
const ROOMS_MAX = 50

/**
 * Rooms among tablets: the same frames as to the hub, over a channel that PeerDesk has opened to a tablet of the same
 * clinic. A tablet in the middle passes on what it takes in. No word of a peer means "at the hub".
 */
export class PeerRelay {
  readonly #ground: RelayGround
  readonly #peers = new Map<RelayPeer, Set<RoomVisit>>()

  constructor(ground: RelayGround) {
    this.#ground = ground
  }

  attach(peer: RelayPeer): { received(frame: Uint8Array): void; detach(): void } {
    const visits = new Set<RoomVisit>()
    this.#peers.set(peer, visits)
    void this.#offer(peer)
    return {
      received: (frame) => void this.#received(peer, frame),
      detach: () => {
        this.#peers.delete(peer)
        for (const visit of visits) visit.leavePeer(peer)
      },
    }
  }

  /** A room was opened while tablets are near. */
  joinAll(visit: RoomVisit): void {
    for (const peer of this.#peers.keys()) this.#join(visit, peer)
  }

  async #offer(peer: RelayPeer): Promise<void> {
    const rooms = [...(await this.#ground.rooms())].sort((a, b) => b.changedAtMs - a.changedAtMs)
    for (const { name } of rooms.slice(0, ROOMS_MAX)) {
      if (!this.#peers.has(peer)) return
      this.#join(await this.#ground.visit(name), peer)
    }
  }

  async #received(peer: RelayPeer, bytes: Uint8Array): Promise<void> {
    const found = decodeRoomFrame(bytes)
    const name = found && readRoomName(found.room)
    if (!name || name.scope !== this.#ground.scope()) return
    const about = found.frame.is === 'said' ? decodeTabletSaid(found.frame.text) : null
    if (about?.is === 'about') await this.#ground.learn(name, about.title, about.subject)
    const visit = await this.#ground.visit(name)
    const carrier = this.#join(visit, peer)
    if (carrier) await visit.fromPeer(carrier, found.frame)
  }

  #join(visit: RoomVisit, peer: RelayPeer) {
    const visits = this.#peers.get(peer)
    if (!visits) return null
    visits.add(visit)
    const room = roomText(visit.name)
    return visit.joinPeer(peer, (frame: RoomFrame) => peer.send(encodeRoomFrame(room, frame)))
  }
}
