import { good, type Outcome } from '#domain/problem.ts'
import type { Codecs } from './codecs.ts'
import type { DecodedColour } from './decode-jpeg.ts'
import { readJpeg2000Header } from './jpeg-2000-header.ts'
import { cutShortProblem, damagedProblem, sizeDiffersProblem, unsupportedProblem } from './problems.ts'
import type { PixelLayout } from './source.ts'

/** A picture is one tile or some hundred; each costs its own set-up. */
const TILES_MAX = 16_384

/** JPEG 2000 and HTJ2K, told apart by the stream. */
export async function decodeJpeg2000Family(
  bytes: Uint8Array,
  layout: PixelLayout,
  codecs: Codecs,
): Promise<Outcome<DecodedColour>> {
  const header = readJpeg2000Header(bytes)
  if (!header) return damagedProblem('JPEG 2000')
  const { rows, columns, components, precision } = header
  if (rows !== layout.rows || columns !== layout.columns || components !== layout.samplesPerPixel)
    return sizeDiffersProblem(
      `${layout.columns} × ${layout.rows} × ${layout.samplesPerPixel}`,
      `${columns} × ${rows} × ${components}`,
    )
  if (precision === null || precision > 16)
    return unsupportedProblem('JPEG 2000', precision === null ? 'mixed components' : `${precision} bit`)
  if (header.tiles > TILES_MAX) return damagedProblem('JPEG 2000')
  if (!header.isWhole) return cutShortProblem(0)
  const decoded = await codecs.decode(header.isHighThroughput ? 'htj2k' : 'jpeg-2000', header.stream)
  return decoded.ok ? good({ stream: decoded.value, isRgb: header.hasColourTransform }) : decoded
}
