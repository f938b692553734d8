import { RHYTHM_LABELS, type RhythmLabel } from '#contract/pack-ecg-rhythm.ts'
import type { EvidenceLevel } from '#contract/pack.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { StandardLead, Tracing } from '#domain/ecg/tracing.ts'
import { calibrated, decide, perLabel, softmax, type PerLabel } from './calibrate.ts'
import type { RunReport } from './engine-status.ts'
import type { PackReader } from './reader.ts'
import { gateOutputs, refused, type GateVerdict } from './gate.ts'
import { chooseLead, chooseSection } from './lead.ts'
import { activationMap, pool, type ActivationMap } from './pool.ts'
import { preprocessEcg, type Preprocessed } from './preprocess/ecg-1lead.ts'
import { sha256Hex } from './sha256.ts'
import type { RhythmModel } from './rhythm-model.ts'
import type { EngineId } from './runtime.ts'

/** What a rhythm pack says of a recording; plain data, kept with the reading as a proposal. */
export interface Answer {
  readonly pack: string
  readonly version: string
  readonly evidence: EvidenceLevel
  /** Null where the recording was refused before any engine ran. */
  readonly engine: EngineId | null
  readonly gate: GateVerdict
  /** Softmax of the network as it is; null where it did not run. */
  readonly outputs: PerLabel | null
  /** Probabilities that mean what they say on recordings like those of the card. */
  readonly calibrated: PerLabel | null
  /** The label at the pack's operating point; null when not assessable. */
  readonly label: RhythmLabel | null
  /** The same before the gate: for evaluation, never for a screen. */
  readonly ungatedLabel: RhythmLabel | null
  /** The lead that was read. */
  readonly lead: { readonly name: string; readonly standard: StandardLead | null } | null
  /** The part that was read, milliseconds from the first sample; `whole` where nothing was left out. */
  readonly section: { readonly startMs: number; readonly endMs: number; readonly whole: boolean } | null
  /** What spoke for `label` when. */
  readonly cam: ActivationMap | null
  readonly provenance: AnswerProvenance
}

interface AnswerProvenance {
  readonly pack: string
  readonly version: string
  readonly engine: EngineId | null
  readonly device: string | null
  /** Network alone, over all windows. */
  readonly durationMs: number
  /** SHA-256 over the rate and the samples of the section as float32, little-endian. */
  readonly inputHash: string | null
  readonly fallback?: { readonly from: EngineId; readonly reason: string }
}

export type RhythmReader = PackReader<RhythmModel>

/**
 * Reads the rhythm of a tracing: lead, section, preprocessing, network, calibration, gate.
 * @param analysis of the same tracing: tells which leads can be read at all
 * @throws DOMException `AbortError`; ProblemError `no-engine`
 */
export async function answerEcg(
  reader: RhythmReader,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
): Promise<Answer> {
  const { model } = reader
  const chosen = chooseLead(tracing, analysis)
  if (chosen === null) return unread(model, 'lead-missing', NOTHING_READ)
  const { name, standard, samplesMv } = chosen.lead
  const { sampleRateHz } = tracing
  const section = chooseSection(samplesMv, sampleRateHz)
  const read: Read = {
    lead: { name, standard },
    section: section.span,
    usable: chosen.usable,
    inputHash: await inputHash(section.samplesMv, sampleRateHz),
  }
  const prepared = preprocessEcg(section.samplesMv, sampleRateHz)
  if (prepared.refusal !== null) return unread(model, prepared.refusal, read)
  const inputs = prepared.windows.map((window) => window.inputs)
  const report = await reader.run(inputs, signal)
  const offsetMs = section.span.startMs + (prepared.droppedAtStart / sampleRateHz) * 1000
  return answerOf(model, prepared, report, read, offsetMs)
}

/** What was read before the network ran. */
interface Read extends Pick<Answer, 'lead' | 'section'> {
  readonly usable: boolean
  readonly inputHash: string | null
}

const NOTHING_READ: Read = { lead: null, section: null, usable: false, inputHash: null }

function answerOf(
  model: RhythmModel,
  prepared: Preprocessed,
  report: RunReport,
  read: Read,
  offsetMs: number,
): Answer {
  const { calibration } = model
  const { logits, features } = pool(report.outputs)
  const probabilities = calibrated(logits, calibration)
  const decision = decide(probabilities, calibration)
  const gate = read.usable
    ? gateOutputs(model.gate, features, probabilities, decision)
    : refused('signal-poor')
  const index = RHYTHM_LABELS.indexOf(decision)
  const { engine, device, durationMs, fallback } = report
  return {
    ...identity(model),
    engine,
    gate,
    outputs: perLabel(softmax(logits)),
    calibrated: probabilities,
    label: gate.passed ? decision : null,
    ungatedLabel: decision,
    lead: read.lead,
    section: read.section,
    cam: gate.passed
      ? activationMap(
          prepared.windows,
          report.outputs,
          index,
          calibration.headBias[index]!,
          prepared.length,
          offsetMs,
        )
      : null,
    provenance: { ...provenance(model, read), engine, device, durationMs, ...(fallback && { fallback }) },
  }
}

/** Refused before the network ran. */
function unread(model: RhythmModel, reason: Parameters<typeof refused>[0], read: Read): Answer {
  return {
    ...identity(model),
    engine: null,
    gate: refused(reason),
    outputs: null,
    calibrated: null,
    label: null,
    ungatedLabel: null,
    lead: read.lead,
    section: read.section,
    cam: null,
    provenance: provenance(model, read),
  }
}

function identity({ manifest }: RhythmModel) {
  return { pack: manifest.id, version: manifest.version, evidence: manifest.evidence }
}

function provenance({ manifest }: RhythmModel, read: Read): AnswerProvenance {
  return {
    pack: manifest.id,
    version: manifest.version,
    engine: null,
    device: null,
    durationMs: 0,
    inputHash: read.inputHash,
  }
}

async function inputHash(samplesMv: Float32Array, sampleRateHz: number): Promise<string> {
  const bytes = new DataView(new ArrayBuffer(8 + 4 * samplesMv.length))
  bytes.setFloat64(0, sampleRateHz, true)
  samplesMv.forEach((v, i) => bytes.setFloat32(8 + 4 * i, v, true))
  return sha256Hex(new Uint8Array(bytes.buffer))
}
