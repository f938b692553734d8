import type { Reading } from '../reading.ts'
import { readEcgReading } from './ecg-reading.ts'
import { readImageReading } from './image-reading.ts'
import { readReport } from './note.ts'

/** A report of ours becomes a reading again; any other a note. */
export function readDiagnosticReport(reading: Reading): void {
  if (!readEcgReading(reading) && !readImageReading(reading)) readReport(reading)
}
