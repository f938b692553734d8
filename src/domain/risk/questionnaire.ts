import { words, type Words } from './calculator.ts'
import { choice } from './inputs.ts'

/** An item of PHQ-9 or GAD-7: how often over the last two weeks, 0 to 3 points. */
export function overTwoWeeks(label: Words) {
  return choice(label, [
    ['0', words('Not at all', '完全不会'), 0],
    ['1', words('Several days', '好几天'), 1],
    ['2', words('More than half the days', '一半以上的天数'), 2],
    ['3', words('Nearly every day', '几乎每天'), 3],
  ])
}
