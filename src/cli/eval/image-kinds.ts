import { confusionMatrix } from '#domain/evaluation/classification.ts'
import { PICTURE_KINDS, isPictureKind, type PictureKind } from '#domain/imaging/kinds.ts'
import { bad, good } from '#domain/problem.ts'
import type { ImageModel } from '#inference/image/image-model.ts'
import { yesNoMeasures, type YesNo } from './image-binary.ts'
import type { Measures } from './image-graded.ts'
import type { ImageTaskRules, PictureRow } from './image-task.ts'

interface KindGraded {
  readonly truth: PictureKind
  readonly called: PictureKind
  readonly probabilities: Readonly<Record<string, number>>
}

/** Of which kind a picture is: the likeliest counts. */
export function kindRules({ labels }: ImageModel): ImageTaskRules<PictureKind, KindGraded> {
  const of =
    (kind: string) =>
    ({ truth, called, probabilities }: KindGraded): YesNo => ({
      present: truth === kind,
      called: called === kind,
      score: probabilities[kind] ?? 0,
    })
  const perLabel = Object.fromEntries(labels.map((kind) => [kind, yesNoMeasures(of(kind))]))
  const measures: Record<string, Measures<KindGraded>[string]> = {
    accuracy: (sample) => share(sample, ({ truth, called }) => truth === called),
  }
  for (const name of ['auc', 'sensitivity', 'specificity', 'ppv'] as const)
    for (const kind of labels) measures[`${name}:${kind}`] = perLabel[kind]![name]!
  return {
    async truth(row) {
      const kind = kindOf(row)
      return kind === null
        ? bad(
            'labels-invalid',
            `${row['file']}: "${row['label']}" is no kind of picture (${PICTURE_KINDS.join(', ')}).`,
            'Give the kind as `label`.',
            { file: row['file'] ?? '' },
          )
        : good(kind)
    },
    grade: (truth, { probabilities }) => ({
      truth,
      probabilities,
      called: labels.reduce((best, kind) =>
        probabilities[kind]! > probabilities[best]! ? kind : best,
      ) as PictureKind,
    }),
    measures,
    perLabel,
    chief: 'accuracy',
    isRight: ({ truth, called }) => truth === called,
    declines: ({ called }) => WITHOUT_PACK.has(called),
    moved: (truth) => truth,
    confusion: (sample) => ({
      names: labels,
      counts: confusionMatrix(
        sample.map(({ truth, called }) => [labels.indexOf(truth), labels.indexOf(called)] as const),
        labels.length,
      ),
    }),
    rule: 'the likeliest kind counts, surely seen or not; intervals and shares over all pictures',
    rightMeans: 'still called what it is; refused: not sure, or called a kind that no pack reads',
  }
}

/** Kinds that no pack reads: nothing is said of such a picture. */
const WITHOUT_PACK: ReadonlySet<PictureKind> = new Set(['other', 'photograph', 'photographed', 'skin'])

/** What a list may call a kind: its own name, or the name of the set. */
const SETS: readonly (readonly [RegExp, PictureKind])[] = [
  [/^cxr_(lung|adult|covid)/, 'chest-adult'],
  [/^cxr_paediatric/, 'chest-child'],
  [/^tb_tinted/, 'photographed'],
  [/^tb_grey/, 'chest-adult'],
  [/^spine_/, 'spine'],
  [/^hand_/, 'hand'],
  [/^fundus_/, 'fundus'],
  [/^ultrasound_breast/, 'breast-us'],
  [/^ct_nodule/, 'nodule-patch'],
  [/^skin_/, 'skin'],
  [/^ood_photographs/, 'photograph'],
]

function kindOf(row: PictureRow): PictureKind | null {
  const said = (row['label'] ?? '').trim()
  if (isPictureKind(said)) return said
  return SETS.find(([name]) => name.test(said))?.[1] ?? null
}

function share<T>(sample: readonly T[], holds: (one: T) => boolean): number | null {
  return sample.length === 0 ? null : sample.filter(holds).length / sample.length
}
