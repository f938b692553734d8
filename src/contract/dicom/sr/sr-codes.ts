import type { SrCode } from './measure-codes.ts'

const dcm = (value: string, meaning: string): SrCode => ({ value, scheme: 'DCM', meaning })
const sct = (value: string, meaning: string): SrCode => ({ value, scheme: 'SCT', meaning })
const ln = (value: string, meaning: string): SrCode => ({ value, scheme: 'LN', meaning })
const ucum = (value: string, meaning: string): SrCode => ({ value, scheme: 'UCUM', meaning })

/** What only this house defines; the scheme is declared in the file. */
export const OUR_SCHEME = '99HINTERLAND'
export const ours = (value: string, meaning: string): SrCode => ({
  value,
  scheme: OUR_SCHEME,
  meaning: meaning.slice(0, 64),
})

/** Concept names of TID 1500 and what it includes (PS3.16 TID 1500, 1002 to 1005, 1204, 1410, 1501, 1600, 1419). */
export const SR = {
  report: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  observerType: dcm('121005', 'Observer Type'),
  person: dcm('121006', 'Person'),
  device: dcm('121007', 'Device'),
  personName: dcm('121008', 'Person Observer Name'),
  deviceUid: dcm('121012', 'Device Observer UID'),
  deviceName: dcm('121013', 'Device Observer Name'),
  deviceModel: dcm('121015', 'Device Observer Model Name'),
  procedure: dcm('121058', 'Procedure reported'),
  library: dcm('111028', 'Image Library'),
  libraryGroup: dcm('126200', 'Image Library Group'),
  modality: dcm('121139', 'Modality'),
  measurements: dcm('126010', 'Imaging Measurements'),
  group: dcm('125007', 'Measurement Group'),
  tracking: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  region: dcm('111030', 'Image Region'),
  comment: dcm('121106', 'Comment'),
  derivation: dcm('121401', 'Derivation'),
  attenuation: dcm('112031', 'Attenuation Coefficient'),
  method: sct('370129005', 'Measurement Method'),
} as const

/** PS3.16 CID 29; others go out with their letters as words. */
const MODALITIES: Readonly<Record<string, string>> = {
  CR: 'Computed Radiography',
  CT: 'Computed Tomography',
  DX: 'Digital Radiography',
  MG: 'Mammography',
  MR: 'Magnetic Resonance',
  NM: 'Nuclear Medicine',
  OP: 'Ophthalmic Photography',
  PT: 'Positron emission tomography',
  US: 'Ultrasound',
  XC: 'External-camera Photography',
}

export function modalityCode(modality: string): SrCode {
  return dcm(modality, MODALITIES[modality] ?? modality)
}

/** PS3.16 CID 100, without a region of the body, which files name as they like. */
const PROCEDURES: Readonly<Record<string, SrCode>> = {
  CT: ln('25045-6', 'CT unspecified body region'),
  MR: ln('25056-3', 'MRI unspecified body region'),
  CR: ln('43468-8', 'XR unspecified body region'),
  DX: ln('43468-8', 'XR unspecified body region'),
  NM: ln('49118-3', 'NM unspecified body region'),
  PT: ln('44136-0', 'PET unspecified body region'),
}

export function procedureCode(modality: string): SrCode {
  return PROCEDURES[modality] ?? sct('363679005', 'Imaging procedure')
}

export function languageCode(language: 'zh-CN' | 'en'): SrCode {
  return language === 'en'
    ? { value: 'en', scheme: 'RFC5646', meaning: 'English' }
    : { value: 'zh-CN', scheme: 'RFC5646', meaning: 'Chinese (China)' }
}

const UNITS: Readonly<Record<string, SrCode>> = {
  mm: ucum('mm', 'millimeter'),
  mm2: ucum('mm2', 'square millimeter'),
  cm: ucum('cm', 'centimeter'),
  cm2: ucum('cm2', 'square centimeter'),
  deg: ucum('deg', 'degree'),
  s: ucum('s', 'second'),
  ms: ucum('ms', 'millisecond'),
  'cm/s': ucum('cm/s', 'centimeter per second'),
  '1': ucum('1', 'no units'),
  "[hnsf'U]": ucum("[hnsf'U]", 'Hounsfield unit'),
  '{pixel}': ucum('{pixels}', 'pixels'),
  '{pixel}2': ucum('{pixel2}', 'square pixels'),
}

/** A number always has a unit in DICOM; without one it is `1`. */
export function unitCode(unit: string | undefined): SrCode {
  if (unit === undefined) return UNITS['1']!
  return UNITS[unit] ?? ucum(unit, unit)
}
