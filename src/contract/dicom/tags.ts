/**
 * Value representations (PS3.5 6.2). `xs` is US or SS, by Pixel Representation or by what the file says; `xw` a table of
 * words that the file may call OW or US.
 */
type ValueRepresentation =
  | 'AE'
  | 'AS'
  | 'AT'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'DT'
  | 'FD'
  | 'FL'
  | 'IS'
  | 'LO'
  | 'LT'
  | 'OB'
  | 'OD'
  | 'OF'
  | 'OV'
  | 'OW'
  | 'PN'
  | 'SH'
  | 'SL'
  | 'SQ'
  | 'SS'
  | 'ST'
  | 'TM'
  | 'UC'
  | 'UI'
  | 'UL'
  | 'UR'
  | 'US'
  | 'UT'
  | 'xs'
  | 'xw'

/**
 * Every element that is read, by its keyword, as tag and value representation: the allow-list. What is not here is
 * passed over by its length and never kept, so a file cannot make us hold what nobody reads. Overlay planes are named
 * by their first group (6000). Source: PS3.6 (2026b), keywords as there.
 */
const DICTIONARY = {
  // DICOMDIR
  DirectoryRecordSequence: 'x00041220 SQ',
  RecordInUseFlag: 'x00041410 US',
  DirectoryRecordType: 'x00041430 CS',
  ReferencedFileID: 'x00041500 CS',
  // What, when, where, with what
  SpecificCharacterSet: 'x00080005 CS',
  SOPClassUID: 'x00080016 UI',
  SOPInstanceUID: 'x00080018 UI',
  StudyDate: 'x00080020 DA',
  SeriesDate: 'x00080021 DA',
  AcquisitionDate: 'x00080022 DA',
  ContentDate: 'x00080023 DA',
  AcquisitionDateTime: 'x0008002a DT',
  StudyTime: 'x00080030 TM',
  SeriesTime: 'x00080031 TM',
  AcquisitionTime: 'x00080032 TM',
  ContentTime: 'x00080033 TM',
  AccessionNumber: 'x00080050 SH',
  Modality: 'x00080060 CS',
  Manufacturer: 'x00080070 LO',
  InstitutionName: 'x00080080 LO',
  CodeValue: 'x00080100 SH',
  CodingSchemeDesignator: 'x00080102 SH',
  CodeMeaning: 'x00080104 LO',
  LongCodeValue: 'x00080119 UC',
  StudyDescription: 'x00081030 LO',
  SeriesDescription: 'x0008103e LO',
  NameOfPhysiciansReadingStudy: 'x00081060 PN',
  ManufacturerModelName: 'x00081090 LO',
  ReferencedSOPInstanceUID: 'x00081155 UI',
  ReferencedFrameNumber: 'x00081160 IS',
  ReferencedSeriesSequence: 'x00081115 SQ',
  ReferencedInstanceSequence: 'x0008114a SQ',
  ReferencedSOPSequence: 'x00081199 SQ',
  DerivationImageSequence: 'x00089124 SQ',
  SourceImageSequence: 'x00082112 SQ',
  AnatomicRegionSequence: 'x00082218 SQ',
  // Person
  PatientName: 'x00100010 PN',
  PatientID: 'x00100020 LO',
  PatientBirthDate: 'x00100030 DA',
  PatientSex: 'x00100040 CS',
  OtherPatientNames: 'x00101001 PN',
  PatientAge: 'x00101010 AS',
  PatientComments: 'x00104000 LT',
  // Acquisition
  BodyPartExamined: 'x00180015 CS',
  SliceThickness: 'x00180050 DS',
  DeviceSerialNumber: 'x00181000 LO',
  SoftwareVersions: 'x00181020 LO',
  FrameTime: 'x00181063 DS',
  FrameTimeVector: 'x00181065 DS',
  MultiplexGroupTimeOffset: 'x00181068 DS',
  DistanceSourceToDetector: 'x00181110 DS',
  DistanceSourceToPatient: 'x00181111 DS',
  EstimatedRadiographicMagnificationFactor: 'x00181114 DS',
  ImagerPixelSpacing: 'x00181164 DS',
  NominalScannedPixelSpacing: 'x00182010 DS',
  ViewPosition: 'x00185101 CS',
  ViewCodeSequence: 'x00540220 SQ',
  RecommendedDisplayFrameRate: 'x00082144 IS',
  CineRate: 'x00180040 IS',
  // Ultrasound regions
  SequenceOfUltrasoundRegions: 'x00186011 SQ',
  RegionSpatialFormat: 'x00186012 US',
  RegionLocationMinX0: 'x00186018 UL',
  RegionLocationMinY0: 'x0018601a UL',
  RegionLocationMaxX1: 'x0018601c UL',
  RegionLocationMaxY1: 'x0018601e UL',
  ReferencePixelX0: 'x00186020 SL',
  ReferencePixelY0: 'x00186022 SL',
  PhysicalUnitsXDirection: 'x00186024 US',
  PhysicalUnitsYDirection: 'x00186026 US',
  ReferencePixelPhysicalValueX: 'x00186028 FD',
  ReferencePixelPhysicalValueY: 'x0018602a FD',
  PhysicalDeltaX: 'x0018602c FD',
  PhysicalDeltaY: 'x0018602e FD',
  // Relationship
  StudyInstanceUID: 'x0020000d UI',
  SeriesInstanceUID: 'x0020000e UI',
  SeriesNumber: 'x00200011 IS',
  InstanceNumber: 'x00200013 IS',
  PatientOrientation: 'x00200020 CS',
  ImagePositionPatient: 'x00200032 DS',
  ImageOrientationPatient: 'x00200037 DS',
  FrameOfReferenceUID: 'x00200052 UI',
  Laterality: 'x00200060 CS',
  ImageLaterality: 'x00200062 CS',
  PlanePositionSequence: 'x00209113 SQ',
  PlaneOrientationSequence: 'x00209116 SQ',
  FrameLaterality: 'x00209072 CS',
  FrameAnatomySequence: 'x00209071 SQ',
  // Image pixels
  SamplesPerPixel: 'x00280002 US',
  PhotometricInterpretation: 'x00280004 CS',
  PlanarConfiguration: 'x00280006 US',
  NumberOfFrames: 'x00280008 IS',
  Rows: 'x00280010 US',
  Columns: 'x00280011 US',
  PixelSpacing: 'x00280030 DS',
  PixelAspectRatio: 'x00280034 IS',
  BitsAllocated: 'x00280100 US',
  BitsStored: 'x00280101 US',
  HighBit: 'x00280102 US',
  PixelRepresentation: 'x00280103 US',
  PixelPaddingValue: 'x00280120 xs',
  PixelPaddingRangeLimit: 'x00280121 xs',
  BurnedInAnnotation: 'x00280301 CS',
  PixelSpacingCalibrationType: 'x00280a02 CS',
  WindowCenter: 'x00281050 DS',
  WindowWidth: 'x00281051 DS',
  RescaleIntercept: 'x00281052 DS',
  RescaleSlope: 'x00281053 DS',
  RescaleType: 'x00281054 LO',
  WindowCenterWidthExplanation: 'x00281055 LO',
  VOILUTFunction: 'x00281056 CS',
  RedPaletteColorLookupTableDescriptor: 'x00281101 xs',
  GreenPaletteColorLookupTableDescriptor: 'x00281102 xs',
  BluePaletteColorLookupTableDescriptor: 'x00281103 xs',
  RedPaletteColorLookupTableData: 'x00281201 OW',
  GreenPaletteColorLookupTableData: 'x00281202 OW',
  BluePaletteColorLookupTableData: 'x00281203 OW',
  SegmentedRedPaletteColorLookupTableData: 'x00281221 OW',
  SegmentedGreenPaletteColorLookupTableData: 'x00281222 OW',
  SegmentedBluePaletteColorLookupTableData: 'x00281223 OW',
  LossyImageCompression: 'x00282110 CS',
  LossyImageCompressionRatio: 'x00282112 DS',
  ModalityLUTSequence: 'x00283000 SQ',
  LUTDescriptor: 'x00283002 xs',
  LUTExplanation: 'x00283003 LO',
  ModalityLUTType: 'x00283004 LO',
  LUTData: 'x00283006 xw',
  VOILUTSequence: 'x00283010 SQ',
  PixelMeasuresSequence: 'x00289110 SQ',
  FrameVOILUTSequence: 'x00289132 SQ',
  PixelValueTransformationSequence: 'x00289145 SQ',
  PresentationLUTShape: 'x20500020 CS',
  Units: 'x00541001 CS',
  DoseGridScaling: 'x3004000e DS',
  GridFrameOffsetVector: 'x3004000c DS',
  DoseUnits: 'x30040002 CS',
  // Waveforms
  WaveformOriginality: 'x003a0004 CS',
  NumberOfWaveformChannels: 'x003a0005 US',
  NumberOfWaveformSamples: 'x003a0010 UL',
  SamplingFrequency: 'x003a001a DS',
  MultiplexGroupLabel: 'x003a0020 SH',
  ChannelDefinitionSequence: 'x003a0200 SQ',
  ChannelLabel: 'x003a0203 SH',
  ChannelSourceSequence: 'x003a0208 SQ',
  ChannelSensitivity: 'x003a0210 DS',
  ChannelSensitivityUnitsSequence: 'x003a0211 SQ',
  ChannelSensitivityCorrectionFactor: 'x003a0212 DS',
  ChannelBaseline: 'x003a0213 DS',
  ChannelTimeSkew: 'x003a0214 DS',
  ChannelSampleSkew: 'x003a0215 DS',
  WaveformBitsStored: 'x003a021a US',
  FilterLowFrequency: 'x003a0220 DS',
  FilterHighFrequency: 'x003a0221 DS',
  NotchFilterFrequency: 'x003a0222 DS',
  WaveformAnnotationSequence: 'x0040b020 SQ',
  UnformattedTextValue: 'x00700006 ST',
  WaveformSequence: 'x54000100 SQ',
  WaveformBitsAllocated: 'x54001004 US',
  WaveformSampleInterpretation: 'x54001006 CS',
  WaveformPaddingValue: 'x5400100a OW',
  WaveformData: 'x54001010 OW',
  // Structured reports
  RequestedProcedureCodeSequence: 'x00321064 SQ',
  MeasurementUnitsCodeSequence: 'x004008ea SQ',
  ValueType: 'x0040a040 CS',
  ConceptNameCodeSequence: 'x0040a043 SQ',
  ReferencedWaveformChannels: 'x0040a0b0 US',
  DateTime: 'x0040a120 DT',
  Date: 'x0040a121 DA',
  Time: 'x0040a122 TM',
  PersonName: 'x0040a123 PN',
  TemporalRangeType: 'x0040a130 CS',
  TextValue: 'x0040a160 UT',
  ConceptCodeSequence: 'x0040a168 SQ',
  MeasuredValueSequence: 'x0040a300 SQ',
  NumericValue: 'x0040a30a DS',
  CompletionFlag: 'x0040a491 CS',
  VerificationFlag: 'x0040a493 CS',
  ContentSequence: 'x0040a730 SQ',
  GraphicData: 'x00700022 FL',
  GraphicType: 'x00700023 CS',
  // Documents
  DocumentTitle: 'x00420010 ST',
  EncapsulatedDocument: 'x00420011 OB',
  MIMETypeOfEncapsulatedDocument: 'x00420012 LO',
  EncapsulatedDocumentLength: 'x00420015 UL',
  ContentLabel: 'x00700080 CS',
  ContentDescription: 'x00700081 LO',
  // Segmentations
  SegmentSequence: 'x00620002 SQ',
  SegmentNumber: 'x00620004 US',
  SegmentIdentificationSequence: 'x0062000a SQ',
  ReferencedSegmentNumber: 'x0062000b US',
  SegmentLabel: 'x00620005 LO',
  RecommendedDisplayCIELabValue: 'x0062000d US',
  // Enhanced multi-frame
  SharedFunctionalGroupsSequence: 'x52009229 SQ',
  PerFrameFunctionalGroupsSequence: 'x52009230 SQ',
  // Overlay planes, 6000 to 601E
  OverlayRows: 'x60000010 US',
  OverlayColumns: 'x60000011 US',
  NumberOfFramesInOverlay: 'x60000015 IS',
  OverlayDescription: 'x60000022 LO',
  OverlayType: 'x60000040 CS',
  OverlayOrigin: 'x60000050 SS',
  ImageFrameOrigin: 'x60000051 US',
  OverlayBitsAllocated: 'x60000100 US',
  OverlayBitPosition: 'x60000102 US',
  OverlayLabel: 'x60001500 LO',
  OverlayData: 'x60003000 OW',
  // Pixels
  ExtendedOffsetTable: 'x7fe00001 OV',
  ExtendedOffsetTableLengths: 'x7fe00002 OV',
  FloatPixelData: 'x7fe00008 OF',
  DoubleFloatPixelData: 'x7fe00009 OD',
  PixelData: 'x7fe00010 OW',
} as const satisfies Readonly<Record<string, `x${string} ${ValueRepresentation}`>>

/** An element by the keyword that the standard gives it: `PatientName`. */
export type Keyword = keyof typeof DICTIONARY

export interface Tag {
  readonly keyword: Keyword
  readonly vr: ValueRepresentation
}

const BY_TAG: ReadonlyMap<string, Tag> = new Map(
  Object.entries(DICTIONARY).map(([keyword, entry]) => [
    entry.slice(0, 9),
    { keyword: keyword as Keyword, vr: entry.slice(10) as ValueRepresentation },
  ]),
)

/** Null for what is not read. @param tag `x00100010`, as the parser spells tags; overlay planes by their own group */
export function tagOf(tag: string): Tag | null {
  return BY_TAG.get(isOverlay(tag) ? `x6000${tag.slice(5)}` : tag) ?? null
}

/** @param plane of overlays, 0 for group 6000, 1 for 6002 */
export function tagFor(keyword: Keyword, plane = 0): string {
  const tag = DICTIONARY[keyword].slice(0, 9)
  return plane === 0 ? tag : `x60${(2 * plane).toString(16).padStart(2, '0')}${tag.slice(5)}`
}

function isOverlay(tag: string): boolean {
  return tag.startsWith('x60') && (tag[3] === '0' || tag[3] === '1')
}
