import { m } from '#words/messages.js'

/** What the columns of the saved table hold, in the reader's language. */
export function benchColumns(): readonly (readonly [column: string, words: string])[] {
  return [
    ['case', m.bench_csv_case()],
    ['source', m.bench_csv_source()],
    ['unaided_…', m.bench_csv_unaided()],
    ['aided_…', m.bench_csv_aided()],
    ['ours_…', m.bench_csv_ours()],
    ['truth_…', m.bench_csv_truth()],
    ['…_points', m.bench_csv_points()],
    ['change', m.bench_csv_change()],
  ]
}
