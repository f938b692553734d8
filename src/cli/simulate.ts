import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeCsv } from '#contract/ecg/csv/write.ts'
import { writeEdf } from '#contract/ecg/edf/write.ts'
import type { SourceFile } from '#contract/ecg/source-file.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import type { Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { RHYTHMS } from '#domain/ecg/simulator/rhythms.ts'
import type { EcgSimulation } from '#domain/ecg/simulator/simulate-ecg.ts'
import { RATE_BPM_RANGE, simulateEcg, truthAnnotations } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { StandardLead, Tracing } from '#domain/ecg/tracing.ts'
import { STANDARD_LEADS } from '#domain/ecg/tracing.ts'

/** Short names that people type for a rhythm. */
const SHORT_NAMES: Readonly<Record<string, Rhythm>> = {
  af: 'atrial-fibrillation',
  flutter: 'atrial-flutter',
  pvc: 'ventricular-premature-beats',
  pac: 'atrial-premature-beats',
  vt: 'ventricular-tachycardia',
  vf: 'ventricular-fibrillation',
  brady: 'sinus-bradycardia',
  tachy: 'sinus-tachycardia',
  av1: 'first-degree-block',
  wenckebach: 'second-degree-block-mobitz-1',
  av3: 'third-degree-block',
}
const FORMATS = ['wfdb', 'csv', 'edf'] as const
type Format = (typeof FORMATS)[number]
/** An hour of twelve leads at 1 kHz fits in memory and takes about a minute; much more does not. */
const SECONDS_MAX = 3600
const SAMPLES_MAX = 3_600_000

export const SIMULATE_ECG_USAGE = `Usage: hinterland simulate ecg --out PATH [options]
Writes a simulated ECG whose beats and intervals are known.

  --out PATH      file to write (wfdb: the record's name; .hea, .dat and .atr are written)
  --rhythm NAME   ${Object.keys(SHORT_NAMES).join(', ')},
                  or in full: ${Object.keys(RHYTHMS).join(', ')}
  --rate N        ventricular beats per minute, ${RATE_BPM_RANGE.min} to ${RATE_BPM_RANGE.max} (the rhythm's own)
  --seconds N     length, up to ${SECONDS_MAX} (10)
  --hz N          sampling rate, 50 to 10000 (500)
  --leads LIST    12, 1 (lead II), or names such as I,II,V1 (12)
  --noise N       0 (none) to 1 (bad) (0.2)
  --age N         years (45)
  --seed N        the same seed gives the same ECG (1)
  --format NAME   ${FORMATS.join(', ')} (wfdb)
  --json          prints the truth as JSON
`

interface Wish {
  readonly simulation: EcgSimulation
  readonly format: Format
  readonly path: string
  readonly json: boolean
}

/**
 * `hinterland simulate ecg`: writes a simulated ECG with known truth.
 * @returns exit code: 0 written, 1 could not be written, 2 wrong usage
 */
export async function simulateEcgCommand(
  args: readonly string[],
  io: { out(text: string): void; err(text: string): void },
): Promise<number> {
  const wish = parseWish(args)
  if (typeof wish === 'string') {
    io.err(wish === '' ? SIMULATE_ECG_USAGE : `${wish}\n\n${SIMULATE_ECG_USAGE}`)
    return 2
  }
  const { tracing, truth } = simulateEcg(wish.simulation)
  const written: string[] = []
  try {
    const files = encode({ ...tracing, annotations: truthAnnotations(truth) }, wish)
    await mkdir(dirname(wish.path), { recursive: true })
    for (const { name, bytes } of files) {
      const path = join(dirname(wish.path), name)
      await writeFile(path, bytes)
      written.push(path)
    }
  } catch (error) {
    io.err(`${wish.path} could not be written: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
  io.err(`Wrote ${written.join(', ')}: ${truth.rhythm}, ${truth.beats.length} beats.\n`)
  if (wish.json) io.out(JSON.stringify({ files: written, truth }, null, 2) + '\n')
  return 0
}

/** What is wished for, or the sentence that says what is wrong with it ('' where nothing was asked). */
function parseWish(args: readonly string[]): Wish | string {
  if (args.length === 0) return ''
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: 'string' },
        rhythm: { type: 'string', default: 'sinus' },
        rate: { type: 'string' },
        seconds: { type: 'string', default: '10' },
        hz: { type: 'string', default: '500' },
        leads: { type: 'string', default: '12' },
        noise: { type: 'string', default: '0.2' },
        age: { type: 'string', default: '45' },
        seed: { type: 'string', default: '1' },
        format: { type: 'string', default: 'wfdb' },
        json: { type: 'boolean', default: false },
      },
    })
    if (values.out === undefined || values.out === '') throw new RangeError('--out PATH is missing.')
    const simulation: EcgSimulation = {
      rhythm: rhythmOf(values.rhythm),
      durationMs: 1000 * numberOf('--seconds', values.seconds, 0.1, SECONDS_MAX),
      sampleRateHz: numberOf('--hz', values.hz, 50, 10_000),
      leads: leadsOf(values.leads),
      noise: numberOf('--noise', values.noise, 0, 1),
      ageYears: numberOf('--age', values.age, 0, 110),
      seed: numberOf('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    }
    if ((simulation.durationMs / 1000) * simulation.sampleRateHz > SAMPLES_MAX) {
      throw new RangeError(`--seconds times --hz is more than ${SAMPLES_MAX} samples.`)
    }
    const rate = values.rate
    return {
      simulation:
        rate === undefined
          ? simulation
          : { ...simulation, rateBpm: numberOf('--rate', rate, RATE_BPM_RANGE.min, RATE_BPM_RANGE.max) },
      format: formatOf(values.format),
      path: values.out,
      json: values.json,
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function rhythmOf(name: string): Rhythm {
  const rhythm = SHORT_NAMES[name] ?? name
  if (Object.hasOwn(RHYTHMS, rhythm)) return rhythm as Rhythm
  throw new RangeError(`--rhythm ${name} is not known.`)
}

function formatOf(name: string): Format {
  const format = FORMATS.find((f) => f === name)
  if (format === undefined) throw new RangeError(`--format ${name} is not one of ${FORMATS.join(', ')}.`)
  return format
}

function leadsOf(list: string): readonly StandardLead[] {
  if (list === '12') return STANDARD_LEADS
  if (list === '1') return ['II']
  return list.split(',').map((name) => {
    const lead = STANDARD_LEADS.find((l) => l.toLowerCase() === name.trim().toLowerCase())
    if (lead === undefined) throw new RangeError(`--leads ${name} is not a standard lead.`)
    return lead
  })
}

function numberOf(flag: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= min && value <= max) return value
  throw new RangeError(`${flag} ${text} is not a number from ${min} to ${max}.`)
}

function encode(tracing: Tracing, { format, path }: Wish): SourceFile[] {
  const recordName = basename(path).replace(/\.(hea|csv|edf)$/i, '')
  switch (format) {
    case 'wfdb':
      return writeWfdb(tracing, { recordName })
    case 'csv':
      return writeCsv(tracing, { recordName })
    case 'edf':
      return writeEdf(tracing, { recordName })
  }
}
