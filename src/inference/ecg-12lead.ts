import {
  FINDING_FEATURES,
  FINDING_FRAMES,
  FINDING_LABELS,
  parseFindingsCalibration,
  parseFindingsGate,
  type FindingCalibration,
  type FindingLabel,
  type FindingsCalibration,
  type FindingsGate,
} from '#contract/pack-ecg-12lead.ts'
import type { PackManifest } from '#contract/pack.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { ClaimMap, FindingsClaim } from '#domain/ecg/claims.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { featureDistance } from './distance.ts'
import {
  ECG_12LEAD,
  INDEPENDENT_LEADS,
  prepareTwelveLead,
  RATE_HZ,
  SIGNAL_SAMPLES,
  type TwelveLeadRefusal,
} from './preprocess/ecg-12lead.ts'
import { ProblemError } from './problem-error.ts'
import type { PackReader } from './reader.ts'
import type { OpenPack, Tensors } from './runtime.ts'

/** What a findings pack needs beside its network to answer. */
export interface FindingsModel {
  readonly manifest: PackManifest
  readonly calibration: FindingsCalibration
  readonly gate: FindingsGate
}

/** Why a tracing gets no findings; words under `gate_*`. */
type FindingsRefusal =
  TwelveLeadRefusal | 'signal-poor' | 'paced-rhythm' | 'person-too-young' | 'unlike-training-data'

/** One label before anybody asks whether it may be shown: for evaluation, and the ground of a claim. */
interface ReadFinding {
  readonly label: FindingLabel
  readonly claimed: boolean
  readonly probability: number
  readonly threshold: number
  readonly positive: boolean
  readonly cam: ClaimMap
}

interface FindingsReading {
  readonly refused: FindingsRefusal | null
  /** All labels of the network, claimed or not, whatever the gate says; empty where it could not run. */
  readonly findings: readonly ReadFinding[]
}

/** The training recordings are of adults: PTB-XL begins at 17 years. */
const AGE_YEARS_MIN = 16
const DAYS_PER_YEAR = 365.25
/** With more paced beats than this share the shapes are the pacemaker's. */
const PACED_SHARE_MAX = 0.2
/** Samples at 100 Hz from one frame of the map to the next; frame 0 is centred on the first sample. */
const FRAME_SAMPLES = 16

/** Reads calibration and gate of a findings pack and checks that its tensors are those this code makes. */
export async function openFindingsModel(pack: OpenPack): Promise<Outcome<FindingsModel>> {
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
    const calibration = parseFindingsCalibration(text(await pack.file(manifest.calibration)))
    if (!calibration.ok) return calibration
    const gate = parseFindingsGate(text(await pack.file(manifest.gate)))
    return gate.ok ? good({ manifest, calibration: calibration.value, gate: gate.value }) : gate
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem }
    throw error
  }
}

/**
 * What the pack may say of a twelve-lead tracing: the labels that beat the statement rules, and no other.
 * @param analysis of the same tracing: tells which leads can be read, and whether a pacemaker leads
 * @param person null where age and sex are not known; then the tracing is taken for an adult's
 * @throws DOMException `AbortError`; ProblemError `no-engine`
 */
export async function answerFindings(
  reader: PackReader<FindingsModel>,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
  person: EcgPerson | null = null,
): Promise<FindingsClaim> {
  const { id, version } = reader.model.manifest
  const { refused, findings } = await readFindings(reader, tracing, analysis, person, signal)
  return {
    pack: id,
    version,
    refused,
    labels:
      refused === null
        ? findings
            .filter(({ claimed }) => claimed)
            .map(({ label, probability, threshold, positive, cam }) => ({
              label,
              probability,
              threshold,
              positive,
              cam: positive ? cam : null,
            }))
        : [],
  }
}

/** All labels with their probabilities, and what the gate says; `answerFindings` is what a screen may have of it. */
export async function readFindings(
  reader: PackReader<FindingsModel>,
  tracing: Tracing,
  analysis: EcgAnalysis,
  person: EcgPerson | null,
  signal?: AbortSignal,
): Promise<FindingsReading> {
  const { model } = reader
  const prepared = prepareTwelveLead(tracing)
  if (prepared.refusal !== null) return { refused: prepared.refusal, findings: [] }
  const { outputs } = await reader.run([{ signal: prepared.signal }], signal)
  const output = outputs[0]!
  const far =
    featureDistance(model.gate.distance, [...output['features']!.data]) > model.gate.distance.threshold
  return {
    refused: refusalBy(tracing, analysis, person) ?? (far ? 'unlike-training-data' : null),
    findings: model.calibration.labels.map((label, i) => findingOf(label, i, output, prepared)),
  }
}

/** What can be said without the network. */
function refusalBy(
  tracing: Tracing,
  { quality, beats, pacing }: EcgAnalysis,
  person: EcgPerson | null,
): 'person-too-young' | 'signal-poor' | 'paced-rhythm' | null {
  const ageDays = person?.ageDays ?? null
  if (ageDays !== null && ageDays < AGE_YEARS_MIN * DAYS_PER_YEAR) return 'person-too-young'
  const needed: readonly (string | null)[] = INDEPENDENT_LEADS
  const poor = tracing.leads.some(
    ({ standard }, l) => needed.includes(standard) && quality[l]?.verdict === 'unusable',
  )
  if (poor || beats.length === 0) return 'signal-poor'
  const paced = pacing.paced.filter((kind) => kind !== 'none').length
  return paced > PACED_SHARE_MAX * beats.length ? 'paced-rhythm' : null
}

function findingOf(
  { label, slope, offset, headBias, threshold, claimed }: FindingCalibration,
  index: number,
  output: Tensors,
  { startMs, length }: { readonly startMs: number; readonly length: number },
): ReadFinding {
  const probability = 1 / (1 + Math.exp(-(slope * output['logits']!.data[index]! + offset)))
  const cam = output['cam']!.data.subarray(index * FINDING_FRAMES, (index + 1) * FINDING_FRAMES)
  const frames = Math.min(FINDING_FRAMES, Math.ceil(length / FRAME_SAMPLES))
  return {
    label,
    claimed,
    probability,
    threshold,
    positive: probability >= threshold,
    cam: {
      label,
      startMs,
      stepMs: (FRAME_SAMPLES / RATE_HZ) * 1000,
      // The bias speaks for no moment: shared out evenly, the mean of the map is the calibrated logit less its offset.
      values: Array.from(cam.subarray(0, frames), (v) => Math.round(slope * (v + headBias) * 1000) / 1000),
    },
  }
}

function fits(manifest: PackManifest): boolean {
  const tensors = [...manifest.inputs, ...manifest.outputs].map(
    ({ name, shape }) => `${name} ${shape.join('x')}`,
  )
  const wanted = [
    `signal 1x${INDEPENDENT_LEADS.length}x${SIGNAL_SAMPLES}`,
    `logits 1x${FINDING_LABELS.length}`,
    `features 1x${FINDING_FEATURES}`,
    `cam 1x${FINDING_LABELS.length}x${FINDING_FRAMES}`,
  ]
  return (
    tensors.join() === wanted.join() &&
    manifest.inputs.every((input) => input.preprocessing === ECG_12LEAD) &&
    manifest.labels.map((label) => label.code).join() === FINDING_LABELS.join()
  )
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
