import { parseArgs } from 'node:util'
import type { CsvDeclaration, EcgRead } from '#contract/ecg/read.ts'
import { voltageUnit } from '#contract/ecg/voltage.ts'
import type { CartReading } from '#domain/ecg/cart.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import { personOfFile } from '#domain/ecg/file-person.ts'
import { interpret } from '#domain/ecg/statements/interpret.ts'
import type { StatementReport } from '#domain/ecg/statements/statement.ts'
import { durationMs, type Tracing } from '#domain/ecg/tracing.ts'
import { isMeasured, type Measured } from '#domain/measured.ts'
import type { Problem } from '#domain/problem.ts'
import { NO_CLAIMS } from '#domain/ecg/claims.ts'
import { answerEcg } from '#inference/ecg-answer.ts'
import { ecgClaims } from '#inference/ecg-claims.ts'
import { claimRows, rhythmRow } from './claim-rows.ts'
import { readEcgPaths, type EcgInput } from './ecg-input.ts'
import { openEcgPacks, type EcgPacks } from './ecg-packs.ts'
import { filmAnswerRows, type FilmAsked } from './film-answers.ts'
import { isFilmPath, readFilmPath, type FilmInput } from './film-input.ts'
import { openFilmPacks, type FilmPacks } from './film-packs.ts'
import { filmResult } from './film-result.ts'
import { EXIT, type CliIo } from './io.ts'
import type { ReadResult, ReadValue } from './read-result.ts'
import { tableOf } from './read-table.ts'
import { statementRows } from './statement-rows.ts'
import { warningSentence } from './warnings.ts'

/** `hinterland read FILE… [--json] [--csv-rate HZ] [--csv-unit mV] [--age YEARS] [--sex m|f] [--point X,Y] [--no-model]` */
export async function readCommand(args: readonly string[], io: CliIo): Promise<number> {
  const asked = parse(args)
  if (typeof asked === 'string') {
    io.err(`${asked}\n`)
    return EXIT.usage
  }
  const { films, complete } = await readFilms(asked, io)
  const inputs = await readEcgPaths(
    asked.paths.filter((path) => !films.has(path)),
    { csv: asked.csv },
  )
  const packs = asked.model && inputs.some((input) => input.outcome.ok) ? await openEcgPacks() : null
  for (const { message, cure } of packs?.problems ?? []) io.err(`${message} ${cure}\n`)
  const read = new Map<string, readonly ReadResult[]>(films)
  for (const [i, input] of inputs.entries()) {
    if (inputs.length > 1) io.err(`${i + 1} of ${inputs.length}: ${input.file}\n`)
    read.set(input.file, [await resultOf(input, packs, io)])
  }
  await packs?.dispose()
  const results = [...new Set(asked.paths)].flatMap((path) => read.get(path) ?? [])
  io.out(asked.json ? `${JSON.stringify(results, null, 2)}\n` : tableOf(results))
  return complete && results.every((result) => result.ok) && (packs?.problems ?? []).length === 0
    ? EXIT.done
    : EXIT.someFailed
}

interface FilmsRead {
  readonly films: ReadonlyMap<string, readonly ReadResult[]>
  /** No frame and no pack broke while the packs were asked. */
  readonly complete: boolean
}

/** Pictures, volumes, documents and folders of them, by path; what is an electrocardiogram is not among them. */
async function readFilms(asked: Asked, io: CliIo): Promise<FilmsRead> {
  const films = new Map<string, readonly ReadResult[]>()
  let packs: FilmPacks | null = null
  let complete = true
  for (const path of asked.paths) {
    if (films.has(path) || !(await isFilmPath(path))) continue
    const inputs = await readFilmPath(path)
    if (!inputs) continue
    packs ??= asked.model ? await openFilmPacks() : null
    const results: ReadResult[] = []
    for (const input of inputs) {
      const read = await filmResultOf(input, packs, asked.film, io)
      results.push(read.result)
      complete &&= read.complete
    }
    films.set(path, results)
  }
  await packs?.dispose()
  return { films, complete }
}

async function filmResultOf(
  input: FilmInput,
  packs: FilmPacks | null,
  said: FilmAsked,
  io: CliIo,
): Promise<{ readonly result: ReadResult; readonly complete: boolean }> {
  const { file, outcome } = input
  if (packs === null || !outcome.ok || outcome.value.kind === 'document')
    return { result: filmResult(input, [], io), complete: true }
  try {
    const { rows, complete } = await filmAnswerRows(file, outcome.value.pictures, packs, said, io)
    return { result: filmResult(input, rows, io), complete }
  } catch (error) {
    // A mistake of ours in one picture must not cost the others theirs.
    return { result: { ...failed(file, ourMistake(error), io), kind: outcome.value.kind }, complete: false }
  }
}

interface Asked {
  readonly paths: readonly string[]
  readonly json: boolean
  readonly model: boolean
  readonly csv: CsvDeclaration
  readonly film: FilmAsked
}

