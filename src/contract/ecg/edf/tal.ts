import type { Annotation } from '#domain/ecg/tracing.ts'
import { ANNOTATION_CODES } from '../wfdb/annotation-codes.ts'

/** One time-stamped annotation list: when, and what was written there. */
export interface Tal {
  readonly onsetSeconds: number
  readonly texts: readonly string[]
}

const DURATION_MARK = '\x15'
const TEXT_MARK = '\x14'

/**
 * The annotation lists of one data record. The first says when the record begins.
 * Source: Kemp and Olivan 2003 (EDF+), 2.2.2: `+onset[\x15duration]\x14text\x14…\0`.
 */
export function parseTals(bytes: Uint8Array): Tal[] {
  const tals: Tal[] = []
  for (const block of new TextDecoder('utf-8').decode(bytes).split('\0')) {
    const [stamp = '', ...texts] = block.split(TEXT_MARK)
    const onset = /^[+-]\d+(?:\.\d*)?$/.exec(stamp.split(DURATION_MARK)[0]!)
    if (onset === null) continue
    tals.push({ onsetSeconds: Number(onset[0]), texts: texts.filter((text) => text !== '') })
  }
  return tals
}

/** A text that is a WFDB symbol (`N`, `V` …) stands for itself; any other is a note (`"`) with that text. */
export function annotationOf(text: string, atMs: number): Annotation {
  return text.length === 1 && ANNOTATION_CODES.has(text)
    ? { atMs, symbol: text }
    : { atMs, symbol: '"', text }
}
