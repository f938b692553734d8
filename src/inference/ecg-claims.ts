import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type {
  BeatsClaim,
  ClaimOf,
  EcgClaims,
  FindingsClaim,
  QualityClaim,
  RhythmClaim,
  WavesClaim,
} from '#domain/ecg/claims.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Answer } from './ecg-answer.ts'
import { ProblemError } from './problem-error.ts'

/** One pack with all that it needs to answer. */
export interface ClaimSource<Claim extends ClaimOf> {
  readonly pack: string
  readonly version: string
  answer(
    tracing: Tracing,
    analysis: EcgAnalysis,
    signal?: AbortSignal,
    person?: EcgPerson | null,
  ): Promise<Claim>
}

/** Null where a pack is not there. */
export interface ClaimSources {
  readonly quality: ClaimSource<QualityClaim> | null
  readonly beats: ClaimSource<BeatsClaim> | null
  readonly waves: ClaimSource<WavesClaim> | null
  readonly findings: ClaimSource<FindingsClaim> | null
}

/**
 * Asks every pack, one after another: the quality first, since it gates the others. A pack that cannot answer is named
 * in `failed` and costs the others nothing.
 * @param rhythm answer of the rhythm pack, which has its own way to the screen; null where it gave none
 * @param person whose tracing it is, where that is known: some packs are for adults only
 * @throws DOMException `AbortError`
 */
export async function ecgClaims(
  sources: ClaimSources,
  rhythm: Answer | null,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
  person: EcgPerson | null = null,
): Promise<EcgClaims> {
  const failed: { pack: string; code: string }[] = []
  const ask = async <Claim extends ClaimOf>(source: ClaimSource<Claim> | null): Promise<Claim | null> => {
    if (source === null) return null
    try {
      return await source.answer(tracing, analysis, signal, person)
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof ProblemError)) throw error
      failed.push({ pack: source.pack, code: error.problem.code })
      return null
    }
  }
  const quality = await ask(sources.quality)
  const unreadable = quality !== null && !readable(quality)
  const beats = await ask(sources.beats)
  const waves = await ask(sources.waves)
  const findings = await ask(sources.findings)
  return {
    quality,
    rhythm: gated(rhythm === null ? null : rhythmClaim(rhythm), unreadable, {
      label: null,
      probabilities: null,
      cam: null,
    }),
    beats: gated(beats, unreadable, { beats: [] }),
    waves: gated(waves, unreadable, { beats: [], prMs: null, qrsMs: null, qtMs: null, pShare: 0 }),
    findings: gated(findings, unreadable, { labels: [] }),
    ...(failed.length > 0 && { failed }),
  }
}

/** The quality pack has nothing to say against it: acceptable, or of a kind that it does not judge. */
function readable({ acceptable, refused }: QualityClaim): boolean {
  return acceptable ?? (refused === 'lead-missing' || refused === 'too-short-to-judge')
}

/** Whatever a pack said of a recording that cannot be read is withheld. */
function gated<Claim extends ClaimOf>(
  claim: Claim | null,
  unreadable: boolean,
  nothing: Partial<Claim>,
): Claim | null {
  if (claim === null || claim.refused !== null || !unreadable) return claim
  return { ...claim, ...nothing, refused: 'poor-quality' }
}

/** The answer of the rhythm pack as the statement rules take it. */
export function rhythmClaim({ pack, version, gate, label, calibrated, lead, cam }: Answer): RhythmClaim {
  return {
    pack,
    version,
    refused: gate.passed ? null : gate.reason,
    label,
    probabilities: calibrated,
    lead: lead?.standard ?? lead?.name ?? null,
    cam,
  }
}
