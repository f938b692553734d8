import * as v from 'valibot'
import { coded, defineKind, sha256, text, word } from './kind.ts'

/** A UID, or `sha256:<hex>` and `files:<hex>` where a file has none. */
const imageName = word(80)
const whole = v.pipe(v.number(), v.integer(), v.minValue(-2_147_483_648), v.maxValue(2_147_483_647))

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
    /** Study Instance UID, or `files:<hash of the first file>`. Absent in version 0.2, as all that follows. */
    study: v.optional(imageName),
    /** The row of the film on the tablet that took it in; its `image-reading` has the same. */
    film: v.optional(word(64)),
    /** What the files say of themselves; without instances where so many would not fit into one fact. */
    series: v.optional(
      v.pipe(
        v.array(
          v.object({
            uid: imageName,
            modality: word(16),
            number: v.optional(whole),
            description: v.optional(word(300)),
            bodyPart: v.optional(word(64)),
            /** SOP class of its pictures. */
            sopClass: v.optional(word(64)),
            /** SOP Instance UIDs in order. */
            instances: v.pipe(v.array(imageName), v.maxLength(2000)),
          }),
        ),
        v.minLength(1),
        v.maxLength(200),
      ),
    ),
  }),
})
export type ImageStudy = v.InferOutput<typeof imageStudy.value>
