import {
  parseWavesCalibration,
  parseWavesGate,
  WAVE_FEATURES,
  WAVE_LABELS,
  type WavesCalibration,
  type WavesGate,
} from '#contract/pack-ecg-delineate.ts'
import type { PackManifest } from '#contract/pack.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { WavesClaim } from '#domain/ecg/claims.ts'
import type { BeatWaves, Delineation } from '#domain/ecg/delineate/waves.ts'
import { durationMs, type Tracing } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { featureDistance } from './distance.ts'
import {
  ECG_DELINEATE,
  preprocessWaves,
  WINDOW_FRAMES,
  WINDOW_LEADS,
  WINDOW_SAMPLES,
  type DelineateSpan,
} from './preprocess/ecg-delineate.ts'
import { ProblemError } from './problem-error.ts'
import type { PackReader } from './reader.ts'
import type { OpenPack, Tensors } from './runtime.ts'
import { networkDelineation } from './waves/network-delineation.ts'
import { middle } from './waves/middle.ts'
import { waveShares } from './waves/wave-shares.ts'

/** What a delineation pack needs beside its network to answer. */
export interface DelineationModel {
  readonly manifest: PackManifest
  readonly calibration: WavesCalibration
  readonly gate: WavesGate
}

export type DelineationReader = PackReader<DelineationModel>

/** Why the network's waves are withheld; words stand under `gate_*` in the messages. */
type WavesRefusal = 'lead-missing' | 'no-beats' | 'unlike-training-data' | 'beats-disagree'

/** All that the network sees, lead by lead. */
export interface SeenWaves {
  readonly refused: WavesRefusal | null
  /** Of `analysis.delineatedBeats`, before the gate; null where the network did not run. */
  readonly delineation: Delineation | null
  /** Squared, to the training recordings; null where the network did not run. */
  readonly distance: number | null
  /** Share of beats that network and beat search see differently. */
  readonly disagreement: number | null
}

/** What is read around the first and the last beat of a part of a long recording. */
const AROUND_MS = 1000
/** Longer recordings are read where they are delineated. */
const WHOLE_MS_MAX = 61_000
/** An interval is the median of no fewer beats. */
const BEATS_MIN = 3

/** Reads calibration and gate of a delineation pack and checks that its tensors are those this code makes. */
export async function openDelineationModel(pack: OpenPack): Promise<Outcome<DelineationModel>> {
  const { manifest } = pack
  if (!fits(manifest)) {
    return bad(
      'pack-needs-newer-app',
      `The model pack ${manifest.id} needs another version of this app.`,
      'Update the app, then open the recording again.',
      { id: manifest.id },
    )
  }
  try {
    const calibration = parseWavesCalibration(text(await pack.file(manifest.calibration)))
    if (!calibration.ok) return calibration
    const gate = parseWavesGate(text(await pack.file(manifest.gate)))
    return gate.ok ? good({ manifest, calibration: calibration.value, gate: gate.value }) : gate
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem }
    throw error
  }
}

/**
 * What a delineation pack says of a tracing: P, QRS and T of each beat over all leads, and the intervals.
 * @param analysis of the same tracing: its beats are what waves are tied to, its quality which leads are read
 * @throws DOMException `AbortError`; ProblemError `no-engine`
 */
export async function answerDelineation(
  reader: DelineationReader,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
): Promise<WavesClaim> {
  const { refused, delineation } = await seeWaves(reader, tracing, analysis, signal)
  const { id: pack, version } = reader.model.manifest
  if (refused !== null || delineation === null)
    return { pack, version, refused, beats: [], prMs: null, qrsMs: null, qtMs: null, pShare: 0 }
  const { beats } = delineation
  return {
    pack,
    version,
    refused: null,
    beats: spread(beats, analysis),
    ...intervalsOf(beats),
    pShare: beats.filter(({ p }) => p !== null).length / beats.length,
  }
}

