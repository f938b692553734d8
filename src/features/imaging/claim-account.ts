import type { StageClaims, StageHeat } from '#ui/displays/image-stage/stage-claims.ts'
import { formatPercent } from '#ui/format.ts'
import { m } from '#words/messages.js'

/** What models laid over a picture, for whoever does not see it. */
export function overlaysInWords(claims: StageClaims | null): readonly string[] {
  if (claims === null) return []
  const { heat, outlines, points } = claims
  const said: string[] = []
  if (heat) said.push(heatInWords(heat))
  if (outlines.length > 0)
    said.push(m.film_claim_account_outlines({ names: outlines.map(({ name }) => name).join(m.list_comma()) }))
  if (points) said.push(m.film_claim_account_points({ words: points.measure(points.points).words }))
  return said
}

function heatInWords({ words, rows, columns, values }: StageHeat): string {
  let strongest = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[strongest]!) strongest = i
  const across = ((strongest % columns) + 0.5) / columns
  const down = (Math.floor(strongest / columns) + 0.5) / rows
  return m.film_claim_account_map({ words, across: formatPercent(across), down: formatPercent(down) })
}
