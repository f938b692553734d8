import * as v from 'valibot'
import { coded, decimal, defineKind, instant, text, word } from './kind.ts'
import { ownReading, RULE_MAX } from './own-reading.ts'

const FRAMES_MAX = 100_000
/** Two numbers a point: a contour of two thousand points. */
const COORDINATES_MAX = 4000

/** A UID, or `sha256:<hex>` and `files:<hex>` where a file has none. */
const imageName = word(80)

/** One number that a mark measures, to the digit that the screen printed: never without its unit and what it rests on. */
const measure = v.object({
  /** `length`, `area`, `cobb`, `ratio`, `mean` … (`domain/imaging/measure.ts`). */
  name: word(40),
  value: decimal,
  /** UCUM: `mm`, `mm2`, `deg`, `{pixel}`, `1`, `[hnsf'U]` …; left out where values of pixels have none. */
  unit: v.optional(word(24)),
  /** `calibrated`, `estimated`, `pixels`; left out where no length goes into it, as for a mean of pixel values. */
  trust: v.optional(word(20)),
  /** `patient-plane`, `fiducial`, `imager`, `marker` … (`SpacingBasis`). */
  basis: v.optional(word(40)),
})

/** A mark where it lies. On a frame points are pixels (SCOORD); on a plane of a volume, LPS millimetres (SCOORD3D). */
const mark = v.object({
  id: word(64),
  /** `length`, `angle`, `cobb`, `ellipse` … (`domain/imaging/marks.ts`). */
  tool: word(20),
  frame: v.optional(
    v.object({
      instance: imageName,
      /** From 0. */
      index: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(FRAMES_MAX)),
    }),
  ),
  plane: v.optional(
    v.object({
      series: imageName,
      frameOfReference: v.optional(imageName),
      normal: v.pipe(v.array(decimal), v.length(3)),
    }),
  ),
  /** x, y, x, y …, and z after each y on a plane whose points are in the patient. */
  points: v.pipe(v.array(decimal), v.maxLength(COORDINATES_MAX)),
  /** Of a marker: what it is known to measure. */
  knownMm: v.optional(decimal),
  words: v.optional(word(1000)),
  measures: v.pipe(v.array(measure), v.maxLength(24)),
})

/** One sentence of the findings and what the person did with it. */
const finding = v.object({
  id: word(64),
  template: v.optional(word(RULE_MAX)),
  slots: v.optional(
    v.pipe(v.array(v.object({ name: word(RULE_MAX), value: word(300) })), v.minLength(1), v.maxLength(40)),
  ),
  text: text(2000),
  /** Ids of marks that it rests on. */
  marks: v.pipe(v.array(word(64)), v.maxLength(60)),
  /** `person`, or the pack that proposed it. */
  by: word(80),
  /** `accepted`, `edited`, `rejected`, `open`. */
  decision: word(20),
})

/**
 * What was read of a study. Its files stand in the `image-study` of the same `film`, written in the same act: a reading
 * is amended at every signature, and hundreds of hashes need not be signed again each time. The two name each other by
 * `film` and not by `refs`, since facts of one act do not know each other's ids yet, and either stands alone on a tablet
 * that has not received the other.
 */
export const imageReading = defineKind({
  kind: 'image-reading',
  merges: 'append',
  value: v.object({
    /** The row of the film on the tablet that read it (`image-study.film` has the same). */
    film: word(64),
    /** Study Instance UID, or `files:<hash of the first file>`. */
    study: imageName,
    /** DICOM modalities in the order of series, or `photo`. */
    modality: v.pipe(v.array(word(16)), v.minLength(1), v.maxLength(16)),
    bodySite: v.optional(coded),
    laterality: v.optional(v.picklist(['left', 'right', 'both'])),
    marks: v.pipe(v.array(mark), v.maxLength(200)),
    findings: v.pipe(v.array(finding), v.maxLength(200)),
    impression: text(8000),
    /** `routine`, `urgent`, `critical`; of a later version it is kept and shown as it is. */
    urgency: word(20),
    /** Who was told of a critical finding, how (`phone`, `in-person`, `message`) and when. */
    told: v.optional(v.object({ who: word(200), how: word(20), at: instant })),
    /** The earlier study that it was compared with, and what changed. */
    comparedWith: v.optional(
      v.object({
        study: imageName,
        /** Local time at the device, as its file says it. */
        startedAt: v.optional(word(19)),
        changes: v.optional(word(4000)),
      }),
    ),
    readerFirst: v.optional(ownReading),
    /** Left out where it was finished without a signature. */
    signed: v.optional(v.object({ signedBy: text(200), signedAt: instant })),
  }),
})
export type ImageReading = v.InferOutput<typeof imageReading.value>
