import { bad, good, type Outcome } from '#domain/problem.ts'
import { SAMPLES_MAX, SAMPLE_RATE_HZ_MAX } from '../limits.ts'
import { brokenFile, impossibleRate, noKnownLead, recordingTooLong } from '../refusals.ts'
import { baseName, type SourceFile } from '../source-file.ts'
import type { DecodedLead } from '../assemble.ts'
import { readBeats, type BeatLocations, type Zone } from './beats.ts'
import { readPacking, type Packing } from './huffman.ts'
import { readLeads, type LeadDefinition, type LeadDefinitions } from './leads.ts'
import type { ScpSection } from './sections.ts'
import {
  everySample,
  readPackedWave,
  storedValues,
  stretches,
  unpackLead,
  type PackedWave,
  type UnpackedLead,
} from './waveform.ts'

/** What sections 2 to 6 give together. */
export interface ScpSignals {
  readonly rhythm: Wave
  readonly referenceBeat: Wave | null
  readonly unknownLeads: readonly string[]
  /** What could not be read, by the format's own numbers; the rest stands. */
  readonly unreadable: readonly string[]
  /** How it is packed, for people. */
  readonly packing: string
}

interface Wave {
  readonly sampleRateHz: number
  readonly leads: readonly DecodedLead[]
}

type Sections = ReadonlyMap<number, ScpSection>

/** A reference beat that is stored at a finer rate than the rhythm: more than this no standard writer does. */
const RATE_RATIO_MAX = 8
/** Reference beats that lie over one another more often than this are no beats. */
const OVERLAPS_MAX = 20

/** The recording in millivolts: unpacked, differences undone, every sample drawn, the reference beat added back. */
export function readSignals(file: SourceFile, sections: Sections): Outcome<ScpSignals> {
  const leads = readLeads(sections.get(3)?.body ?? new Uint8Array())
  if (leads === null) return brokenFile(file, 'SCP-ECG', 'section 3')
  const known = leads.leads.map((lead, number) => ({ ...lead, number })).filter(isKnown)
  const unknownLeads = leads.leads.filter((lead) => lead.name === null).map((lead) => `${lead.code}`)
  if (known.length === 0) return noKnownLead(file, unknownLeads)
  const packing = readPacking(sections.get(2)?.body)
  if (packing === 'broken') return brokenFile(file, 'SCP-ECG', 'section 2')
  const rhythm = readPackedWave(sections.get(6), leads.leads.length)
  if (rhythm === null) return brokenFile(file, 'SCP-ECG', 'section 6')
  const beats = readBeats(sections.get(4)?.body ?? new Uint8Array())
  const beatWave = readPackedWave(sections.get(5), leads.leads.length)
  const source = { file, leads, known, packing, rhythm, beats, beatWave }
  const plan = planOf(source)
  if (!plan.ok) return plan
  return decodeAll(source, plan.value, unknownLeads)
}

type KnownLead = LeadDefinition & { readonly name: string; readonly number: number }

function isKnown(lead: LeadDefinition & { readonly number: number }): lead is KnownLead {
  return lead.name !== null
}

interface Source {
  readonly file: SourceFile
  readonly leads: LeadDefinitions
  readonly known: readonly KnownLead[]
  readonly packing: Packing
  readonly rhythm: PackedWave
  readonly beats: BeatLocations | null
  readonly beatWave: PackedWave | null
}

interface Plan {
  readonly sampleRateHz: number
  /** Samples of the recording for one stored value, outside the protected zones. */
  readonly rate: number
  readonly zones: readonly Zone[]
  /** The samples that any of the leads has. */
  readonly span: Zone
}

/** Rate and length, checked before anything is allocated. */
function planOf(source: Source): Outcome<Plan> {
  const { file, leads, known, rhythm, beats, beatWave, packing } = source
  const isFiner = leads.beatSubtracted || rhythm.isBimodal
  const intervalUs = isFiner ? (beatWave?.intervalUs ?? 0) : rhythm.intervalUs
  // Without the reference beat nobody can say at which rate the samples were taken.
  if (intervalUs === 0) return brokenFile(file, 'SCP-ECG', 'section 5')
  const rate = rhythm.intervalUs / intervalUs
  if (!Number.isInteger(rate) || rate > RATE_RATIO_MAX)
    return brokenFile(file, 'SCP-ECG', 'section 5, section 6')
  if (isFiner && beats === null) return brokenFile(file, 'SCP-ECG', 'section 4')
  const sampleRateHz = 1e6 / intervalUs
  if (sampleRateHz > SAMPLE_RATE_HZ_MAX) return impossibleRate(file, sampleRateHz)
  // A value takes a bit at least: leads that claim more are no leads of this format.
  const bitsPerValue = packing === null ? 16 : 1
  const isPossible = ({ first, last, number }: KnownLead): boolean =>
    first >= 1 &&
    last >= first &&
    (last - first + 1) * bitsPerValue <= (rhythm.leads[number]!.statedBytes + 1) * 8 * rate
  if (!known.some(isPossible)) return notStandard(file)
  const possible = known.filter(isPossible)
  const span = {
    first: Math.min(...possible.map((lead) => lead.first)),
    last: Math.max(...possible.map((lead) => lead.last)),
  }
  const samples = (span.last - span.first + 1) * known.length
  if (samples > SAMPLES_MAX) return recordingTooLong(file, samples)
  return good({ sampleRateHz, rate, zones: rhythm.isBimodal ? (beats?.protectedZones ?? []) : [], span })
}

