import type { NewPerson } from '#data/keeper/keeper.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { Contact } from '#domain/record/kinds/contact.ts'

/** Who a chart is about, as the comparison with others reads it. @returns null for a chart without a name */
export function personOf({ identity, contact }: Chart): NewPerson | null {
  if (identity.name === null) return null
  const fields = Object.entries(contact).map(([field, plain]) => [field, plain?.current.value] as const)
  return {
    identity: {
      name: identity.name,
      ...(identity.otherNames.length > 0 ? { otherNames: [...identity.otherNames] } : {}),
      ...(identity.pinyin ? { pinyin: identity.pinyin } : {}),
      ...(identity.sex ? { sex: identity.sex } : {}),
      ...(identity.birthDate ? { birthDate: identity.birthDate } : {}),
    },
    identifiers: identity.identifiers.flatMap(({ standing, current }) =>
      standing === 'stands' && current.value ? [current.value] : [],
    ),
    contact: Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Contact,
  }
}
