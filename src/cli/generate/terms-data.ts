import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pinyin } from 'pinyin-pro'
import { COMPOUND_SURNAMES } from '#domain/people/surname.ts'
import { compactJson } from './compact-json.ts'
import type { DataFile, DataMeta } from './data-file.ts'
import { readTsv } from './knowledge.ts'

/**
 * Writes what the search for people and diagnoses looks things up in:
 *
 *     node src/cli/generate/terms-data.ts ../shared
 *
 * Readings are worked out here once, so that the ICD-10 picker needs no dictionary when it runs. The GPL list
 * `icd10-zh.tsv`, and the columns of `primary-care-icd10.tsv` taken from it, are not read.
 */
export function termsData(shared: string): DataFile[] {
  return [surnameFile(shared), icd10File(shared)]
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The hand-made short list of this project: code, Chinese, English, whether it is seen every week, other Chinese words. */
const SHORT_LIST = 'src/domain/terms/primary-care.tsv'

/** Surnames that the list in ../shared lacks, by hand: surname reading first, then what else is heard. */
const MORE_SURNAMES: Readonly<Record<string, string>> = {
  佴: 'nai',
  角: 'jue/jiao',
  莘: 'shen/xin',
  盛: 'sheng/cheng',
  柏: 'bai/bo',
  薄: 'bo/bao',
  都: 'du/dou',
  宿: 'su/xiu',
  乜: 'nie/mie',
  尉: 'wei/yu',
  相: 'xiang',
  强: 'qiang/jiang',
  宓: 'mi/fu',
  藏: 'zang/cang',
  贾: 'jia/gu',
  撒: 'sa',
  纪: 'ji',
}

function metaOf(source: string, licence: string, notes: string): DataMeta {
  return {
    source,
    licence,
    date: '2026-11-21',
    generator: 'node src/cli/generate/terms-data.ts ../shared',
    notes,
  }
}

function surnameFile(shared: string): DataFile {
  const rows = readTsv(shared, 'data/zh/polyphonic-surnames.tsv')
  const listed = Object.fromEntries(rows.map((row) => [row['surname']!, row['pinyin']!]))
  const readings: Record<string, readonly string[]> = {}
  for (const [surname, given] of Object.entries({ ...MORE_SURNAMES, ...listed })) {
    const all = [...given.split('/').map((reading) => toned(surname, reading)), dictionaryReading(surname)]
    readings[surname] = all.filter(
      (reading, i) => all.findIndex((each) => bare(each) === bare(reading)) === i,
    )
  }
  const missing = Object.keys(readings).filter((name) => name.length > 1 && !COMPOUND_SURNAMES.includes(name))
  if (missing.length > 0) throw new Error(`no compound surname: ${missing.join(' ')}`)
  return {
    path: 'src/domain/people/data/surname-readings.json',
    content: {
      meta: metaOf(
        'data/zh/polyphonic-surnames.tsv, MORE_SURNAMES in the generator; tones from pinyin-pro 3.29.4',
        'Apache-2.0 (lists by hand); pinyin-pro is MIT',
        'The surname reading first, then others that are heard or that a dictionary gives. Digits are tones.',
      ),
      readings,
    },
  }
}

/** `moqi` of 万俟 as `mo4 qi2`: one dictionary reading a character, tones as pinyin-pro has them. */
function toned(surname: string, reading: string): string {
  const characters = Array.from(surname)
  const usual = pinyin(surname, { mode: 'surname', type: 'array', toneType: 'num', v: true })
  const choices = characters.map((character, i) => [
    usual[i]!,
    ...pinyin(character, { multiple: true, type: 'array', toneType: 'num', v: true }),
  ])
  let ways: string[][] = [[]]
  for (const choice of choices) ways = ways.flatMap((way) => choice.map((syllable) => [...way, syllable]))
  const found = ways.find((way) => way.map(bare).join('') === reading)
  if (found === undefined) throw new Error(`pinyin-pro cannot read ${surname} as ${reading}`)
  return found.join(' ')
}

function dictionaryReading(surname: string): string {
  const read = (text: string) => pinyin(text, { type: 'array', toneType: 'num', v: true, toneSandhi: false })
  return Array.from(surname).flatMap(read).join(' ')
}

function bare(reading: string): string {
  return reading.replace(/\d/g, '')
}

/** Slips of the source, seen in proof-reading, and what stands there instead. */
const SLIPS: readonly (readonly [string, string])[] = [
  ['因子lX', '因子Ⅸ'],
  ['恶性肫瘤', '恶性肿瘤'],
  ['分类地其他章', '分类于其他章'],
  ['结肠贺', '结肠炎'],
  ['海产品-中', '海产品中'],
  ['[HlV]', '[HIV]'],
  ['(G30._+)', '(G30.-+)'],
  ['不可归他处', '不可归类在他处'],
]

/** G51 of the source lacks its first character, which no other place shows. */
const SLIPS_BY_CODE: Readonly<Record<string, string>> = { G51: '面神经疾患' }

/** Words that pinyin-pro reads otherwise than clinics do; where two readings are heard, both are kept. */
const CLINIC_READINGS: readonly (readonly [string, readonly string[]])[] = [
  ['荨麻疹', ['xun ma zhen', 'qian ma zhen']],
  ['卒中', ['cu zhong', 'zu zhong']],
  ['百日咳', ['bai ri ke']],
  ['剥脱', ['bo tuo']],
  ['剥离', ['bo li']],
  ['利什曼', ['li shi man']],
  ['粘膜', ['nian mo', 'zhan mo']],
  ['粘连', ['zhan lian', 'nian lian']],
]

function icd10File(shared: string): DataFile {
  const list = readTsv(ROOT, SHORT_LIST)
  const short = list.map(({ code, zh, en, also }) => row(code!, zh!, en!, also))
  const taken = new Set(short.map((line) => line.slice(0, line.indexOf('\t'))))
  const categories = readTsv(shared, 'data/zh/icd10-3char-zh.tsv')
    .filter(({ code }) => !taken.has(code!))
    .map(({ code, disease }) => row(code!, disease!))
  const blocks = readTsv(shared, 'data/zh/icd10-blocks-zh.tsv')
  const ranges = (level: string) =>
    blocks
      .filter((block) => block['level'] === level)
      .map((block) =>
        row(rangeOf(block['code_lower_bound']!, block['code_upper_bound']!), block['catalog']!, ''),
      )
  return {
    path: 'src/domain/terms/data/icd10.json',
    content: {
      meta: metaOf(
        `${SHORT_LIST}; data/zh/icd10-3char-zh.tsv and icd10-blocks-zh.tsv (github.com/chaseliu/ICD-10-CN)`,
        'short list Apache-2.0; the rest MIT, Copyright (c) 2017 Chase Liu (LICENSE-ICD-10-CN.txt)',
        'A line is code, Chinese, toneless pinyin (readings parted by |), English, with tabs between; in the short list other words follow the Chinese after a semicolon; * and + as in ICD-10.',
      ),
      common: list.filter(({ common }) => common === 'yes').map(({ code }) => code),
      short,
      categories,
      blocks: ranges('2'),
      chapters: ranges('1'),
    },
  }
}

function rangeOf(from: string, to: string): string {
  return from === to ? from : `${from}-${to}`
}

function row(code: string, text: string, en = '', also = ''): string {
  const mended = SLIPS_BY_CODE[code] ?? text
  const zh = SLIPS.reduce((sentence, [wrong, right]) => sentence.replace(wrong, right), mended)
  const words = [zh, ...also.split('、').filter((word) => word !== '')]
  const pinyins = words.map((word) => readingsOfTerm(word).join('|'))
  return [code, words.join(';'), pinyins.join(';'), en].join('\t').trimEnd()
}

/** Toneless readings, a syllable for each Han character. */
function readingsOfTerm(zh: string): string[] {
  const han = Array.from(zh.matchAll(/\p{Script=Han}/gu), ([character]) => character)
  const read = pinyin(zh, { type: 'array', toneType: 'none', v: true, toneSandhi: false, nonZh: 'removed' })
  if (read.length !== han.length) throw new Error(`pinyin-pro reads ${zh} as ${read.join(' ')}`)
  let ways = [read]
  for (const [word, readings] of CLINIC_READINGS) {
    const start = han.join('').indexOf(word)
    if (start < 0) continue
    ways = readings.flatMap((reading) =>
      ways.map((way) => way.toSpliced(start, word.length, ...reading.split(' '))),
    )
  }
  return ways.map((way) => way.join(' '))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shared = process.argv[2]
  if (shared === undefined) {
    process.stderr.write('Name the folder of the shared material: terms-data.ts ../shared\n')
    process.exit(2)
  }
  for (const { path, content } of termsData(resolve(shared))) {
    const text = compactJson(content)
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), text)
    process.stderr.write(`${path} ${Buffer.byteLength(text)} bytes\n`)
  }
}
