import type { CartMeasurementName } from '#domain/ecg/cart.ts'
import type { DicomItem } from '../../dicom/item.ts'
import type { Keyword } from '../../dicom/tags.ts'

/** A coded entry: `(2:16156, MDC, "QRS duration, global")`. */
export interface Code {
  readonly value: string
  readonly scheme: string
  readonly meaning: string
}

/** The first item of a code sequence; null where there is none. */
export function codeOf(item: DicomItem, sequence: Keyword): Code | null {
  const [code] = item.items(sequence)
  if (!code) return null
  return {
    value: code.text('CodeValue'),
    scheme: code.text('CodingSchemeDesignator').toUpperCase(),
    meaning: code.text('CodeMeaning'),
  }
}

/**
 * Measurements by code: DICOM CID 3227, 3229, 3689 (MDC, ISO/IEEE 11073-10102) and, in older files, SCP-ECG by the
 * place in its sections 7 and 10.
 */
const BY_CODE: ReadonlyMap<string, CartMeasurementName> = new Map([
  ['LN 8867-4', 'rateBpm'],
  ['MDC 2:16770', 'rateBpm'],
  ['SCPECG 5.10.2.5-1', 'rateBpm'],
  ['SCPECG 5.10.2.5-3', 'atrialRateBpm'],
  ['MDC 2:16000', 'rrMeanMs'],
  ['SCPECG 5.10.2.1-3', 'rrMeanMs'],
  ['MDC 2:16184', 'pMs'],
  ['SCPECG 5.13.5-5', 'pMs'],
  ['MDC 2:15872', 'prMs'],
  ['SCPECG 5.13.5-7', 'prMs'],
  ['MDC 2:16156', 'qrsMs'],
  ['SCPECG 5.13.5-9', 'qrsMs'],
  ['MDC 2:16160', 'qtMs'],
  ['SCPECG 5.13.5-11', 'qtMs'],
  ['MDC 2:15876', 'qtcMs'],
  ['SCPECG 5.10.2.5-5', 'qtcMs'],
  ['MDC 2:16128', 'pAxisDeg'],
  ['SCPECG 5.10.3-11', 'pAxisDeg'],
  ['MDC 2:16132', 'qrsAxisDeg'],
  ['SCPECG 5.10.3-13', 'qrsAxisDeg'],
  ['MDC 2:16136', 'tAxisDeg'],
  ['SCPECG 5.10.3-15', 'tAxisDeg'],
])

/** By meaning, for codes of makers' own. Narrow ones stand before wide ones. */
const BY_MEANING: readonly (readonly [RegExp, CartMeasurementName])[] = [
  [/^qtc\b.*bazett/, 'qtcBazettMs'],
  [/^qtc\b.*fr[ei]d/, 'qtcFridericiaMs'],
  [/^qtc\b.*framingham/, 'qtcFraminghamMs'],
  [/^qtc\b.*hodges/, 'qtcHodgesMs'],
  [/^(?:qtc|qtcb|corrected qt)(?: interval| duration| time period)?(?:,? global)?$/, 'qtcMs'],
  [/^qt(?: interval| duration| time period)?(?:,? global)?$/, 'qtMs'],
  [/^qrs (?:duration|interval|time period)(?:,? global)?$/, 'qrsMs'],
  [/^p[rq](?: interval| duration| time period)?(?:,? global)?$/, 'prMs'],
  [/^p (?:wave )?duration(?:,? global)?$/, 'pMs'],
  [/^(?:mean |average )?rr(?: interval| duration| time period)?(?:,? global)?$/, 'rrMeanMs'],
  [/^(?:mean )?(?:heart|ventricular|ventricular heart) rate$/, 'rateBpm'],
  [/^atrial (?:heart )?rate$/, 'atrialRateBpm'],
  [/^p axis$/, 'pAxisDeg'],
  [/^(?:qrs|r) axis$/, 'qrsAxisDeg'],
  [/^t axis$/, 'tAxisDeg'],
]

/** The code that is written for a measurement; null for those that have none here. */
export function codeOfMeasurement(name: CartMeasurementName): Code | null {
  return WRITTEN.get(name) ?? null
}

/**
 * CID 3227 gives Bazett and Framingham one code, and Fridericia and Hodges another: the meaning tells them apart, so
 * the meaning is written, and read, before the code.
 */
const WRITTEN: ReadonlyMap<CartMeasurementName, Code> = new Map(
  (
    [
      ['rateBpm', 'LN', '8867-4', 'Heart rate'],
      ['rrMeanMs', 'MDC', '2:16000', 'RR interval global'],
      ['pMs', 'MDC', '2:16184', 'P duration global'],
      ['prMs', 'MDC', '2:15872', 'PR interval global'],
      ['qrsMs', 'MDC', '2:16156', 'QRS duration global'],
      ['qtMs', 'MDC', '2:16160', 'QT interval global'],
      ['qtcMs', 'MDC', '2:15876', 'QTc interval global'],
      ['qtcBazettMs', 'MDC', '2:15880', 'QTc global using Bazett formula'],
      ['qtcFraminghamMs', 'MDC', '2:15880', 'QTc global using Framingham formula'],
      ['qtcFridericiaMs', 'MDC', '2:15892', 'QTc global using Fredericia formula'],
      ['qtcHodgesMs', 'MDC', '2:15892', 'QTc global using Hodges formula'],
      ['pAxisDeg', 'MDC', '2:16128', 'P axis'],
      ['qrsAxisDeg', 'MDC', '2:16132', 'QRS axis'],
      ['tAxisDeg', 'MDC', '2:16136', 'T axis'],
    ] as const
  ).map(([name, scheme, value, meaning]) => [name, { scheme, value, meaning }]),
)

/** What is measured, by its code or its meaning; null for all that carts do not print. */
export function measurementOf({ value, scheme, meaning }: Code): CartMeasurementName | null {
  const plain = meaning.toLowerCase().replaceAll('_', ' ').trim()
  const special = BY_MEANING.slice(0, 4).find(([pattern]) => pattern.test(plain))
  if (special) return special[1]
  const known = BY_CODE.get(`${scheme} ${value}`)
  return known ?? BY_MEANING.find(([pattern]) => pattern.test(plain))?.[1] ?? null
}