function decodeAll(source: Source, plan: Plan, unknownLeads: readonly string[]): Outcome<ScpSignals> {
  const { file, leads, known, packing, rhythm, beats, beatWave } = source
  const beat = beats && beatWave ? unpackBeat(source, beats, beatWave) : null
  const broken: string[] = []
  const decoded: DecodedLead[] = []
  let fitting = 0
  let overlapping = false
  for (const lead of known) {
    const parts = stretches(lead, plan.zones, plan.rate)
    const isPossible = lead.first >= plan.span.first && lead.last <= plan.span.last
    const expected = isPossible ? storedValues(parts) : 0
    const unpacked = unpackLead(rhythm, lead.number, packing, expected)
    if (unpacked.fits) fitting++
    if (!isPossible || !unpacked.fits || unpacked.count < expected) broken.push(lead.name)
    if (unpacked.count === 0) continue
    const stepMv = rhythm.stepNv / 1e6
    const samplesMv = new Float32Array(plan.span.last - plan.span.first + 1).fill(NaN)
    const samples = everySample(unpacked.values, unpacked.count, parts)
    const offset = lead.first - plan.span.first
    const added = leads.beatSubtracted && beats ? beatOver(lead, beats, beat?.[lead.number]) : null
    if (added === 'overlapping') overlapping = true
    const beatMv = (beatWave?.stepNv ?? 0) / 1e6
    for (let i = 0; i < samples.length; i++) {
      const reference = added instanceof Float64Array ? added[i]! * beatMv : 0
      samplesMv[offset + i] = samples[i]! * stepMv + reference
    }
    decoded.push({ name: lead.name, samplesMv, lsbMv: stepMv })
  }
  if (decoded.length === 0) return brokenFile(file, 'SCP-ECG', 'section 6')
  if (fitting === 0) return notStandard(file)
  const beatBroken = beatWave !== null && beats !== null && beat === null
  return good({
    rhythm: { sampleRateHz: plan.sampleRateHz, leads: decoded },
    referenceBeat: beat && beatWave && beats ? beatWaveOf(source, beat, beatWave) : null,
    unknownLeads,
    unreadable: [
      ...(broken.length > 0 ? [`section 6 (${broken.join(', ')})`] : []),
      ...(overlapping ? ['section 4'] : []),
      ...(beatBroken ? ['section 5'] : []),
    ],
    packing: packingName(source, plan),
  })
}

/** The reference beat of each lead, by the number of the lead; null where no lead has it whole. */
function unpackBeat(source: Source, beats: BeatLocations, wave: PackedWave): UnpackedLead[] | null {
  const expected = Math.floor((beats.lengthMs * 1000) / wave.intervalUs)
  if (expected < 1) return null
  const leads = wave.leads.map((_, number) => unpackLead(wave, number, source.packing, expected))
  return leads.some((lead) => lead.count > 0) ? leads : null
}

function beatWaveOf(source: Source, beat: readonly UnpackedLead[], wave: PackedWave): Wave {
  const stepMv = wave.stepNv / 1e6
  const length = Math.max(...beat.map((lead) => lead.count))
  const leads = source.known
    .filter(({ number }) => beat[number]!.count > 0)
    .map(({ name, number }) => {
      const { values, count } = beat[number]!
      const samplesMv = new Float32Array(length).fill(NaN)
      for (let i = 0; i < count; i++) samplesMv[i] = values[i]! * stepMv
      return { name, samplesMv, lsbMv: stepMv }
    })
  return { sampleRateHz: 1e6 / wave.intervalUs, leads }
}

/**
 * The reference beat where it was taken away from this lead, 0 elsewhere; NaN where the beat itself is missing.
 * Beats of other types were left in the rhythm.
 * Source: EN 1064:2005, 5.7 and annex C.3.
 */
function beatOver(
  lead: LeadDefinition,
  beats: BeatLocations,
  beat: UnpackedLead | undefined,
): Float64Array | 'overlapping' {
  const over = new Float64Array(lead.last - lead.first + 1)
  let left = over.length * OVERLAPS_MAX
  for (const { type, first, fiducial, last } of beats.beats) {
    if (type !== 0) continue
    const shift = beats.fiducial - fiducial - 1
    const from = Math.max(first, lead.first, -shift)
    const to = Math.min(last, lead.last)
    for (let at = from; at <= to; at++) {
      const i = at + shift
      if (beat && i >= beat.count && beat.fits) break
      if (left-- === 0) return 'overlapping'
      over[at - lead.first]! += beat && i < beat.count ? beat.values[i]! : NaN
    }
  }
  return over
}

function packingName({ leads, packing, rhythm }: Source, { rate }: Plan): string {
  const table = packing === null ? 'not packed' : 'Huffman'
  const differences = ['', 'first differences', 'second differences'][rhythm.differences]!
  const beat = leads.beatSubtracted ? 'reference beat' : ''
  const bimodal = rhythm.isBimodal && rate > 1 ? 'bimodal' : ''
  return [table, differences, beat, bimodal].filter((part) => part !== '').join(', ')
}

/** Recorders for the home that write other data under an SCP-ECG header (Healforce among them). */
function notStandard(file: SourceFile): Outcome<never> {
  const name = baseName(file.name)
  return bad(
    'scp-not-standard',
    `${name} calls itself SCP-ECG, but its samples are not stored as that standard says: lengths and data do not fit.`,
    'Export the ECG in another format from the program of the recorder.',
    { file: name },
  )
}
