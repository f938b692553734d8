import type { SubjectId } from '#domain/record/fact.ts'
import type { BlobShelf } from './blob-shelf.ts'
import type { ChartShelf } from './chart-shelf.ts'
import type { ClinicAccess } from './clinic-access.ts'
import type { ClinicFounding } from './clinic-founding.ts'
import type { FactLog } from './fact-log.ts'
import type { Ground } from './ground.ts'
import type { Network } from './network.ts'
import { PeerDesk } from './peers/peer-desk.ts'
import { Replica } from './replica/replica.ts'
import { RoomDesk } from './rooms/room-desk.ts'
import type { Session } from './session.ts'
import { UploadDesk } from './uploads/upload-desk.ts'

/** What this part needs of the clinic's room. */
export interface TogetherTies {
  readonly ground: Ground
  readonly network: Network | null
  /** False: the hub is met only when somebody asks for it (tests with a clock of their own). */
  readonly byItself: boolean
  readonly log: FactLog
  readonly charts: ChartShelf
  readonly access: ClinicAccess
  readonly founding: ClinicFounding
  readonly blobs: BlobShelf
  eraseHere(subject: SubjectId): Promise<void>
  wipe(): Promise<void>
}

/**
 * What a clinic has to do with others: the hub, rooms, uploads, tablets nearby. A code of its own, loaded where a clinic
 * has met somebody or somebody asks: a tablet that reads ECGs alone does not carry it.
 */
export class Together {
  readonly replica: Replica
  readonly peers: PeerDesk
  readonly uploads: UploadDesk
  readonly rooms: RoomDesk

  constructor(ties: TogetherTies) {
    const { ground, network, byItself, log, charts, access, founding, blobs } = ties
    this.replica = new Replica({
      ground,
      network,
      byItself,
      log,
      charts,
      access,
      founding,
      eraseHere: (subject) => ties.eraseHere(subject),
      wipe: () => ties.wipe(),
      // Not waited for: a study takes an hour on a bad line, and facts go on meanwhile.
      followRound: async (signal) => {
        void this.uploads.run(signal)
        void this.rooms.deliver().catch(() => undefined)
        await this.peers.deliver(this.replica.line).catch(() => undefined)
      },
      uploads: () => this.uploads.state(),
      uploadsPaused: (paused) => {
        if (paused) this.uploads.stop()
        else void this.uploads.run(new AbortController().signal)
      },
    })
    const { traffic, line } = this.replica
    this.peers = new PeerDesk({
      ground,
      log,
      traffic,
      write: (drafts) => charts.write(drafts),
      found: (clinic, user, keys) => founding.foundJoined(clinic, user, keys),
      adoptHub: (hub) => this.replica.adoptHub(hub),
      takeReceipts: (signed) => this.replica.takeReceipts(signed),
      rooms: () => this.rooms.relay,
    })
    this.uploads = new UploadDesk({
      ground,
      log,
      blobs,
      line,
      network,
      onChanged: () => this.replica.changed(),
    })
    const nameOf = (key: string) => traffic.keys.get(key)?.name ?? ''
    this.rooms = new RoomDesk({ ground, log, charts, line, network, nameOf })
  }

  async opened(session: Session): Promise<void> {
    await this.replica.opened(session)
    void this.peers.opened().catch(() => undefined)
    void this.rooms.deliver().catch(() => undefined)
  }

  async closing(): Promise<void> {
    this.peers.closing()
    this.replica.closing()
    this.uploads.stop()
    await this.rooms.lock()
  }

  /** What others had of a person, and what was on its way to them. */
  async forget(subject: SubjectId): Promise<void> {
    await this.uploads.forget(subject)
    await this.rooms.forget(subject)
  }
}