/** @returns what was asked, or a sentence that says why it was not understood */
function parse(args: readonly string[]): Asked | string {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'no-model': { type: 'boolean', default: false },
        'csv-rate': { type: 'string' },
        'csv-unit': { type: 'string' },
        age: { type: 'string' },
        sex: { type: 'string' },
        point: { type: 'string' },
      },
    })
  } catch (error) {
    return (error as Error).message
  }
  const { values, positionals } = parsed
  if (positionals.length === 0) return 'Which files? hinterland read FILE… [--json]'
  const rate = values['csv-rate'] === undefined ? null : Number(values['csv-rate'])
  const unit = values['csv-unit'] === undefined ? null : voltageUnit(values['csv-unit'])
  if (rate !== null && !(rate > 0)) return '--csv-rate is a number of samples a second, such as 500.'
  if (values['csv-unit'] !== undefined && unit === null) return '--csv-unit is one of V, mV, uV, nV.'
  const csv = { ...(rate !== null && { sampleRateHz: rate }), ...(unit !== null && { unit }) }
  const film = filmAsked(values)
  if (typeof film === 'string') return film
  return { paths: positionals, json: values.json, model: !values['no-model'], csv, film }
}

const SEXES: Readonly<Record<string, FilmAsked['sex']>> = { m: 'male', f: 'female' }

/** @returns whose picture it is and where the person points at, or a sentence that says why it was not understood */
function filmAsked(values: {
  readonly age?: string
  readonly sex?: string
  readonly point?: string
}): FilmAsked | string {
  const { age, sex, point } = values
  if (age !== undefined && !(Number(age) >= 0)) return '--age is a number of years, such as 4.5.'
  if (sex !== undefined && SEXES[sex] === undefined) return '--sex is m or f.'
  const [x, y, more] = (point ?? '').split(',').map(Number)
  if (point !== undefined && !(Number.isFinite(x) && Number.isFinite(y) && more === undefined))
    return '--point is a column and a row in pixels, such as 120,88.'
  return {
    ageYears: age === undefined ? null : Number(age),
    sex: SEXES[sex ?? ''] ?? null,
    point: point === undefined ? null : { x: x!, y: y! },
  }
}

async function resultOf(input: EcgInput, packs: EcgPacks | null, io: CliIo): Promise<ReadResult> {
  const { file, outcome } = input
  if (!outcome.ok) return failed(file, outcome.problem, io)
  try {
    return await readingOf(file, outcome.value, packs, io)
  } catch (error) {
    // A mistake of ours in one recording must not cost the others theirs.
    return failed(file, ourMistake(error), io)
  }
}

function ourMistake(error: unknown): Omit<Problem, 'details'> {
  return {
    code: 'reading-failed',
    message: `Our own code failed on it: ${String(error)}.`,
    cure: 'Please tell us.',
  }
}

async function readingOf(
  file: string,
  read: EcgRead,
  packs: EcgPacks | null,
  io: CliIo,
): Promise<ReadResult> {
  const { tracing, format, formatDetail } = read
  for (const warning of tracing.warnings) io.err(`${file}: ${warningSentence(warning)}\n`)
  const analysis = analyseEcg(tracing)
  const rhythm = packs?.rhythm ? await answerEcg(packs.rhythm, tracing, analysis) : null
  const on = tracing.startedAt?.slice(0, 10) ?? new Date().toISOString().slice(0, 10)
  const person = personOfFile(read.cart?.person ?? null, on)
  const claims = packs
    ? await ecgClaims(packs.sources, rhythm, tracing, analysis, undefined, person)
    : NO_CLAIMS
  const report = interpret({ tracing, analysis, figures: analysis, claims, person })
  for (const { pack, code } of claims.failed ?? []) io.err(`${file}: ${pack} gave no answer: ${code}\n`)
  return {
    file,
    ok: true,
    kind: 'ecg',
    ecg: ecgOf(`${format} (${formatDetail})`, tracing, analysis, read.cart, report),
    answers: [...(rhythm ? [rhythmRow(rhythm)] : []), ...claimRows(claims)],
  }
}

function failed(file: string, { code, message, cure }: Omit<Problem, 'details'>, io: CliIo): ReadResult {
  io.err(`${file}: ${message} ${cure}\n`)
  return { file, ok: false, kind: 'ecg', error: { code, message, cure }, answers: [] }
}

function ecgOf(
  format: string,
  tracing: Tracing,
  analysis: EcgAnalysis,
  cart: CartReading | null,
  report: StatementReport,
): NonNullable<ReadResult['ecg']> {
  const { rateBpm, measurements, pacing } = analysis
  return {
    format,
    leads: tracing.leads.map((lead) => lead.name),
    sampleRateHz: tracing.sampleRateHz,
    durationMs: durationMs(tracing),
    beats: analysis.beats.length,
    rateBpm: isMeasured(rateBpm) ? rateBpm.value : { notMeasurable: rateBpm.notMeasurable },
    measurements: Object.fromEntries(Object.entries(measurements).map(([name, m]) => [name, valueOf(m)])),
    cart: cart && {
      device: cart.device,
      confirmedBy: cart.confirmedBy,
      measurements: Object.fromEntries(
        cart.measurements.map(({ name, value, unit }) => [name, { value, unit }]),
      ),
      statements: cart.statements.map(({ text }) => text),
    },
    electrodes: analysis.electrodes.map(({ code, certainty, leads }) => ({ code, certainty, leads })),
    pacedBeats: pacing.assessable ? pacing.paced.filter((kind) => kind !== 'none').length : null,
    conclusion: report.conclusion,
    statements: statementRows(report),
    notAssessable: report.notAssessable.map(({ rule, reasons }) => ({ rule, reasons })),
    contradictions: report.contradictions.map(({ name, sides }) => ({ name, by: sides.map(({ by }) => by) })),
  }
}

function valueOf(measured: Measured): ReadValue {
  return isMeasured(measured)
    ? { value: measured.value, unit: measured.unit }
    : { notMeasurable: measured.notMeasurable }
}
