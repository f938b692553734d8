import { m } from '#words/messages.js'

/** What the columns of the saved table hold, in the reader's language. */
export function filmBenchColumns(): readonly (readonly [column: string, words: string])[] {
  return [
    ['case', m.film_bench_csv_case()],
    ['sha256', m.film_bench_csv_sha256()],
    ['question, truth', m.film_bench_csv_truth()],
    ['unaided_…', m.film_bench_csv_unaided()],
    ['aided_…', m.film_bench_csv_aided()],
    ['ours_…', m.film_bench_csv_ours()],
    ['…_correct', m.film_bench_csv_correct()],
    ['change', m.film_bench_csv_change()],
  ]
}
