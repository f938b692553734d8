/** A school class as far as a text says it. Grades count on from primary school: 初一 is 7, 高一 is 10. */
export interface SchoolClass {
  readonly grade: number | null
  readonly number: number | null
}

const DIGITS = '零一二三四五六七八九'
const STAGES: Readonly<Record<string, number>> = { 小: 0, 初: 6, 高: 9 }

/**
 * Reads `三年级2班`, `3-2`, `三(2)班`, `3年2班`, `302`, `初一3班`, `2019级3班`, `三年级`, `2班`.
 * @returns null for any other text, such as 大班
 */
export function readSchoolClass(text: string): SchoolClass | null {
  const plain = text
    .normalize('NFKC')
    .replace(/\s|第/g, '')
    .replace(/[零一二三四五六七八九十]+/g, arabic)
  const three = /^(\d)0(\d)班?$/.exec(plain)
  if (three) return { grade: Number(three[1]), number: Number(three[2]) }
  const whole = /^([小初高])?(\d{1,2}|\d{4})(?:年级|年|级|[-.·(])+(\d{1,2})\)?班?$/.exec(plain)
  const staged = whole ?? /^([小初高])(\d)[-.·(]?(\d{1,2})\)?班$/.exec(plain)
  if (staged) return { grade: gradeOf(staged[1], staged[2]!), number: Number(staged[3]) }
  const grade = /^([小初高])?(\d{1,2}|\d{4})(?:年级|级)$/.exec(plain) ?? /^([小初高])(\d)$/.exec(plain)
  if (grade) return { grade: gradeOf(grade[1], grade[2]!), number: null }
  const number = /^\(?(\d{1,2})\)?班$/.exec(plain)
  return number ? { grade: null, number: Number(number[1]) } : null
}

/** Whether a class is one that the words mean; what the words leave open is open. */
export function isSameClass(asked: SchoolClass, kept: SchoolClass): boolean {
  return (
    (asked.grade === null || asked.grade === kept.grade) &&
    (asked.number === null || asked.number === kept.number)
  )
}

function gradeOf(stage: string | undefined, digits: string): number {
  return (stage === undefined ? 0 : STAGES[stage]!) + Number(digits)
}

/** 三 → 3, 十 → 10, 十二 → 12, 二十一 → 21. */
function arabic(numeral: string): string {
  const [tens, ones] = numeral.includes('十') ? numeral.split('十') : [null, numeral]
  const digits = (han: string) => Array.from(han, (each) => DIGITS.indexOf(each)).join('')
  if (tens === null) return digits(ones!)
  return String((tens === '' ? 1 : Number(digits(tens!))) * 10 + Number(digits(ones!) || 0))
}