/** Runs the network and ties what it sees to the beats of the analysis, lead by lead. */
export async function seeWaves(
  reader: DelineationReader,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
): Promise<SeenWaves> {
  const beatsMs = analysis.delineatedBeats.map((b) => analysis.beats[b]!.atMs)
  if (beatsMs.length === 0) return unseen('no-beats')
  const readable = analysis.quality.map(({ verdict }) => verdict !== 'unusable')
  const prepared = preprocessWaves(tracing, readable, spanOf(tracing, analysis, beatsMs))
  if (prepared.windows.length === 0) return unseen('lead-missing')
  const { outputs } = await reader.run(
    prepared.windows.map(({ inputs }) => inputs),
    signal,
  )
  const { calibration, gate } = reader.model
  const shares = waveShares(prepared, outputs, calibration.temperature)
  const { delineation, disagreement } = networkDelineation(shares, beatsMs, tracing.leads.length, calibration)
  const distance = featureDistance(gate.distance, meanFeatures(outputs))
  const refused =
    distance > gate.distance.threshold
      ? 'unlike-training-data'
      : disagreement > gate.disagreement.threshold
        ? 'beats-disagree'
        : null
  return { refused, delineation, distance, disagreement }
}

/** Medians over the beats; null where too few have both edges, and PR where most have no P wave. */
export function intervalsOf(beats: readonly BeatWaves[]): Pick<WavesClaim, 'prMs' | 'qrsMs' | 'qtMs'> {
  const usual = (apart: readonly number[]) => (apart.length < BEATS_MIN ? null : middle(apart))
  const between = (from: number | null | undefined, to: number | null | undefined) =>
    typeof from === 'number' && typeof to === 'number' && to > from ? [to - from] : []
  const pr = beats.flatMap(({ p, qrs }) => between(p?.onsetMs, qrs?.onsetMs))
  return {
    prMs: 2 * pr.length > beats.length ? usual(pr) : null,
    qrsMs: usual(beats.flatMap(({ qrs }) => between(qrs?.onsetMs, qrs?.offsetMs))),
    qtMs: usual(beats.flatMap(({ qrs, t }) => between(qrs?.onsetMs, t?.offsetMs))),
  }
}

const NO_WAVES: BeatWaves = { p: null, qrs: null, t: null }

/** One for each beat of the analysis; those outside of what was read have no waves. */
function spread(beats: readonly BeatWaves[], analysis: EcgAnalysis): BeatWaves[] {
  const all = analysis.beats.map(() => NO_WAVES)
  analysis.delineatedBeats.forEach((b, i) => (all[b] = beats[i]!))
  return all
}

function unseen(refused: WavesRefusal): SeenWaves {
  return { refused, delineation: null, distance: null, disagreement: null }
}

/** Null where the whole recording is read. */
function spanOf(tracing: Tracing, analysis: EcgAnalysis, beatsMs: readonly number[]): DelineateSpan | null {
  if (beatsMs.length === analysis.beats.length && durationMs(tracing) <= WHOLE_MS_MAX) return null
  return { fromMs: beatsMs[0]! - AROUND_MS, toMs: beatsMs.at(-1)! + AROUND_MS }
}

function meanFeatures(outputs: readonly Tensors[]): number[] {
  return Array.from(
    { length: WAVE_FEATURES },
    (_, i) => outputs.reduce((sum, output) => sum + output['features']!.data[i]!, 0) / outputs.length,
  )
}

function fits(manifest: PackManifest): boolean {
  const tensors = [...manifest.inputs, ...manifest.outputs].map(
    ({ name, shape }) => `${name} ${shape.join('x')}`,
  )
  const wanted = [
    `signal ${WINDOW_LEADS}x1x${WINDOW_SAMPLES}`,
    `mask ${WINDOW_LEADS}x1x${WINDOW_FRAMES}`,
    `logits ${WINDOW_LEADS}x${WAVE_LABELS.length}x${WINDOW_SAMPLES}`,
    `features 1x${WAVE_FEATURES}`,
  ]
  return (
    tensors.join() === wanted.join() &&
    manifest.inputs.every((input) => input.preprocessing === ECG_DELINEATE) &&
    manifest.labels.map((label) => label.code).join() === WAVE_LABELS.join()
  )
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
