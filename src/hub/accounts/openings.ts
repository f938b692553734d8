import { rightsOf } from '#domain/access/rights.ts'
import { good, type Outcome } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { Openings } from '#contract/sync/openings.ts'
import type { Caller, HubContext } from '../context.ts'
import type { NotedEntry } from '../store/store.ts'
import { scopesOf } from './break-glass.ts'
import type { Certificates } from './certificates.ts'
import { noRight } from './request-problems.ts'

const OPENINGS_MAX = 500

/** Who opened a person's chart and why, for those who care for this person. `no-right` */
export async function openingsOf(
  { store }: Pick<HubContext, 'store'>,
  certificates: Certificates,
  caller: Caller,
  subject: SubjectId,
): Promise<Outcome<Openings>> {
  if (caller.state !== 'known') return noRight()
  const scopes = await scopesOf(store, subject)
  const mayRead = caller.certificate?.grants.some(
    ({ scope, role }) => scopes.has(scope) && rightsOf(role).reads,
  )
  if (!mayRead) return noRight()
  const entries = await store.log.notes({ subject, limit: OPENINGS_MAX })
  return good({ openings: entries.flatMap((entry) => lineOf(entry, certificates)) })
}

function lineOf(
  { what, by, scope, why, atMs }: NotedEntry,
  certificates: Certificates,
): Openings['openings'] {
  if (what !== 'opened' && what !== 'break-glass' && what !== 'export') return []
  const who = by === null ? null : certificates.get(by)?.certificate
  const grant = who?.grants.find((each) => each.scope === scope) ?? who?.grants[0]
  return [{ by: who?.name ?? by ?? '', role: grant?.role ?? null, atMs, what, why }]
}
