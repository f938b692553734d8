import { codeItem, decimal, ElementWriter } from '../../ecg/dicom/element-writer.ts'
import type { SrCode } from './measure-codes.ts'

/** How a content item belongs to the one above it (PS3.3 C.17.3.2.4). */
type Relation =
  'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS ACQ CONTEXT' | 'HAS CONCEPT MOD' | 'INFERRED FROM' | 'SELECTED FROM'

export interface SrImage {
  readonly sopClass: string
  readonly instance: string
  /** From 1; null where the image has a single frame. */
  readonly frame: number | null
}

/** A content item without its relation, which the item above gives it. */
export type ContentItem = (relation: Relation | null) => ElementWriter

/** One child with how it belongs. */
export type Child = readonly [relation: Relation, item: ContentItem]

const CONTENT = 0x0040a730

function item(
  type: string,
  name: SrCode | null,
  children: readonly Child[],
  fill: (writer: ElementWriter) => ElementWriter,
): ContentItem {
  return (relation) => {
    const writer = fill(new ElementWriter().text(0x0040a040, 'CS', type))
    if (relation) writer.text(0x0040a010, 'CS', relation)
    if (name) writer.sequence(0x0040a043, [codeOf(name)])
    if (children.length > 0) writer.sequence(CONTENT, childItems(children))
    return writer
  }
}

function childItems(children: readonly Child[]): readonly ElementWriter[] {
  return children.map(([relation, of]) => of(relation))
}

function codeOf({ value, scheme, meaning }: SrCode): ElementWriter {
  return codeItem(value, scheme, meaning)
}

/** @param template of PS3.16, such as `1500` */
export function container(name: SrCode, children: readonly Child[], template?: string): ContentItem {
  return item('CONTAINER', name, children, (writer) => {
    writer.text(0x0040a050, 'CS', 'SEPARATE')
    if (template === undefined) return writer
    const mapped = new ElementWriter().text(0x00080105, 'CS', 'DCMR').text(0x0040db00, 'CS', template)
    return writer.sequence(0x0040a504, [mapped])
  })
}

export function code(name: SrCode, value: SrCode): ContentItem {
  return item('CODE', name, [], (writer) => writer.sequence(0x0040a168, [codeOf(value)]))
}

export function text(name: SrCode, words: string): ContentItem {
  return item('TEXT', name, [], (writer) => writer.text(0x0040a160, 'UT', words))
}

export function uid(name: SrCode, value: string): ContentItem {
  return item('UIDREF', name, [], (writer) => writer.text(0x0040a124, 'UI', value))
}

export function personName(name: SrCode, value: string): ContentItem {
  return item('PNAME', name, [], (writer) => writer.text(0x0040a123, 'PN', value))
}

export function number(
  name: SrCode,
  value: number,
  unit: SrCode,
  children: readonly Child[] = [],
): ContentItem {
  const measured = new ElementWriter()
    .text(0x0040a30a, 'DS', decimal(value))
    .sequence(0x004008ea, [codeOf(unit)])
  return item('NUM', name, children, (writer) => writer.sequence(0x0040a300, [measured]))
}

export function image(of: SrImage): ContentItem {
  return item('IMAGE', null, [], (writer) => writer.sequence(0x00081199, [reference(of)]))
}

/** One entry of a Referenced SOP Sequence. */
export function reference({ sopClass, instance, frame }: SrImage): ElementWriter {
  const writer = new ElementWriter().text(0x00081150, 'UI', sopClass).text(0x00081155, 'UI', instance)
  return frame === null ? writer : writer.text(0x00081160, 'IS', String(frame))
}

export type GraphicType = 'POINT' | 'POLYLINE' | 'ELLIPSE'

/** Image coordinates: (0, 0) at the outer corner of the first pixel (PS3.3 C.18.6.1.1). */
export function scoord(
  name: SrCode | null,
  graphic: GraphicType,
  points: readonly number[],
  on: SrImage,
): ContentItem {
  return item('SCOORD', name, [['SELECTED FROM', image(on)]], (writer) =>
    writer.text(0x00700023, 'CS', graphic).float32(0x00700022, points),
  )
}

/** Patient coordinates in millimetres (PS3.3 C.18.9). */
export function scoord3d(
  name: SrCode | null,
  graphic: GraphicType | 'POLYGON',
  points: readonly number[],
  frameOfReference: string,
): ContentItem {
  return item('SCOORD3D', name, [], (writer) =>
    writer
      .text(0x00700023, 'CS', graphic)
      .float32(0x00700022, points)
      .text(0x30060024, 'UI', frameOfReference),
  )
}
