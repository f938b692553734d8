import { decode } from 'cborg'
import * as v from 'valibot'
import { partsOf, routingShape } from '#contract/record/header-map.ts'
import type { LogFault } from '../store.ts'
import { signedParts } from './entries.ts'
import { BEFORE_IT_CAME, type FactRow } from './entry-rows.ts'
import { hashText, sha256 } from './hash.ts'

/** Whether a fact is still what its header says, and its row what its header says. */
export function checkFact(row: FactRow): LogFault | null {
  const { n } = row
  const { header, body } = signedParts(row.bytes)!
  if (hashText(sha256(header)) !== hashText(row.id))
    return { n, what: 'fact', detail: 'its header has another hash than its id' }
  const parts = partsOf(decode(header, { useMaps: true }) as Map<unknown, unknown>)
  const routing = v.safeParse(routingShape, parts)
  if (!routing.success) return { n, what: 'fact', detail: 'its header cannot be read' }
  const { device, seq, scope, subject = null, hlc } = routing.output
  const differs =
    device !== row.device ||
    seq !== row.seq ||
    scope !== row.scope ||
    hlc.ms !== row.hlc_ms ||
    subject !== row.subject
  if (differs) return { n, what: 'entry', detail: 'its row says something else than its header' }
  if (body === null) return erasureFault(row)
  if (row.erased_at_ms !== null) return { n, what: 'fact', detail: 'it has a body that was erased' }
  // A newer form may name its body in another way.
  const isOther = parts.bodyHash instanceof Uint8Array && Buffer.compare(sha256(body), parts.bodyHash) !== 0
  return isOther ? { n, what: 'fact', detail: 'its body was altered' } : null
}

function erasureFault({ n, erased_at_ms, erasure_noted }: FactRow): LogFault | null {
  if (erased_at_ms === BEFORE_IT_CAME || (erased_at_ms !== null && erasure_noted === 1)) return null
  return { n, what: 'fact', detail: 'its body is gone, and the log does not say who was erased' }
}
