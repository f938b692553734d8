import { sayExtent, type SaidUnit } from '#domain/imaging/extent.ts'
import type { Extent } from '#domain/imaging/length.ts'
import type { Mark, MarkPlace, MarkPoint } from '#domain/imaging/marks.ts'
import type { MarkMeasures } from '#domain/imaging/measure.ts'
import { decimalOf, parseDecimal } from '#domain/record/decimal.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import { imageName, said } from './work-facts.ts'

type StatedMark = ImageReading['marks'][number]
type StatedMeasure = StatedMark['measures'][number]

/** Pixels to the hundredth, millimetres in the patient to the hundredth. */
const POINT_PLACES = 2

/** A mark as a chart states it, with what it measured when it was on the screen. */
export function statedMark(mark: Mark, measures: MarkMeasures | undefined): StatedMark {
  const { shape } = mark
  const points = shape.points as readonly MarkPoint[]
  return {
    id: mark.id.slice(0, 64),
    tool: shape.tool,
    ...statedPlace(mark.place, points),
    points: points
      .flatMap(({ x, y, z }) => (z === undefined ? [x, y] : [x, y, z]))
      .map((each) => decimalOf(each, POINT_PLACES))
      .slice(0, 4000),
    ...(shape.tool === 'marker' ? { knownMm: decimalOf(shape.knownMm, 2) } : {}),
    ...said('words', mark.text, 1000),
    measures: measures ? statedMeasures(measures) : [],
  }
}

/** A mark on a plane whose points are not in the patient has no place that another reader would find. */
function statedPlace(place: MarkPlace, points: readonly MarkPoint[]): Pick<StatedMark, 'frame' | 'plane'> {
  if (place.on === 'frame') return { frame: { instance: imageName(place.instance), index: place.frame } }
  if (points.some(({ z }) => z === undefined)) return {}
  const { series, frameOfReference, normal } = place
  return {
    plane: {
      series: imageName(series),
      ...(frameOfReference ? { frameOfReference: imageName(frameOfReference) } : {}),
      normal: normal.map((each) => decimalOf(each, 6)),
    },
  }
}

function statedMeasures({ extents, values, probe }: MarkMeasures): StatedMeasure[] {
  const lengths = extents.map(({ name, extent }): StatedMeasure => {
    const { trust, basis } = extent
    return { name, ...printed(extent), trust, ...(basis ? { basis } : {}) }
  })
  const unit = ucumOfPixels(values?.unit ?? probe?.unit ?? '')
  const pixels = (['mean', 'sd', 'min', 'max', 'count'] as const).flatMap((name): StatedMeasure[] => {
    const value = values?.[name] ?? null
    if (value === null || !Number.isFinite(value)) return []
    return [
      {
        name,
        value: decimalOf(value, name === 'count' ? 0 : 2),
        ...(name === 'count' ? { unit: '1' } : unit),
      },
    ]
  })
  const probed =
    probe?.value === null || probe?.value === undefined
      ? []
      : [{ name: 'value', value: decimalOf(probe.value, 2), ...unit }]
  return [...lengths, ...pixels, ...probed].filter(({ value }) => Number.isSafeInteger(value[0]))
}

/** To the digit that the screen prints, and no further: what stands behind it carries no more. */
function printed(extent: Extent): Pick<StatedMeasure, 'value' | 'unit'> {
  const said = sayExtent(extent)
  const value = parseDecimal(said.value) ?? decimalOf(extent.value, 2)
  return { value, unit: said.unit === 'none' ? extent.unit : UCUM[said.unit] }
}

const UCUM: Readonly<Record<Exclude<SaidUnit, 'none'>, string>> = {
  mm: 'mm',
  mm2: 'mm2',
  cm2: 'cm2',
  deg: 'deg',
  pixel: '{pixel}',
  pixel2: '{pixel}2',
  cm_s: 'cm/s',
  s: 's',
  ms: 'ms',
}

/** Units of pixel values as files name them. UCUM has Hounsfield units; others go without. */
function ucumOfPixels(unit: string): { readonly unit?: string } {
  return unit === 'HU' ? { unit: "[hnsf'U]" } : {}
}
