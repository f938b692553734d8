import type { EcgAnalysis, EcgFigures } from '../../analysis.ts'
import type { EcgClaims } from '../../claims.ts'
import type { EcgPerson } from '../../limits/limits.ts'
import type { Tracing } from '../../tracing.ts'
import { unknown, type Fact, type Facts } from '../facts.ts'
import { limitAt } from '../limits-at.ts'
import { claimFacts, contextFacts, missingLeads } from './context-facts.ts'
import { derivedFacts } from './derived-facts.ts'
import { leadFacts } from './lead-facts.ts'
import { ofMeasured } from './number-facts.ts'
import { rhythmFacts } from './rhythm-facts.ts'

/** All that is known of one tracing: what the rules are asked over. */
export interface InterpretInput {
  readonly tracing: Tracing
  readonly analysis: EcgAnalysis
  /** The numbers after a person's corrections. */
  readonly figures: EcgFigures
  readonly claims: EcgClaims
  readonly person: EcgPerson | null
}

/** The inputs of the rules for one tracing; each is computed when a rule first asks. */
export function factsOf({ tracing, analysis, figures, claims, person }: InterpretInput): Facts {
  const rhythm = rhythmFacts(tracing, analysis, figures, claims)
  const ofLead = leadFacts(tracing, analysis, figures)
  const named: Readonly<Record<string, () => Fact>> = {
    rateBpm: () => ofMeasured(figures.rateBpm),
    ...Object.fromEntries(
      Object.entries(figures.measurements).map(([id, number]) => [id, () => ofMeasured(number)]),
    ),
    ...derivedFacts(tracing, figures, person),
    ...contextFacts(tracing, analysis, figures, person),
    ...claimFacts(claims),
    ...rhythm.facts,
  }
  const kept = new Map<string, Fact>()
  const fact = (name: string): Fact => {
    const before = kept.get(name)
    if (before !== undefined) return before
    const now = named[name]?.() ?? byLead(name) ?? byPack(name)
    if (now === null) throw new Error(`the rules know no input ${name}`)
    kept.set(name, now)
    return now
  }
  const byLead = (name: string): Fact | null => {
    const [lead, measure] = name.split('.')
    return lead === undefined || measure === undefined ? null : ofLead(lead, measure)
  }
  const leadLists: Readonly<Record<string, () => readonly string[]>> = {
    missing: () => missingLeads(tracing, analysis),
    limbReversal: () =>
      electrodeLeads(analysis, (code) => !CHEST_CODES.includes(code) && code !== 'lead-off'),
    chestReversal: () => electrodeLeads(analysis, (code) => CHEST_CODES.includes(code)),
  }
  return {
    fact,
    limit: (name) => limitAt(name, person),
    beats: (list) => rhythm.beats[list] ?? [],
    leads: (list) => leadLists[list]?.() ?? [],
  }
}

const CHEST_CODES: readonly string[] = ['v1-v2-reversed', 'chest-order-odd']

function electrodeLeads({ electrodes }: EcgAnalysis, chosen: (code: string) => boolean): readonly string[] {
  return electrodes.filter(({ code }) => chosen(code)).flatMap(({ leads }) => leads)
}

/** A label that the findings pack does not claim. */
function byPack(name: string): Fact | null {
  return name.startsWith('findings.') ? unknown('no-pack-answer') : null
}
