import { BEAT_FEATURES } from '#contract/pack-ecg-beats.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import { BEAT_CLASSES, type BeatClass, type BeatsClaim } from '#domain/ecg/claims.ts'
import { rhythmLead } from '#domain/ecg/lead-choice.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { BeatsModel } from './beats-model.ts'
import { softmax } from './calibrate.ts'
import { featureDistance } from './distance.ts'
import { BATCH, beatBatches, prepareBeats, type BeatsRefusal } from './preprocess/ecg-beats.ts'
import type { PackReader } from './reader.ts'
import type { Tensors } from './runtime.ts'

export { openBeatsModel, type BeatsModel } from './beats-model.ts'

/** What is found of a tracing beat by beat, before and behind the gate. */
interface BeatsReading {
  /** Why nothing may be claimed (`gate_*`); null where the gate passed. */
  readonly refused: BeatsRefusal | 'lead-missing' | 'signal-poor' | 'paced' | 'unlike-training-data' | null
  /** The lead that was read. */
  readonly lead: string | null
  /** One for each beat of the analysis; empty where the network did not run. */
  readonly beats: readonly ReadBeat[]
}

interface ReadBeat {
  readonly atMs: number
  /** The label at the pack's operating point, whether it may be claimed or not. */
  readonly label: BeatClass
  /** Calibrated probability of `label`. */
  readonly probability: number
  /** False where this beat cannot be told. */
  readonly told: boolean
}

/** With more paced beats than this share the rhythm is the pacemaker's. */
const PACED_SHARE_MAX = 0.5

/**
 * Names each beat of the analysis N, S, V or F.
 *
 * Not told are the first and the last beat, those whose surroundings are missing, paced ones, those unlike anything the
 * network learned from, and those it is unsure of. Where the rhythm is irregular throughout S is not claimed: the next
 * class is.
 * @param analysis of the same tracing: its beats are the ones that are named
 * @returns one claim for each beat of the analysis, none where the gate refused
 * @throws DOMException `AbortError`; ProblemError `no-engine`
 */
export async function answerBeats(
  reader: PackReader<BeatsModel>,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
): Promise<BeatsClaim> {
  const { refused, lead, beats } = await readBeats(reader, tracing, analysis, signal)
  const { id, version } = reader.model.manifest
  return {
    pack: id,
    version,
    refused,
    lead,
    beats:
      refused === null
        ? beats.map(({ atMs, label, probability, told }) => ({
            atMs,
            label: told ? label : null,
            probability,
          }))
        : [],
  }
}

/** `answerBeats` with what stands behind the gate, for evaluation. */
export async function readBeats(
  reader: PackReader<BeatsModel>,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
): Promise<BeatsReading> {
  const readable = analysis.quality.flatMap(({ verdict }, l) => (verdict === 'unusable' ? [] : [l]))
  const chosen = rhythmLead(tracing.leads, readable)
  if (tracing.leads.length === 0) return unread('lead-missing')
  if (chosen === null) return unread('signal-poor')
  const { name, standard, samplesMv } = tracing.leads[chosen]!
  const lead = standard ?? name
  const isPaced = (b: number) => ['ventricular', 'dual'].includes(analysis.pacing.paced[b] ?? 'none')
  const atMs = analysis.beats.map((beat) => beat.atMs)
  const pacedCount = atMs.filter((_, b) => isPaced(b)).length
  if (pacedCount > PACED_SHARE_MAX * atMs.length) return unread('paced', lead)
  const prepared = prepareBeats(samplesMv, tracing.sampleRateHz, atMs)
  if (prepared.refusal !== null) return unread(prepared.refusal, lead)
  const { outputs } = await reader.run(beatBatches(prepared), signal)
  const logits = logitsByKind(outputs, prepared.kind, reader.model.calibration.kindWeight)
  const judged = atMs.map((_, b) =>
    judge(reader.model, logits[b]!, featuresOf(outputs, b), prepared.unrest[b]!),
  )
  const { gate } = reader.model
  const inside = judged.filter((_, b) => prepared.whole[b] === 1)
  const unlike = inside.filter(({ distance }) => distance > gate.distance.threshold).length
  return {
    refused: unlike > gate.untoldShareMax * inside.length ? 'unlike-training-data' : null,
    lead,
    beats: judged.map(({ label, probability, distance }, b) => ({
      atMs: atMs[b]!,
      label,
      probability,
      told:
        b > 0 &&
        b < atMs.length - 1 &&
        prepared.whole[b] === 1 &&
        !isPaced(b) &&
        distance <= gate.distance.threshold &&
        probability >= gate.sure,
    })),
  }
}

function unread(refused: Exclude<BeatsReading['refused'], null>, lead: string | null = null): BeatsReading {
  return { refused, lead, beats: [] }
}

interface Judged {
  readonly label: BeatClass
  readonly probability: number
  readonly distance: number
}

/**
 * Scores by beat, that of V drawn towards the mean of the beats of the same shape: ventricular beats of one origin look
 * alike, and all of them speak for each.
 */
function logitsByKind(outputs: readonly Tensors[], kind: Int16Array, weight: number): readonly number[][] {
  const logits = Array.from(kind, (_, b) => rowOf(outputs, 'logits', b, BEAT_CLASSES.length))
  const sums = new Map<number, { sum: number; count: number }>()
  kind.forEach((k, b) => {
    const { sum, count } = sums.get(k) ?? { sum: 0, count: 0 }
    sums.set(k, { sum: sum + logits[b]![V]!, count: count + 1 })
  })
  return logits.map((row, b) => {
    if (kind[b] === -1) return row
    const { sum, count } = sums.get(kind[b]!)!
    return row.with(V, (1 - weight) * row[V]! + (weight * sum) / count)
  })
}

const V = BEAT_CLASSES.indexOf('V')

function featuresOf(outputs: readonly Tensors[], b: number): readonly number[] {
  return rowOf(outputs, 'features', b, BEAT_FEATURES)
}

function rowOf(outputs: readonly Tensors[], name: string, b: number, size: number): number[] {
  const row = b % BATCH
  return Array.from(outputs[Math.floor(b / BATCH)]![name]!.data.subarray(row * size, (row + 1) * size))
}

function judge(
  model: BeatsModel,
  logits: readonly number[],
  features: readonly number[],
  unrest: number,
): Judged {
  const { temperature, prior, decisionBias, unrestMax } = model.calibration
  const probabilities = softmax(logits.map((z, c) => z / temperature + prior[c]!))
  const allowed = BEAT_CLASSES.filter((name) => name !== 'S' || unrest <= unrestMax)
  const score = (name: BeatClass) => {
    const c = BEAT_CLASSES.indexOf(name)
    return Math.log(probabilities[c]! + 1e-12) + decisionBias[c]!
  }
  const label = allowed.reduce((best, name) => (score(name) > score(best) ? name : best))
  return {
    label,
    probability: probabilities[BEAT_CLASSES.indexOf(label)]!,
    distance: featureDistance(model.gate.distance, features),
  }
}
