import { inflateWith } from '#contract/dicom/inflate.ts'

/** Raw deflate by the platform, bounded. */
export const inflateRaw = inflateWith(() => new DecompressionStream('deflate-raw'))
