import { keeper } from '#data/workers/keeper.ts'
import type { ComboOption } from '#ui/controls/ComboBox.svelte'

const OFFERED_MAX = 12

/** Schools that somebody here goes to, by any part of their name. */
export async function knownSchools(text: string): Promise<readonly ComboOption<string>[]> {
  const schools = await keeper.schools().catch(() => [])
  return offered(
    schools.map(({ school }) => school),
    text,
  )
}

/** Classes of a school, by any part of their name. */
export async function knownClasses(school: string, text: string): Promise<readonly ComboOption<string>[]> {
  const schools = await keeper.schools().catch(() => [])
  return offered(schools.find((each) => each.school === school.trim())?.classes ?? [], text)
}

function offered(names: readonly string[], text: string): readonly ComboOption<string>[] {
  return names
    .filter((name) => name.includes(text.trim()))
    .slice(0, OFFERED_MAX)
    .map((name) => ({ key: name, label: name, value: name }))
}
