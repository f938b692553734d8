import * as v from 'valibot'
import { decodeBody, decodeHeader, decodeSignedFact } from '#contract/record/fact-codec.ts'
import { rightsOf } from '#domain/access/rights.ts'
import type { Fact, FactId } from '#domain/record/fact.ts'
import { access } from '#domain/record/kinds/access.ts'
import { staff } from '#domain/record/kinds/staff.ts'
import type { HubContext } from '../context.ts'
import type { JudgedFact } from '../store/store.ts'

type Base = Pick<HubContext, 'store' | 'people'>

/**
 * A person was erased on a tablet: an `access` fact says so and names one fact of that person, in the same scope, signed
 * by somebody who may write everything there. Their bodies go here too; headers, signatures and the log stay.
 */
export async function eraseAsStated({ store, people }: Base, inLog: readonly JudgedFact[]): Promise<void> {
  for (const { header, body } of ofKind(access.kind, inLog)) {
    const said = v.safeParse(access.value, body?.value)
    const former = people.former(header.key)?.grants.find(({ scope }) => scope === header.scope)
    const role = people.role(header.key, header.scope) ?? former?.role
    if (!said.success || said.output.what !== 'erasure' || !role || rightsOf(role).writes !== 'all') continue
    for (const ref of header.refs) {
      const named = (await factOf(store, ref))?.header
      if (named?.subject !== undefined && named.scope === header.scope) await store.facts.erase(named.subject)
    }
  }
}

/** A user was removed from a clinic: the `staff` fact of their key was retracted by somebody who vouches there. */
export async function removeAsStated({ store, people }: Base, inLog: readonly JudgedFact[]): Promise<void> {
  for (const { header, body } of ofKind(staff.kind, inLog)) {
    if (header.verb !== 'retract') continue
    const by = people.certificate(header.key)
    if (!by) continue
    const { certificate, state } = by
    const caller = { key: header.key, signingKey: certificate.signingKey, certificate, state }
    for (const ref of header.refs) {
      const named = await factOf(store, ref)
      const removed = v.safeParse(staff.value, named?.body?.value)
      if (named?.header.scope !== header.scope || !removed.success) continue
      const { key } = removed.output
      if (people.certificate(key)?.state !== 'revoked')
        await people.revokeColleague(key, body?.reason?.text ?? '', caller)
    }
  }
}

function ofKind(kind: string, facts: readonly JudgedFact[]): Omit<Fact, 'id'>[] {
  return facts.filter(({ routing }) => routing?.kind === kind).flatMap(({ bytes }) => readFact(bytes) ?? [])
}

async function factOf(store: Base['store'], id: FactId): Promise<Omit<Fact, 'id'> | null> {
  const stored = await store.facts.byId(id)
  return stored && readFact(stored.bytes)
}

/** Null for what a newer app wrote. */
function readFact(bytes: Uint8Array): Omit<Fact, 'id'> | null {
  const signed = decodeSignedFact(bytes)
  const header = signed.ok ? decodeHeader(signed.value.header) : null
  if (!signed.ok || !header?.ok) return null
  return { header: header.value, body: signed.value.body && decodeBody(signed.value.body) }
}
