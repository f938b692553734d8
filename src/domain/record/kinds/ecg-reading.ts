import * as v from 'valibot'
import { decimal, defineKind, instant, sha256, text, word } from './kind.ts'
import { ownReading, RULE_MAX, seconds } from './own-reading.ts'

/** Unknown ids and marks of later versions are kept and shown as they are. */
const measurement = v.object({
  /** `rateBpm`, `prMs`, `qtcFridericiaMs` … (`domain/ecg/measure/measurements.ts`). */
  id: word(40),
  /** UCUM. */
  unit: word(12),
  /** Left out where the person rejected it, or where it cannot be made from what they put right. */
  value: v.optional(decimal),
  /** `ours`, `corrected` by the person, `follows` from a corrected one, `rejected`. */
  mark: word(20),
  /** What we had measured, where something else stands. */
  ours: v.optional(decimal),
})

/** One coded statement that the person has seen, and what they did with it. */
const statement = v.object({
  /** Name of the rule (`domain/ecg/statements`); of a later version it is kept and shown as it is. */
  rule: word(RULE_MAX),
  /** AHA/ACC/HRS 2007; left out where that list has none. */
  code: v.optional(v.pipe(v.number(), v.integer())),
  /** `definite`, `probable`, `possible`. */
  certainty: word(20),
  /** `rules`, and the packs that were decisive. */
  by: v.pipe(v.array(word(80)), v.maxLength(8)),
  /** `accepted`, `edited`, `rejected`, `open`. */
  decision: word(20),
  /** What it was changed to: another rule's name or the person's words. */
  to: v.optional(word(1000)),
  /** From uncovering to the decision. */
  seconds: v.optional(seconds),
})

/** A finished reading of an ECG: the recording by hash, what was measured, what the model said, what the person said. */
export const ecgReading = defineKind({
  kind: 'ecg-reading',
  merges: 'append',
  value: v.object({
    /** The row of the reading on this tablet: summary, analysis and model answer live there, sealed. */
    reading: v.pipe(v.string(), v.maxLength(64)),
    recording: v.array(v.object({ name: text(300), sha256, sizeBytes: v.pipe(v.number(), v.integer()) })),
    leads: v.pipe(v.number(), v.integer()),
    durationMs: v.pipe(v.number(), v.integer()),
    /** Whole beats a minute; left out where the rate cannot be measured. */
    ratePerMin: v.optional(v.pipe(v.number(), v.integer())),
    ownWords: text(8000),
    /** The model's label with its calibrated per cent, when it gave one and its gate passed. */
    answer: v.optional(
      v.object({
        pack: text(80),
        version: text(40),
        label: text(80),
        percent: v.pipe(v.number(), v.integer()),
      }),
    ),
    disposition: v.picklist(['accepted', 'rejected', 'open']),
    /** The numbers of the tracing as they stand, and those that the person rejected. Absent in version 0.1. */
    measurements: v.optional(v.pipe(v.array(measurement), v.maxLength(60))),
    /** What was uncovered, as it stood when it was signed or kept. Absent where it is still covered, and in version 0.2. */
    statements: v.optional(
      v.object({
        /** Version of the rule set. */
        rules: word(40),
        /** `normal`, `otherwise-normal`, `abnormal`, `uninterpretable`. */
        conclusion: word(40),
        said: v.pipe(v.array(statement), v.maxLength(100)),
      }),
    ),
    /** The reading that was locked before ours was uncovered, or that it was skipped. */
    readerFirst: v.optional(ownReading),
    /** What recorded it: maker, model, number, program, as the file names them. */
    device: v.optional(v.pipe(v.array(word(200)), v.maxLength(8))),
    /** The report that was signed. Absent where the reading was kept without one. */
    report: v.optional(
      v.object({
        findings: text(8000),
        impression: text(8000),
        /** Statements of the cart that the person took over, in the cart's words. */
        quotes: v.pipe(v.array(word(1000)), v.maxLength(60)),
        signedBy: text(200),
        /** By the tablet's clock, in UTC. */
        signedAt: instant,
        paper: v.object({
          layout: word(20),
          speedMmPerS: decimal,
          gainMmPerMv: decimal,
          highPassHz: v.optional(decimal),
          lowPassHz: v.optional(decimal),
          mainsHz: v.optional(decimal),
        }),
        /** The earlier reading that it was compared with. */
        comparedWith: v.optional(
          v.object({
            reading: v.pipe(v.string(), v.maxLength(64)),
            /** Local time at the device, as its file says it. */
            startedAt: v.optional(word(19)),
          }),
        ),
      }),
    ),
  }),
})
export type EcgReading = v.InferOutput<typeof ecgReading.value>
