import { findSequence, parseElements } from '../../dicom/elements.ts'
import { DicomItem } from '../../dicom/item.ts'
import { dataSetStart } from '../../dicom/source.ts'
import { tagFor } from '../../dicom/tags.ts'

export interface ParsedDicom {
  readonly root: DicomItem
  /** The parts that could not be read, by name or by tag (`(0009,1010)`). */
  readonly unreadable: readonly string[]
}

/**
 * Takes a DICOM file apart, in whichever way it is written. What cannot be read is passed over and named; a waveform
 * sequence that is cut short keeps the groups, and the part of a group, that are there; one behind a broken length is
 * found by its tag.
 * @returns `deflated` for the one transfer syntax that needs an inflater
 */
export function parseDicomFile(bytes: Uint8Array): ParsedDicom | 'deflated' {
  const { from, isDeflated, isExplicit, isBigEndian } = dataSetStart(bytes)
  if (isDeflated) return 'deflated'
  const { elements, unreadable } = parseElements(bytes, from, isExplicit, isBigEndian)
  const waveforms = tagFor('WaveformSequence')
  if (elements.has(waveforms)) return { root: new DicomItem(bytes, elements, isBigEndian), unreadable }
  const found = findSequence(bytes, waveforms, from, isExplicit, isBigEndian)
  const all = found ? new Map([...elements, [waveforms, found.element]]) : elements
  return {
    root: new DicomItem(bytes, all, isBigEndian),
    unreadable: [...unreadable, ...(found?.unreadable ?? [])],
  }
}
