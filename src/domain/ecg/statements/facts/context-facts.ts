import { isMeasured } from '../../../measured.ts'
import type { EcgAnalysis, EcgFigures } from '../../analysis.ts'
import type { ClaimOf, EcgClaims } from '../../claims.ts'
import type { EcgPerson } from '../../limits/limits.ts'
import { durationMs, STANDARD_LEADS, type Tracing } from '../../tracing.ts'
import { known, unknown, type Fact } from '../facts.ts'
import { maybe, ofNumber } from './number-facts.ts'

const DAYS_PER_YEAR = 365.25
const REVERSALS = [
  'arms-reversed',
  'left-arm-leg-reversed',
  'right-arm-leg-reversed',
  'right-leg-involved',
  'v1-v2-reversed',
  'chest-order-odd',
  'lead-off',
] as const
/** Of a pacemaker's stimuli: one that no wave answers within this is not captured. */
const ANSWERED_MS = 350

/** Inputs about the person, the recording, its electrodes and a pacemaker. */
export function contextFacts(
  tracing: Tracing,
  analysis: EcgAnalysis,
  figures: EcgFigures,
  person: EcgPerson | null,
): Readonly<Record<string, () => Fact>> {
  const { quality, pacing, beats, electrodes } = analysis
  const age = person?.ageDays ?? null
  const sex = person?.sex ?? null
  const readable = quality.filter(({ verdict }) => verdict !== 'unusable').length
  const noisy = quality.filter(({ reasons }) => reasons.some((r) => r === 'noise' || r === 'mains')).length
  const share = (kinds: readonly string[]) =>
    !pacing.assessable
      ? unknown('sampling-rate-too-low')
      : beats.length === 0
        ? unknown('no-beats-found')
        : ofNumber((100 * pacing.paced.filter((kind) => kinds.includes(kind)).length) / beats.length, '%')
  const { rateBpm } = figures
  return {
    ageYears: () =>
      age === null ? unknown('age-unknown') : known(Math.floor((age / DAYS_PER_YEAR) * 10) / 10, 'a'),
    ageDays: () => (age === null ? unknown('age-unknown') : known(age, 'd')),
    sex: () => (sex === null ? unknown('sex-unknown') : known(sex)),
    rateAboveSinus: () =>
      isMeasured(rateBpm) && age !== null
        ? known(rateBpm.value > 220 - age / DAYS_PER_YEAR)
        : unknown(age === null ? 'age-unknown' : 'no-beats-found'),
    beatsFound: () => known(beats.length > 0),
    readableShare: () =>
      maybe(quality.length === 0 ? null : (100 * readable) / quality.length, '%', 'lead-missing'),
    noisyShare: () =>
      maybe(quality.length === 0 ? null : (100 * noisy) / quality.length, '%', 'lead-missing'),
    missingLeads: () => ofNumber(missingLeads(tracing, analysis).length, null),
    durationS: () => ofNumber(durationMs(tracing) / 1000, 's'),
    pacingSeen: () => known(pacing.assessable && pacing.spikesMs.length > 0),
    'pacing.spikes': () =>
      pacing.assessable ? ofNumber(pacing.spikesMs.length, null) : unknown('sampling-rate-too-low'),
    'pacing.ventricularShare': () => share(['ventricular', 'dual']),
    'pacing.atrialShare': () => share(['atrial', 'dual']),
    'pacing.atrialOnlyShare': () => share(['atrial']),
    'pacing.dualShare': () => share(['dual']),
    'pacing.unanswered': () =>
      pacing.assessable
        ? ofNumber(unansweredSpikes(analysis).length, null)
        : unknown('sampling-rate-too-low'),
    ...Object.fromEntries(
      REVERSALS.map((code) => [
        `electrodes.${code}`,
        () => known(electrodes.find((finding) => finding.code === code)?.certainty ?? 'none'),
      ]),
    ),
  }
}

/** Standard leads that the tracing lacks, or that cannot be read for more than beats that hardly stand out in them. */
export function missingLeads({ leads }: Tracing, { quality }: EcgAnalysis): string[] {
  return STANDARD_LEADS.filter((name) => {
    const l = leads.findIndex(({ standard }) => standard === name)
    const found = quality[l]
    if (found === undefined) return true
    return found.verdict === 'unusable' && found.reasons.some((reason) => reason !== 'beats-unclear')
  })
}

/** Stimuli after which no beat comes in time, but for those before the first and after the last beat. */
function unansweredSpikes({ pacing, beats }: EcgAnalysis): number[] {
  const [first, last] = [beats[0]?.atMs ?? Infinity, beats.at(-1)?.atMs ?? -Infinity]
  return pacing.spikesMs.filter(
    (at) => at > first && at < last && !beats.some(({ atMs }) => atMs - at > -60 && atMs - at <= ANSWERED_MS),
  )
}

/** A quality gate that refuses a tracing as too poor has judged it. */
const UNREADABLE: readonly string[] = ['signal-poor']

/** Inputs that packs give. A refused answer is none, and the gate's reason stands for it. */
export function claimFacts({
  rhythm,
  quality,
  waves,
  findings,
}: EcgClaims): Readonly<Record<string, () => Fact>> {
  const said =
    <C extends ClaimOf>(claim: C | null, read: (claim: C) => Fact | null) =>
    () => {
      if (claim === null) return unknown('no-pack-answer')
      if (claim.refused !== null) return unknown(claim.refused, claim.pack)
      const fact = read(claim)
      return fact === null ? unknown('no-pack-answer', claim.pack) : { ...fact, by: claim.pack }
    }
  const labels = ['N', 'A', 'O', '~'] as const
  return {
    'rhythm.label': said(rhythm, ({ label }) => (label === null ? null : known(label))),
    ...Object.fromEntries(
      labels.map((label) => [
        `rhythm.${label}`,
        said(rhythm, ({ probabilities }) =>
          probabilities === null ? null : ofNumber(100 * probabilities[label], '%'),
        ),
      ]),
    ),
    'quality.acceptable': () =>
      quality !== null && UNREADABLE.includes(quality.refused ?? '')
        ? { ...known(false), by: quality.pack }
        : said(quality, ({ acceptable }) => (acceptable === null ? null : known(acceptable)))(),
    'waves.pShare': said(waves, ({ pShare }) => ofNumber(100 * pShare, '%')),
    ...Object.fromEntries(
      (findings?.labels ?? []).map(({ label, positive }) => [
        `findings.${label}`,
        said(findings, () => known(positive)),
      ]),
    ),
  }
}
