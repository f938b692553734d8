import type { ImageDocument, ImageInstance, PixelSpacing } from '#domain/imaging/image.ts'
import type { DataSet, FilmInput } from './film-input.ts'
import type { CliIo } from './io.ts'
import type { ReadResult } from './read-result.ts'

/**
 * What reading a picture, a series or a document came to; its problems go to standard error, too.
 * @param answers of the packs that were asked about its pictures
 */
export function filmResult(
  { file, outcome }: FilmInput,
  answers: ReadResult['answers'],
  io: CliIo,
): ReadResult {
  if (!outcome.ok) {
    const { code, message, cure } = outcome.problem
    io.err(`${file}: ${message} ${cure}\n`)
    return { file, ok: false, kind: 'image', error: { code, message, cure }, answers: [] }
  }
  const read = outcome.value
  if (read.kind === 'document') {
    const { kind, title } = read.document
    return {
      file,
      ok: true,
      kind: 'document',
      document: { kind, title, lines: linesOf(read.document) },
      answers: [],
    }
  }
  const [first] = read.instances as [ImageInstance]
  const { modality, rows, columns, samplesPerPixel, bitsStored } = first
  const warnings = [
    ...new Set(read.instances.flatMap((instance) => instance.warnings.map(({ code }) => code))),
  ]
  for (const code of warnings) io.err(`${file}: ${code.replaceAll('-', ' ')}\n`)
  return {
    file,
    ok: true,
    kind: read.kind,
    image: {
      format: read.format,
      modality,
      rows,
      columns,
      frames: read.instances.reduce((sum, { frames }) => sum + frames.length, 0),
      samplesPerPixel,
      bitsStored,
      pixelSha256: read.pixelSha256,
      spacing: first.frames[0]?.spacing ?? null,
      warnings,
    },
    answers,
  }
}

function linesOf(document: ImageDocument | DataSet): readonly string[] {
  if (document.kind === 'report')
    return document.lines.map(({ depth, name, value }) => `${'  '.repeat(depth)}${name}: ${value}`)
  if (document.kind === 'segmentation')
    return document.segments.map(({ number, label }) => `${number} ${label}`)
  return document.kind === 'pdf' ? [`${document.sizeBytes} bytes`] : document.lines
}
/** For people at a terminal. */
export function filmRows({ image, document, answers }: ReadResult): readonly (readonly [string, string])[] {
  if (document)
    return [
      ['document', `${document.kind} ${document.title}`.trim()],
      ...document.lines.map((line) => ['', line] as const),
    ]
  if (!image) return [['nothing', '']]
  const {
    format,
    modality,
    rows,
    columns,
    frames,
    bitsStored,
    samplesPerPixel,
    pixelSha256,
    spacing,
    warnings,
  } = image
  return [
    ['format', format],
    [
      'picture',
      `${modality ? `${modality}, ` : ''}${columns} × ${rows}, ${frames} ${frames === 1 ? 'frame' : 'frames'}`,
    ],
    ['samples', samplesPerPixel === 3 ? 'colour' : `${bitsStored} bits`],
    ['pixel size', spacingInWords(spacing)],
    ['SHA-256', pixelSha256],
    ...warnings.map((code) => ['note', code.replaceAll('-', ' ')] as const),
    ...answers.map((answer) => answerRow(answer, frames > 1)),
  ]
}

/** A pack and what it says, or why it says nothing. */
export function answerRow(
  { pack, version, frame, engine, durationMs, gate, claim }: ReadResult['answers'][number],
  isOneOfMany = false,
): readonly [string, string] {
  const ran = durationMs === null ? '' : ` (${engine}, ${Math.round(durationMs)} ms)`
  const place = isOneOfMany && frame !== undefined ? `frame ${frame + 1}: ` : ''
  const said = claim === null ? `not assessable: ${gate.reason ?? 'no answer'}` : `${claim}${ran}`
  return [`${pack} ${version}`, `${place}${said}`]
}

function spacingInWords(spacing: PixelSpacing | null): string {
  if (!spacing) return 'not known: lengths are in pixels'
  const { rowMm, columnMm, trust, basis } = spacing
  return `${columnMm} × ${rowMm} mm, ${trust} (${basis.replaceAll('-', ' ')})`
}
