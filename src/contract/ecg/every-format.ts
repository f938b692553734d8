import { aecgFormat } from './aecg/read.ts'
import { cardiosoftFormat } from './cardiosoft/read.ts'
import { csvFormat } from './csv/read.ts'
import { dicomFormat } from './dicom/read.ts'
import { edfFormat } from './edf/read.ts'
import type { EcgFormat } from './format.ts'
import { ishneFormat } from './ishne/read.ts'
import { jsonFormat } from './json/read.ts'
import { museFormat } from './muse/read.ts'
import { philipsFormat } from './philips/read.ts'
import { schillerFormat } from './schiller/read.ts'
import { scpFormat } from './scp/read.ts'
import { wfdbEveryRecord } from './wfdb/every-record.ts'

/** Every kind of recording that is read: binary signatures first, then XML by its root, then what only looks like text. */
export const EVERY_FORMAT: readonly EcgFormat[] = [
  dicomFormat,
  ishneFormat,
  edfFormat,
  scpFormat,
  wfdbEveryRecord,
  aecgFormat,
  museFormat,
  philipsFormat,
  schillerFormat,
  cardiosoftFormat,
  jsonFormat,
  csvFormat,
]
