/**
 * The pixels of one DICOM object as its reader found them: how they are laid out, and the bytes, untouched. A reader of
 * data sets fills it (`contract/dicom`), `decodeFrame` takes frames out of it one at a time.
 */
export interface PixelSource {
  readonly layout: PixelLayout
  readonly bytes: NativeBytes | EncapsulatedBytes
}

/** The attributes of the Image Pixel Module (PS3.3 C.7.6.3), as the file states them: nothing is corrected here. */
export interface PixelLayout {
  readonly rows: number
  readonly columns: number
  /** Number of Frames; 1 where the file does not say. */
  readonly frames: number
  readonly samplesPerPixel: number
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly highBit: number
  /** Pixel Representation is 1. */
  readonly isSigned: boolean
  /** Photometric Interpretation, upper case, trimmed: `MONOCHROME2`, `RGB`, `YBR_FULL_422`, `PALETTE COLOR` … */
  readonly photometric: string
  /** 1: all red samples of a frame, then all green, then all blue. 0 where the file does not say. */
  readonly planarConfiguration: number
  /** UID, trimmed; of encapsulated pixels it names the codec. */
  readonly transferSyntax: string
  /** Explicit VR Big Endian: native samples and palette words have their bytes the other way round. */
  readonly isBigEndian: boolean
  /** Which element held the samples: Pixel Data, Float Pixel Data or Double Float Pixel Data. */
  readonly sampleKind: 'integer' | 'float' | 'double'
  /** The palette of `PALETTE COLOR`; null elsewhere. */
  readonly palette: Palette | null
}

/** Frames one after the other, without any header. 1-bit frames share bytes. */
export interface NativeBytes {
  readonly kind: 'native'
  readonly data: Uint8Array
  /** VR of the element (OB, OW, OF, OD): in big endian files bytes of OW stand swapped in pairs, those of OB do not. */
  readonly vr: string
}

/** Items of an encapsulated Pixel Data element (PS3.5 A.4), the first item (the table) taken off. */
export interface EncapsulatedBytes {
  readonly kind: 'encapsulated'
  /** Values of the items in order, without their headers; views of the file, in the file's own sequence without gaps. */
  readonly fragments: readonly Uint8Array[]
  /** The Basic Offset Table: counted from the header of the first fragment; empty where the item is empty. */
  readonly basicOffsets: readonly number[]
  /** Extended Offset Table (7FE0,0001) and Lengths (7FE0,0002); null where absent. Lengths may be empty. */
  readonly extended: { readonly offsets: readonly number[]; readonly lengths: readonly number[] } | null
}

/** Red, green and blue look-up tables (PS3.3 C.7.6.3.1.5). */
export interface Palette {
  readonly red: PaletteChannel
  readonly green: PaletteChannel
  readonly blue: PaletteChannel
}

export interface PaletteChannel {
  /** First number of the descriptor as stored: 0 stands for 65536. */
  readonly entries: number
  /** Second number of the descriptor, read as signed where Pixel Representation is 1. */
  readonly firstMapped: number
  /** Third number of the descriptor: 8 or 16. */
  readonly bits: number
  /** Value of the table element (0028,12xx), in the byte order of the file. */
  readonly data: Uint8Array
  /** The table came from Segmented … Palette Color Lookup Table Data (0028,122x). */
  readonly isSegmented: boolean
}
