import { m } from '#words/messages.js'
import { sayExtent, type SaidUnit } from '#domain/imaging/extent.ts'
import type { SpacingBasis } from '#domain/imaging/image.ts'
import type { Extent } from '#domain/imaging/length.ts'
import type { Mark, MarkTool } from '#domain/imaging/marks.ts'
import type { MarkMeasures, MeasureName, ProbedValue, ValueStatistics } from '#domain/imaging/measure.ts'
import { formatNumber } from '../../format.ts'
import { toolInWords } from './tool-words.ts'

const UNITS: Readonly<Record<SaidUnit, () => string>> = {
  mm: m.film_unit_mm,
  mm2: m.film_unit_mm2,
  cm2: m.film_unit_cm2,
  deg: m.film_unit_deg,
  pixel: m.film_unit_pixel,
  pixel2: m.film_unit_pixel2,
  none: () => '',
  cm_s: m.film_unit_cm_s,
  s: m.film_unit_s,
  ms: m.film_unit_ms,
}

const BASES: Readonly<Record<SpacingBasis, () => string>> = {
  'patient-plane': m.film_stage_basis_patient_plane,
  fiducial: m.film_stage_basis_fiducial,
  geometry: m.film_stage_basis_geometry,
  'imager-magnified': m.film_stage_basis_imager_magnified,
  imager: m.film_stage_basis_imager,
  'uncalibrated-pixel-spacing': m.film_stage_basis_uncalibrated,
  'nominal-scanned': m.film_stage_basis_nominal_scanned,
  'ultrasound-region': m.film_stage_basis_ultrasound,
  'volume-header': m.film_stage_basis_volume_header,
  marker: m.film_stage_basis_marker,
}

/** What nobody doubts needs no words beside every number; the scale bar says it once. */
const SILENT: readonly SpacingBasis[] = ['patient-plane', 'ultrasound-region', 'volume-header']

const MEASURES: Readonly<Record<MeasureName, () => string>> = {
  length: m.film_measure_length,
  width: m.film_measure_width,
  height: m.film_measure_height,
  perimeter: m.film_measure_perimeter,
  area: m.film_measure_area,
  angle: m.film_measure_angle,
  cobb: m.film_measure_cobb,
  heart: m.film_measure_heart,
  chest: m.film_measure_chest,
  ratio: m.film_measure_ratio,
  depth: m.film_measure_depth,
  time: m.film_measure_time,
  slope: m.film_measure_slope,
  velocity: m.film_measure_velocity,
  'velocity-change': m.film_measure_velocity_change,
  known: m.film_measure_known,
}

/**
 * `42.3 mm`, `≈ 42 mm at the detector`, `118 px`: value, unit, and what it rests on.
 * @param options.basis `doubted` (on a picture, whose scale bar says it) leaves out what nobody doubts
 */
export function extentInWords(
  extent: Extent,
  options: { readonly basis: 'doubted' | 'always' } = { basis: 'doubted' },
): string {
  const value = bareExtent(extent)
  const { basis } = extent
  if (basis === null || (options.basis === 'doubted' && SILENT.includes(basis))) return value
  return m.film_stage_with_basis({ value, basis: BASES[basis]() })
}

/** The value with its unit and the sign of an estimate, for where the basis is said once for several. */
function bareExtent(extent: Extent): string {
  const said = sayExtent(extent)
  const unit = UNITS[said.unit]()
  const value = said.unit === 'deg' || unit === '' ? said.value + unit : `${said.value} ${unit}`
  return extent.trust === 'estimated' ? m.film_stage_about({ value }) : value
}

export function basisInWords(basis: SpacingBasis): string {
  return BASES[basis]()
}

/**
 * A line for each thing that a mark measures; the chief one first and without a name where the mark says it. The basis
 * is said once, with the first that has one.
 */
export function measuresInWords(
  measures: MarkMeasures,
  options: { readonly basis: 'doubted' | 'always' } = { basis: 'doubted' },
): string[] {
  const spatial = measures.extents.findIndex(({ extent }) => extent.basis !== null)
  const lines = measures.extents.map(({ name, extent }, i) => {
    const value = i === Math.max(0, spatial) ? extentInWords(extent, options) : bareExtent(extent)
    const isNamed = measures.extents.length > 1 || name === 'cobb'
    return isNamed ? m.film_stage_named_value({ name: MEASURES[name](), value }) : value
  })
  if (measures.values !== null) lines.push(...valuesInWords(measures.values))
  if (measures.probe !== null) lines.push(probeInWords(measures.probe))
  return lines
}

function valuesInWords({ mean, sd, min, max, count, unit }: ValueStatistics): string[] {
  const number = (value: number): string => valueInWords(value, max - min)
  const average =
    sd === null
      ? m.film_stage_values_mean_only({ mean: number(mean), unit })
      : m.film_stage_values_mean({ mean: number(mean), sd: valueInWords(sd, max - min, false), unit })
  return [
    average.trim(),
    m.film_stage_values_range({ min: number(min), max: number(max), count: formatNumber(count) }),
  ]
}

export function probeInWords({ stored, value, unit }: ProbedValue): string {
  if (stored.length === 3) {
    const [red, green, blue] = stored.map((sample) => formatNumber(sample))
    return m.film_stage_probe_colour({ red: red!, green: green!, blue: blue! })
  }
  if (value === null || Number.isNaN(value)) return m.film_stage_probe_nothing()
  return m.film_stage_probe_value({ value: valueInWords(value, Math.abs(value)), unit }).trim()
}

/** Whole numbers, unless what is looked at spans less than a hundred of them. */
function valueInWords(value: number, span: number, isSigned = true): string {
  const digits = Number.isInteger(value) || span >= 100 ? 0 : span >= 1 ? 1 : 3
  const size = formatNumber(Math.abs(value), digits)
  return isSigned && value < 0 ? `−${size}` : size
}

/** `Length 2`: the tool and which of its marks in the order in which they were laid. */
export function markName(
  mark: { readonly id: string; readonly shape: { readonly tool: MarkTool } },
  marks: readonly Mark[],
): string {
  const like = marks.filter(({ shape }) => shape.tool === mark.shape.tool)
  const at = like.findIndex(({ id }) => id === mark.id)
  return m.film_stage_mark_name({
    tool: toolInWords(mark.shape.tool),
    number: String(at < 0 ? like.length + 1 : at + 1),
  })
}

/** All that stands beside a mark: its own words, then what it measures. */
export function markInWords(mark: Pick<Mark, 'text'>, measures: MarkMeasures): string[] {
  const own = mark.text.trim()
  return own === '' ? measuresInWords(measures) : [own, ...measuresInWords(measures)]
}

/** The same for a mark that is not looked at: its words, what it chiefly measures, and the mean of an area. */
export function markInShort(mark: Pick<Mark, 'text'>, measures: MarkMeasures): string[] {
  const { extents, values, probe } = measures
  const isArea = extents[0]?.name === 'area'
  const chief = isArea ? extents.slice(0, 1) : extents
  const lines = markInWords(mark, { extents: chief, values: null, probe })
  return values === null ? lines : [...lines, valuesInWords(values)[0]!]
}
