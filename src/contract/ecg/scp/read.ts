import type { CartFilter, CartReading } from '#domain/ecg/cart.ts'
import type { TracingWarning } from '#domain/ecg/tracing.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { assembleTracing, deriveLimbLeads, filterWarnings } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { brokenFile } from '../refusals.ts'
import type { SourceFile } from '../source-file.ts'
import { readHeader, type ScpHeader } from './header.ts'
import { readMeasurements, readStatements } from './reading.ts'
import { readSignals } from './rhythm.ts'
import { looksLikeScp, scpSections, type ScpFile } from './sections.ts'

/** SCP-ECG (EN 1064, ISO 11073-91064): resting ECGs of most European and Asian electrocardiographs. */
export const scpFormat: EcgFormat = {
  id: 'scp',
  recognise: (file) => looksLikeScp(file.bytes),
  read: (file) => ({ companions: [], outcome: readScp(file) }),
}

function readScp(file: SourceFile): Outcome<EcgRead> {
  const scp = scpSections(file.bytes)
  for (const id of [3, 6]) {
    if (!scp.sections.has(id)) return brokenFile(file, 'SCP-ECG', `section ${id}`)
  }
  const signals = readSignals(file, scp.sections)
  if (!signals.ok) return signals
  const header = readHeader(scp.sections.get(1)?.body)
  const { rhythm, referenceBeat, unknownLeads, packing } = signals.value
  const cart = cartOf(scp, header)
  return good({
    format: 'scp',
    formatDetail: packing,
    tracing: assembleTracing({
      sampleRateHz: rhythm.sampleRateHz,
      leads: deriveLimbLeads(rhythm.leads),
      annotations: [],
      startedAt: header.startedAt,
      warnings: warningsOf(scp, header.filter, [...signals.value.unreadable, ...cart.cut]),
      leftOut: [],
      unknownLeads,
    }),
    cartMedianBeat:
      referenceBeat &&
      assembleTracing({
        sampleRateHz: referenceBeat.sampleRateHz,
        leads: deriveLimbLeads(referenceBeat.leads),
        annotations: [],
        startedAt: null,
        warnings: [],
        leftOut: [],
      }),
    cart: cart.reading,
  })
}

interface Cart {
  readonly reading: CartReading | null
  /** Sections of it that end too early. */
  readonly cut: readonly string[]
}

function cartOf(scp: ScpFile, header: ScpHeader): Cart {
  const [measured, text, coded] = [7, 8, 11].map((id) => scp.sections.get(id)?.body)
  const seven = measured ? readMeasurements(measured) : null
  const eight = text ? readStatements(text, false, header.language) : null
  const eleven = coded ? readStatements(coded, true, header.language) : null
  const ends = [header, seven, eight, eleven]
  const cut = [1, 7, 8, 11].filter((_, i) => ends[i]?.isCut).map((id) => `section ${id}`)
  const said = new Set(eight?.statements.map((statement) => statement.text))
  const statements = [
    ...(eight?.statements ?? []),
    ...(eleven?.statements ?? []).filter((statement) => !said.has(statement.text)),
  ]
  const measurements = seven?.measurements ?? []
  const { device, filter, person } = header
  const isEmpty = measurements.length + statements.length + device.length === 0 && !filter && !person
  if (isEmpty) return { reading: null, cut }
  const isConfirmed = eight?.isConfirmed === true || eleven?.isConfirmed === true
  const confirmedBy = isConfirmed ? header.confirmingPhysician : null
  return { reading: { device, measurements, statements, confirmedBy, filter, person }, cut }
}

/** Of the others nothing is read, so that nothing is missed. */
const SECTIONS_USED = [1, 2, 3, 4, 5, 6, 7, 8, 11]

function warningsOf(
  scp: ScpFile,
  filter: CartFilter | null,
  unreadable: readonly string[],
): TracingWarning[] {
  const warnings: TracingWarning[] = []
  const differing = [...scp.sections.values()].filter((section) => section.crcAgrees === false)
  if (differing.length > 0 || scp.crcAgrees === false) {
    const parts = differing.map((section) => `section ${section.id}`)
    warnings.push({ code: 'checksum-differs', details: { leads: parts.join(', ') || 'SCP-ECG' } })
  }
  const cut = [...scp.sections.values()].filter((section) => !section.isWhole && section.id !== 6)
  const named = new Set([
    ...unreadable,
    ...scp.missing.filter((id) => SECTIONS_USED.includes(id)).map((id) => `section ${id}`),
    ...cut.map((section) => `section ${section.id}`),
  ])
  if (named.size > 0) warnings.push({ code: 'part-unreadable', details: { part: [...named].join(', ') } })
  return [...warnings, ...filterWarnings(filter)]
}
