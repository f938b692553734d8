import { decodeFlac } from './flac.ts'
import { wfdbReader } from './read.ts'
import { readSegments } from './segments.ts'

/** WFDB with all of its storage formats, and with recordings in parts. */
export const wfdbEveryRecord = wfdbReader({ decodeFlac, readSegments })
