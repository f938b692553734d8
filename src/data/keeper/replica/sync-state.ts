import { bad, type Problem } from '#domain/problem.ts'
import type { HubRow } from '../databases.ts'
import type { FactLog } from '../fact-log.ts'
import type { Ground } from '../ground.ts'
import type { Network } from '../network.ts'
import type { RoundProgress } from './exchange.ts'
import { hubRow } from './hub-book.ts'
import type { SyncState, UploadState } from './replica-api.ts'

/** The clinic wants to know when something waits longer than this. */
const OVERDUE_MS = 24 * 3600_000

export const NO_UPLOADS: UploadState = {
  waiting: 0,
  doneBytes: 0,
  totalBytes: 0,
  paused: false,
  waitsForWifi: 0,
}

/** What is under way, as the parts of the replica know it. */
export interface Underway {
  readonly progress: RoundProgress | null
  readonly problem: Problem | null
  readonly nextTryAtMs: number | null
  readonly leaseUntilMs: number | null
  readonly leaseProblem: Problem | null
  /** Came from the hub and do not hold. */
  readonly refused: number
  readonly uploads: UploadState
}

export function isSaving(hub: HubRow | null, network: Network | null): boolean {
  if (!hub || hub.dataSaver === 'off') return false
  return hub.dataSaver === 'on' || (network?.metered() ?? false)
}

export async function syncState(
  ground: Ground,
  log: FactLog,
  network: Network | null,
  underway: Underway,
): Promise<SyncState> {
  const { db, machine } = ground
  const hub = await hubRow(db)
  const { count: unsent, oldestAtMs } = await log.unsent()
  const held = await db.facts.where('unsent').equals(2).count()
  const problem = problemNow(hub, underway)
  return {
    phase: phaseOf(ground, hub, network, problem, underway, unsent),
    hubName: hub?.hubName ?? '',
    hub: hub?.hub ?? null,
    unsent,
    oldestUnsentAtMs: oldestAtMs,
    overdue: hub !== null && oldestAtMs !== null && machine.nowMs() - oldestAtMs > OVERDUE_MS,
    held,
    lastReceiptAtMs: hub?.lastReceiptAtMs ?? null,
    lastSyncAtMs: hub?.lastSyncAtMs ?? null,
    nextTryAtMs: underway.nextTryAtMs,
    progress: underway.progress,
    problem,
    dataSaver: hub?.dataSaver ?? 'auto',
    saving: isSaving(hub, network),
    leaseUntilMs: underway.leaseUntilMs,
    clockOffsetMs: hub?.clockOffsetMs ?? null,
    tooOld: hub?.tooOld ?? false,
    historyBroken: hub?.historyBroken ?? false,
    fullness: hub?.fullness ?? 0,
    uploads: underway.uploads,
  }
}

function phaseOf(
  { session }: Ground,
  hub: HubRow | null,
  network: Network | null,
  problem: Problem | null,
  { progress }: Underway,
  unsent: number,
): SyncState['phase'] {
  if (!hub || !network) return 'none'
  if (!session || session.station) return 'closed'
  if (progress) return 'working'
  if (problem && problem.code !== 'hub-unreachable') return 'trouble'
  if (!network.online()) return 'offline'
  if (problem) return hub.lastSyncAtMs === null ? 'offline' : 'waiting'
  return hub.lastSyncAtMs !== null && unsent === 0 ? 'done' : 'waiting'
}

/** The gravest first. */
function problemNow(hub: HubRow | null, { problem, leaseProblem, refused }: Underway): Problem | null {
  if (hub?.historyBroken) return historyBroken()
  if (leaseProblem) return leaseProblem
  if (problem) return problem
  return refused > 0 ? factsRefused(refused) : null
}

function historyBroken(): Problem {
  return bad(
    'hub-history-broken',
    'What the hub has now does not go on from what it had before: something was lost or altered there.',
    'Nothing is deleted here. Keep this tablet as it is and call whoever keeps the hub.',
  ).problem
}

function factsRefused(count: number): Problem {
  return bad(
    'facts-refused',
    `${count} entries of other tablets could not be verified and were kept out.`,
    'Everything else is here. Tell whoever keeps the hub.',
    { count },
  ).problem
}
