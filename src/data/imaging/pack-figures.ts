import { parsePackFigures, type PackFigures } from '#contract/pack-figures.ts'

const files = import.meta.glob<string>('../../../models/*/figures.json', { query: '?raw', import: 'default' })

/** What was measured of a pack of this build, before and after it is on the tablet; null where nothing was. */
export async function packFigures(id: string): Promise<PackFigures | null> {
  const read = files[`../../../models/${id}/figures.json`]
  const figures = read && parsePackFigures(await read().catch(() => ''))
  return figures && figures.ok ? figures.value : null
}
