import { comparableName } from './name.ts'

/** Compound surnames, by hand; those that are still in use and the well-known old ones. */
export const COMPOUND_SURNAMES: readonly string[] = (
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 夏侯 澹台 万俟 端木 轩辕 钟离 闾丘 南宫 百里 ' +
  '西门 东郭 呼延 拓跋 独孤 完颜 公冶 太史 申屠 仲孙 赫连 鲜于 亓官 少正 司寇 巫马 乐正 漆雕 公西 壤驷 公良 拓拔 夹谷 ' +
  '宰父 谷梁 段干 东里 南门 羊舌 微生 梁丘 左丘 第五 即墨 达奚 褚师 纳兰 哥舒 爱新觉罗 叶赫那拉'
).split(' ')

const COMPOUND = new Set(COMPOUND_SURNAMES)
const HAN_ONLY = /^\p{Script=Han}+$/u

export interface NameParts {
  /** Empty where the name does not show it: names with dots, names in Latin letters. */
  readonly surname: string
  readonly given: string
}

/**
 * Surname and given name of a Chinese name, in the form for comparison. A name of two characters has a
 * surname of one, also where the two together are a compound surname.
 */
export function splitName(name: string): NameParts {
  const text = comparableName(name)
  if (!HAN_ONLY.test(text)) return { surname: '', given: text }
  const characters = Array.from(text)
  const compound = [4, 2].find((n) => characters.length > n && COMPOUND.has(characters.slice(0, n).join('')))
  const length = compound ?? 1
  return { surname: characters.slice(0, length).join(''), given: characters.slice(length).join('') }
}
