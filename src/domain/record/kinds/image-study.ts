import * as v from 'valibot'
import { coded, defineKind, sha256, text } from './kind.ts'

/** A film, photograph or scan, as files by hash, with the words of who looked at it. */
export const imageStudy = defineKind({
  kind: 'image-study',
  merges: 'append',
  value: v.object({
    /** DICOM modality where it is one: CR, DX, CT, US, OP, … or `photo`. */
    modality: text(16),
    bodySite: v.optional(coded),
    laterality: v.optional(v.picklist(['left', 'right', 'both'])),
    files: v.pipe(
      v.array(
        v.object({
          name: text(300),
          sha256,
          sizeBytes: v.pipe(v.number(), v.integer()),
          mediaType: text(80),
        }),
      ),
      v.maxLength(2000),
    ),
    description: text(4000),
  }),
})
export type ImageStudy = v.InferOutput<typeof imageStudy.value>
