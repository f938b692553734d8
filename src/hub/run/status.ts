import type { HubStatus } from '#contract/sync/hub-page.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { HubContext } from '../context.ts'
import { minVersionOf } from '../sync/app-version.ts'
import type { BackupState } from './backup-state.ts'
import type { FigureBook } from './figures.ts'
import type { LogHeads } from './log-heads.ts'
import type { KeptMetrics } from './metrics.ts'

/** The built app that this hub serves. */
export interface AppVersion {
  readonly version: string
  readonly build: string
}

export interface StatusGround extends Pick<HubContext, 'name' | 'nowMs' | 'store' | 'keys'> {
  readonly people: Pick<Accounts, 'clinics' | 'devices'>
  readonly metrics: KeptMetrics
  readonly figures: FigureBook
  readonly heads: LogHeads
  readonly backups: () => BackupState
  readonly app: AppVersion
  readonly startedAtMs: number
}

/** How the hub is, for its page and for `hub status`. */
export async function statusOf(hub: StatusGround): Promise<HubStatus> {
  const { head, heldByReason, oldestBehind, disk, segmentsBytes } = await hub.figures.now()
  const { database, journal } = hub.store.sizeBytes()
  const { lastGoodRestoreAtMs: _, ...backups } = hub.backups()
  const open = (name: string) => hub.metrics.gauged(name) ?? 0
  return {
    hub: hub.keys.hub,
    hubName: hub.name,
    hubEpoch: hub.store.hubEpoch,
    nowMs: hub.nowMs(),
    startedAtMs: hub.startedAtMs,
    ...hub.app,
    minVersion: minVersionOf(hub.store),
    log: { ...head, signedAtMs: hub.heads.signedAtMs },
    clinics: await clinicsOf(hub),
    storage: {
      databaseBytes: database,
      journalBytes: journal,
      segmentsBytes,
      blobsBytes: hub.metrics.gauged('blob_stored_bytes'),
      freeBytes: disk?.freeBytes ?? null,
      totalBytes: disk?.totalBytes ?? null,
    },
    backups,
    queues: {
      heldFacts: Object.values(heldByReason).reduce((sum, facts) => sum + facts, 0),
      liveConnections: open('live_connections'),
      openRooms: open('rooms_open'),
      unfinishedUploads: open('blobs_unfinished'),
    },
    oldestUnsent: oldestBehind,
  }
}

async function clinicsOf({ people, store }: StatusGround): Promise<HubStatus['clinics']> {
  const devices = await people.devices()
  return Promise.all(
    people.clinics().map(async ({ scope, name }) => ({
      scope,
      name,
      ...(await store.facts.scopeSize(scope)),
      devices: devices.filter(({ clinic }) => clinic?.scope === scope).length,
    })),
  )
}
