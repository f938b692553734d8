import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'
import { cartValue, counts, escaped, type FixtureEcg, xmlFile } from '../xml/xml-ecg.fixture.ts'

const UNIT_PER_MV = { V: 0.001, mV: 1, uV: 1000 } as const

export interface WriteAecgOptions {
  readonly lsbMv?: number
  readonly unit?: keyof typeof UNIT_PER_MV
  /** Added by the origin and taken out of the digits. */
  readonly originMv?: number
  readonly prefix?: 'MDC_ECG_LEAD_' | 'NOM_ECG_LEAD_'
  /** Three leads at a time, one set after the other, as paper has them. */
  readonly isColumns?: boolean
}

/** An HL7 annotated ECG of the shape of the implementation guide, for tests. */
export function writeAecg(ecg: FixtureEcg, options: WriteAecgOptions = {}): SourceFile {
  const { tracing, cart } = ecg
  const start = (tracing.startedAt ?? '').replace(/\D/g, '')
  const [maker, model, serial, program] = cart.device as readonly [string, string, string, string]
  const person = cart.person!
  return xmlFile('ecg.xml', [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!-- a made-up recording -->',
    '<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" type="Observation">',
    '<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject>',
    `<id root="1.2.3" extension="${person.id}"/>`,
    `<subjectDemographicPerson><name>${person.name}</name><administrativeGenderCode code="F"/>`,
    `<birthTime value="${person.birthDate!.replaceAll('-', '')}"/></subjectDemographicPerson>`,
    '</trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>',
    '<controlVariable><relatedObservation><code code="21612-7" codeSystemName="LOINC"/>',
    `<value xsi:type="PQ" value="${person.ageYears}" unit="a"/></relatedObservation></controlVariable>`,
    '<component><series><code code="RHYTHM"/>',
    `<effectiveTime><low value="${start}.000"/></effectiveTime>`,
    `<author><seriesAuthor><manufacturedSeriesDevice><id extension="${serial}"/>`,
    `<manufacturerModelName>${escaped(model)}</manufacturerModelName><softwareName>${program}</softwareName>`,
    `</manufacturedSeriesDevice><manufacturerOrganization><name>${escaped(maker)}</name></manufacturerOrganization>`,
    '</seriesAuthor></author>',
    filter('HIGH_PASS', 'CUTOFF_FREQ', cart.filter!.highPassHz!),
    filter('LOW_PASS', 'CUTOFF_FREQ', cart.filter!.lowPassHz!),
    filter('NOTCH', 'NOTCH_FREQ', cart.filter!.notchHz!),
    ...(options.isColumns
      ? columns(tracing, start, options)
      : [sequenceSet(tracing, `${start}.000`, options)]),
    '<derivation><derivedSeries><code code="REPRESENTATIVE_BEAT"/>',
    sequenceSet(ecg.median, null, options),
    '<subjectOf>',
    annotations(ecg),
    '</subjectOf></derivedSeries></derivation>',
    '</series></component></AnnotatedECG>',
  ])
}

function filter(kind: string, frequency: string, hertz: number): string {
  return `<controlVariable><controlVariable><code code="MDC_ECG_CTL_VBL_ATTR_FILTER_${kind}"/><component><controlVariable>
<code code="MDC_ECG_CTL_VBL_ATTR_FILTER_${frequency}"/><value xsi:type="PQ" value="${hertz}" unit="Hz"/>
</controlVariable></component></controlVariable></controlVariable>`
}

/** @param head absolute time of the first sample; null for relative time */
function sequenceSet(tracing: Tracing, head: string | null, options: WriteAecgOptions): string {
  const { lsbMv = 0.0025, unit = 'uV', originMv = 0, prefix = 'MDC_ECG_LEAD_' } = options
  const per = UNIT_PER_MV[unit]
  const increment = `<increment value="${1 / tracing.sampleRateHz}" unit="s"/>`
  const time =
    head === null
      ? `<code code="TIME_RELATIVE"/><value xsi:type="GLIST_PQ"><head value="0" unit="s"/>${increment}</value>`
      : `<code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="${head}"/>${increment}</value>`
  const leads = tracing.leads.map(({ name, samplesMv }) => {
    const digits = counts(
      samplesMv.map((mv) => mv - originMv),
      lsbMv,
    )
    return `<component><sequence><code code="${prefix}${name.toUpperCase()}"/><value xsi:type="SLIST_PQ">
<origin value="${originMv * per}" unit="${unit}"/><scale value="${lsbMv * per}" unit="${unit}"/>
<digits>${digits.join(' ')}</digits></value></sequence></component>`
  })
  return `<component><sequenceSet><component><sequence>${time}</sequence></component>
${leads.join('\n')}
</sequenceSet></component>`
}

const COLUMN_SECONDS = 2.5

function columns(tracing: Tracing, start: string, options: WriteAecgOptions): string[] {
  const length = COLUMN_SECONDS * tracing.sampleRateHz
  return [0, 1, 2, 3].map((column) => {
    const leads = tracing.leads.slice(3 * column, 3 * column + 3).map((lead) => ({
      ...lead,
      samplesMv: lead.samplesMv.slice(column * length, (column + 1) * length),
    }))
    const seconds = Number(start.slice(-2)) + column * COLUMN_SECONDS
    const head = `${start.slice(0, -2)}${seconds.toFixed(3).padStart(6, '0')}`
    return sequenceSet({ ...tracing, leads }, head, options)
  })
}

function annotations(ecg: FixtureEcg): string {
  const measured = [
    ['HEART_RATE', 'rateBpm', 'bpm'],
    ['TIME_PD_P', 'pMs', 'ms'],
    ['TIME_PD_PR', 'prMs', 'ms'],
    ['TIME_PD_QRS', 'qrsMs', 'ms'],
    ['TIME_PD_QT', 'qtMs', 'ms'],
    ['TIME_PD_QTc', 'qtcMs', 'ms'],
    ['ANGLE_P_FRONT', 'pAxisDeg', 'deg'],
    ['ANGLE_QRS_FRONT', 'qrsAxisDeg', 'deg'],
    ['ANGLE_T_FRONT', 'tAxisDeg', 'deg'],
  ].map(
    ([code, name, unit]) =>
      `<component><annotation><code code="MDC_ECG_${code}"/><value xsi:type="PQ" value="${cartValue(ecg, name!)}" unit="${unit}"/></annotation></component>`,
  )
  const statements = ecg.cart.statements.map(
    ({ text }) =>
      `<component><annotation><code code="MDC_ECG_INTERPRETATION_STATEMENT"/><value xsi:type="ST">${escaped(text)}</value></annotation></component>`,
  )
  return `<annotationSet><author><assignedEntity><assignedAuthorType><assignedDevice/></assignedAuthorType></assignedEntity></author>
${measured.join('\n')}
<component><annotation><code code="MDC_ECG_INTERPRETATION"/>${statements.join('\n')}</annotation></component></annotationSet>`
}
