/** A code with the designator of its scheme as DICOM writes it. */
export interface SrCode {
  readonly value: string
  readonly scheme: string
  readonly meaning: string
}

const sct = (value: string, meaning: string): SrCode => ({ value, scheme: 'SCT', meaning })
const dcm = (value: string, meaning: string): SrCode => ({ value, scheme: 'DCM', meaning })

/**
 * Codes for what a mark measures, where DICOM has one that says the same (PS3.16 CID 7469, CID 3465 and TID 1419). SNOMED
 * CT codes that stand in PS3.16 may be used in DICOM and FHIR without a licence of one's own. What is not here goes out
 * under our name alone: LOINC and DICOM have no cardiothoracic ratio.
 * Checked against the dictionary of PS3.16 that pydicom 3.0.2 carries.
 */
const CODES: Readonly<Record<string, SrCode>> = {
  length: sct('410668003', 'Length'),
  width: sct('103355008', 'Width'),
  height: dcm('121207', 'Height'),
  perimeter: sct('131191004', 'Perimeter'),
  area: sct('42798000', 'Area'),
  angle: sct('1483009', 'Angle'),
  cobb: sct('285285000', 'Cobb angle'),
  depth: sct('131197000', 'Depth'),
  time: dcm('110858', 'Time'),
  mean: sct('373098007', 'Mean'),
  sd: sct('386136009', 'Standard Deviation'),
  min: sct('255605001', 'Minimum'),
  max: sct('56851009', 'Maximum'),
}

/** @returns undefined where no public code says the same */
export function measureCode(name: string): SrCode | undefined {
  return Object.hasOwn(CODES, name) ? CODES[name] : undefined
}

/** No longer than the meaning of a code may be: 64 characters. */
const BASES: Readonly<Record<string, string>> = {
  'patient-plane': 'pixel spacing in the patient',
  fiducial: 'calibrated by an object of known size in the image',
  geometry: 'calibrated by the geometry of the acquisition',
  'imager-magnified': 'size at the detector, divided by the stated magnification',
  imager: 'size at the detector, magnification not known',
  'uncalibrated-pixel-spacing': 'pixel spacing of a projection, its origin not stated',
  'nominal-scanned': 'nominal spacing of a scanned film',
  'ultrasound-region': 'calibrated region of the ultrasound image',
  'volume-header': 'spacing of the volume header',
  marker: 'calibrated by the reader on an object of known size',
}

/** What the size of a pixel rests on. */
export function basisWords(basis: string): string {
  return Object.hasOwn(BASES, basis) ? BASES[basis]! : basis
}

/** What a number rests on, for whoever reads it elsewhere. */
export function trustWords(trust: string, basis: string | undefined): string {
  if (trust === 'pixels') return 'In pixels: the file does not say how large a pixel is.'
  const rests = basis === undefined ? '' : basisWords(basis)
  const said = trust === 'calibrated' ? 'Calibrated' : trust === 'estimated' ? 'Estimated' : trust
  return rests === '' ? `${said}.` : `${said}: ${rests}.`
}
