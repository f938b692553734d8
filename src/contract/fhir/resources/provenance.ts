import { atInstant } from '#domain/record/at.ts'
import type { KeyId } from '#domain/record/fact.ts'
import type { Revision } from '#domain/record/chart.ts'
import { codeOf } from '../concept.ts'
import { toDateTime } from '../date-time.ts'
import { factIdentifier, resourceId } from '../item.ts'
import { hl7, ourSystem } from '../systems.ts'
import type { Provenance, Reference } from '../types.ts'

/** Who wrote, by the key that signed. */
export function authorReference(key: KeyId, name: string | undefined): Reference {
  return { identifier: { system: ourSystem('sid', 'key'), value: key }, display: name ?? key }
}

/**
 * Who wrote a fact, on which tablet, when by that tablet's clock, with which program; and which facts it stands in the
 * place of. The signature covers our own form of the fact and would prove nothing here, so it stays with the record.
 */
export function writeProvenance(
  target: Reference,
  revision: Revision<unknown>,
  earlier: readonly Revision<unknown>[],
  author: Reference,
  program: Reference,
): Provenance {
  const tablet: Reference = {
    identifier: { system: ourSystem('sid', 'device'), value: revision.device },
    display: 'Tablet',
  }
  const agent = (code: string, who: Reference) => ({
    type: codeOf(hl7('provenance-participant-type'), code),
    who,
  })
  return {
    resourceType: 'Provenance',
    id: `${resourceId(revision.fact)}-prov`,
    target: [target],
    recorded: toDateTime(atInstant(revision.hlc.ms, 0, 'second')).value,
    agent: [agent('author', author), agent('enterer', tablet), agent('assembler', program)],
    entity: [
      { role: 'source', what: { identifier: factIdentifier(revision.fact) } },
      ...earlier.map(
        ({ fact }) => ({ role: 'revision', what: { identifier: factIdentifier(fact) } }) as const,
      ),
    ],
  }
}
