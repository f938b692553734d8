import { bad, type Outcome } from '#domain/problem.ts'
import { baseName, stemOf, type SourceFile } from './source-file.ts'
import { readAnnotations } from './wfdb/annotations.ts'
import { matrixHeader } from './wfdb/matrix.ts'

/** Kinds that we know by their first bytes and do not read here: what to call them, what to do. */
const KNOWN_KINDS: readonly { name: string; is: (bytes: Uint8Array) => boolean }[] = [
  {
    name: 'XML',
    is: (bytes) => /^\s*<(\?xml|[A-Za-z])/.test(ascii(bytes, 0, 64).replace(/[\0\xfe\xff\xef\xbb\xbf]/g, '')),
  },
  { name: 'MFER', is: (bytes) => ascii(bytes, 2, 3) === 'MFR' && bytes[0] === 0x40 },
  { name: 'PDF', is: (bytes) => ascii(bytes, 0, 5) === '%PDF-' },
  { name: 'PNG', is: (bytes) => ascii(bytes, 1, 3) === 'PNG' },
  { name: 'JPEG', is: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 },
  { name: 'ZIP', is: (bytes) => ascii(bytes, 0, 4) === 'PK\x03\x04' },
  { name: 'gzip', is: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b },
  { name: 'MATLAB 5', is: (bytes) => ascii(bytes, 0, 10) === 'MATLAB 5.0' },
]

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}

/** Why a file that opens no recording and belongs to none cannot be read. */
export function strayProblem(file: SourceFile): Outcome<never> {
  const name = baseName(file.name)
  if (file.bytes.length === 0) {
    return bad('file-empty', `${name} is empty (0 bytes).`, 'Copy it again from the recorder or the card.', {
      file: name,
    })
  }
  const kind = KNOWN_KINDS.find((candidate) => candidate.is(file.bytes))
  if (kind) {
    return bad(
      'format-not-read-yet',
      `${name} is a ${kind.name} file. This kind is not read yet.`,
      'Export the ECG as DICOM, SCP-ECG, HL7 aECG, EDF, WFDB or CSV and give that.',
      { file: name, format: kind.name },
    )
  }
  if (matrixHeader(file.bytes) !== null || /\.dat$/i.test(name)) {
    return bad(
      'wfdb-data-without-header',
      `${name} holds samples only; the header that says rate and scale is not among the files given.`,
      `Give ${stemOf(name)}.hea together with it.`,
      { file: name, header: `${stemOf(name)}.hea` },
    )
  }
  if (readAnnotations(file.bytes, 1)?.length) {
    return bad(
      'annotations-without-recording',
      `${name} holds annotations only; the recording they belong to is not among the files given.`,
      `Give ${stemOf(name)}.hea and its data together with it.`,
      { file: name, header: `${stemOf(name)}.hea` },
    )
  }
  return bad(
    'kind-unknown',
    `${name} is not an ECG file of a kind that we know.`,
    'DICOM, SCP-ECG, HL7 aECG, the XML of GE, Philips and Schiller, ISHNE, WFDB (.hea with .dat or .mat), EDF, EDF+, CSV and JSON can be read.',
    { file: name },
  )
}
