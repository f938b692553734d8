import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { schemaProblem } from './schema-problem.ts'

/**
 * The manifest of a model pack, `models/<id>/pack.json` (DESIGN section 5).
 *
 * A pack is a folder; the manifest names every file that the app may read from it, with its size and hash.
 * Nothing of a pack is used before the manifest was parsed here and each file was checked against it.
 */
export type PackManifest = v.InferOutput<typeof manifestSchema>
export type PackFile = PackManifest['files'][number]
export type EvidenceLevel = PackManifest['evidence']

/** A manifest is a few kB of text; more than this is no manifest. */
const MANIFEST_BYTES_MAX = 65_536
/** DESIGN section 5: a model has at most 4 MB, a pack's other files are small beside it. */
const PACK_FILE_BYTES_MAX = 4_000_000
const FILES_MAX = 64
const TENSORS_MAX = 16
const LABELS_MAX = 128
const TEXT_LENGTH_MAX = 600
/** Elements of one tensor: 16 Mi float32 values, 64 MiB. */
const TENSOR_SIZE_MAX = 16_777_216

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(TEXT_LENGTH_MAX))
const name = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/))
/** Inside the pack's folder: no leading slash, no `..`, no backslash. */
const path = v.pipe(
  v.string(),
  v.maxLength(120),
  v.regex(/^(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*){0,3}$/),
)
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const finite = v.pipe(v.number(), v.finite())
const positive = v.pipe(finite, v.minValue(0))
const share = v.pipe(finite, v.minValue(0), v.maxValue(1))
const shape = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  v.minLength(1),
  v.maxLength(6),
  v.check((sizes) => sizes.reduce((a, b) => a * b, 1) <= TENSOR_SIZE_MAX, 'a tensor of more than 64 MiB'),
)

const input = v.strictObject({
  name,
  shape,
  /** Least and largest value that the preprocessing can give. */
  range: v.tuple([finite, finite]),
  /** The preprocessing by name and version; the code of that name is part of the app. */
  preprocessing: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*-v[0-9]+$/)),
  meaning: text,
})

const output = v.strictObject({ name, shape, meaning: text })

const operatingPoint = v.strictObject({
  name,
  rule: text,
  /** The share of each label among the people for whom the point was chosen. */
  prevalence: v.record(v.string(), share),
})

const file = v.strictObject({
  path,
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PACK_FILE_BYTES_MAX)),
  sha256,
})

/** Largest absolute difference allowed per output name. */
const tolerance = v.pipe(
  v.record(name, positive),
  v.check((limits) => Object.keys(limits).length > 0, 'no tolerance given'),
)

const manifestSchema = v.strictObject({
  format: v.literal('hinterland-pack'),
  formatVersion: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), v.maxLength(64)),
  version: v.pipe(
    v.string(),
    v.regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/),
    v.maxLength(40),
  ),
  task: v.picklist([
    'ecg-rhythm',
    'ecg-quality',
    'ecg-beats',
    'ecg-waves',
    'ecg-findings',
    /** Of what kind a picture is: `logits` over `labels`. */
    'image-kind',
    /** Findings: one logit a label, each for itself. */
    'image-findings',
    /** Outlines: one map a label. */
    'image-outlines',
    /** Points: `points` [1, n, 2] as shares of width and height, `spread` [1, n]. */
    'image-landmarks',
    /** One number. */
    'image-value',
  ]),
  title: text,
  /** What it is for and what it must not be used for, in a sentence each. */
  intendedUse: text,
  limits: text,
  evidence: v.picklist(['research', 'teaching', 'accepted']),
  inputs: v.pipe(v.array(input), v.minLength(1), v.maxLength(TENSORS_MAX)),
  outputs: v.pipe(v.array(output), v.minLength(1), v.maxLength(TENSORS_MAX)),
  labels: v.pipe(
    v.array(v.strictObject({ code: v.pipe(text, v.maxLength(16)), meaning: text })),
    v.minLength(1),
    v.maxLength(LABELS_MAX),
  ),
  operatingPoints: v.pipe(v.array(operatingPoint), v.minLength(1), v.maxLength(16)),
  model: path,
  /** The same network for the light start, when the pack has one. */
  light: v.optional(v.strictObject({ network: path, weights: path })),
  calibration: path,
  gate: path,
  card: path,
  /** What `eval` printed on `val`, for the screen: `contract/pack-figures.ts`. */
  figures: v.optional(path),
  golden: v.strictObject({
    cases: v.pipe(v.array(path), v.minLength(1), v.maxLength(16)),
    /** Those of them that the light start brings along and runs; all, where none are named. */
    lightCases: v.optional(v.pipe(v.array(path), v.minLength(2), v.maxLength(16))),
    /** For engines that run `model`. */
    tolerance,
    /** For engines that run `light`, whose weights are rounded to half precision. */
    lightTolerance: v.optional(tolerance),
    /** Which runtime made the expected values. */
    madeWith: text,
  }),
  terms: v.strictObject({
    code: text,
    weights: text,
    trainingData: v.pipe(
      v.array(v.strictObject({ name: text, licence: text, source: text })),
      v.minLength(1),
      v.maxLength(16),
    ),
  }),
  files: v.pipe(v.array(file), v.minLength(1), v.maxLength(FILES_MAX)),
})

/**
 * Reads a manifest.
 * @param json text of `pack.json`
 * @returns the manifest, or `pack-manifest-invalid` with the place in `details.path`
 */
export function parsePackManifest(json: string): Outcome<PackManifest> {
  if (json.length > MANIFEST_BYTES_MAX) return invalid('', `longer than ${MANIFEST_BYTES_MAX} characters`)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return invalid('', 'not JSON')
  }
  const result = v.safeParse(manifestSchema, value, { abortEarly: true })
  if (!result.success) return schemaProblem('pack-manifest-invalid', 'The model pack', result.issues)
  const manifest = result.output
  const listed = new Set(manifest.files.map((f) => f.path))
  if (listed.size !== manifest.files.length) return invalid('files', 'a file is listed twice')
  const named = [manifest.model, manifest.calibration, manifest.gate, manifest.card, ...manifest.golden.cases]
  if (manifest.figures !== undefined) named.push(manifest.figures)
  if (manifest.light) named.push(manifest.light.network, manifest.light.weights)
  const missing = named.find((p) => !listed.has(p))
  if (missing !== undefined) return invalid('files', `${missing} is not listed`)
  if (manifest.golden.lightCases?.some((each) => !manifest.golden.cases.includes(each)))
    return invalid('golden', 'a case of the light start is none of the cases')
  if (manifest.light && !manifest.golden.lightTolerance)
    return invalid('golden', 'no tolerance for the light network')
  return good(manifest)
}

function invalid(where: string, why: string) {
  return bad(
    'pack-manifest-invalid',
    `The model pack cannot be used: its manifest is not valid (${where === '' ? why : `${where}: ${why}`}).`,
    'Install the pack again from a source you trust.',
    { path: where, why },
  )
}
