import { BEAT_CLASSES, type ClaimOf, type EcgClaims } from '#domain/ecg/claims.ts'
import type { Answer } from '#inference/ecg-answer.ts'
import type { ReadResult } from './read-result.ts'

type AnswerRow = ReadResult['answers'][number]

export function rhythmRow({
  pack,
  version,
  engine,
  gate,
  outputs,
  calibrated,
  provenance,
}: Answer): AnswerRow {
  const shares = Object.entries(calibrated ?? {}).sort((a, b) => b[1] - a[1])
  return {
    pack,
    version,
    engine,
    gate,
    outputs,
    calibrated,
    durationMs: provenance.durationMs,
    claim: gate.passed ? shares.map(([label, p]) => `${label} ${percent(p)}`).join(', ') : null,
  }
}

/** What the packs beside the rhythm claim, one row each. */
export function claimRows({ quality, beats, waves, findings }: EcgClaims): AnswerRow[] {
  return [
    quality &&
      rowOf(
        quality,
        quality.unacceptable === null ? {} : { unacceptable: quality.unacceptable },
        quality.acceptable === null
          ? null
          : `${quality.acceptable ? 'can' : 'cannot'} be read, ` +
              `${quality.leads.filter((lead) => lead?.usable === false).length} leads bad`,
      ),
    beats &&
      rowOf(
        beats,
        {},
        BEAT_CLASSES.map(
          (name) => `${name} ${beats.beats.filter(({ label }) => label === name).length}`,
        ).join(', '),
      ),
    waves &&
      rowOf(
        waves,
        { pShare: waves.pShare },
        [
          `P before ${percent(waves.pShare)} of beats`,
          ...(['prMs', 'qrsMs', 'qtMs'] as const).map(
            (name) =>
              `${name.slice(0, -2).toUpperCase()} ${waves[name] === null ? '-' : `${Math.round(waves[name])} ms`}`,
          ),
        ].join(', '),
      ),
    findings &&
      rowOf(
        findings,
        Object.fromEntries(findings.labels.map(({ label, probability }) => [label, probability])),
        findings.labels.map(({ label, probability }) => `${label} ${percent(probability)}`).join(', ') ||
          'nothing is claimed',
      ),
  ].filter((row) => row !== null)
}

function rowOf(
  claim: ClaimOf,
  calibrated: Readonly<Record<string, number>>,
  words: string | null,
): AnswerRow {
  const { pack, version, refused } = claim
  return {
    pack,
    version,
    engine: 'ort-wasm',
    gate: refused === null ? { passed: true } : { passed: false, reason: refused },
    outputs: null,
    calibrated: refused === null ? calibrated : null,
    durationMs: null,
    claim: refused === null ? words : null,
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
