import { defineCalculator, words } from '../calculator.ts'
import { pointsOf, scored } from '../points.ts'
import { overTwoWeeks } from '../questionnaire.ts'

/**
 * Anxiety questionnaire over the last two weeks.
 * Source: Spitzer 2006 (the authors ask for no permission to reproduce). Knowledge `score.gad7`; the wording of the
 * items is that of the questionnaire, from memory.
 */
const inputs = {
  item_1: overTwoWeeks(words('Feeling nervous, anxious, or on edge', '感觉紧张、焦虑或急切')),
  item_2: overTwoWeeks(words('Not being able to stop or control worrying', '不能够停止或控制担忧')),
  item_3: overTwoWeeks(words('Worrying too much about different things', '对各种各样的事情担忧过多')),
  item_4: overTwoWeeks(words('Trouble relaxing', '很难放松下来')),
  item_5: overTwoWeeks(words('Being so restless that it is hard to sit still', '由于不安而无法静坐')),
  item_6: overTwoWeeks(words('Becoming easily annoyed or irritable', '变得容易烦恼或急躁')),
  item_7: overTwoWeeks(
    words('Feeling afraid, as if something awful might happen', '感到似乎将有可怕的事情发生而害怕'),
  ),
} as const

export const gad7 = defineCalculator({
  id: 'gad7',
  entry: 'score.gad7',
  names: words('GAD-7', '广泛性焦虑量表（GAD-7）'),
  source: 'Spitzer 2006',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 21] },
  bands: {
    minimal: { label: words('Minimal', '极轻微') },
    mild: { label: words('Mild', '轻度') },
    moderate: {
      label: words('Moderate', '中度'),
      means: words('Screen positive (10 and over).', '筛查阳性（≥10分）。'),
    },
    severe: {
      label: words('Severe', '重度'),
      means: words('Screen positive (10 and over).', '筛查阳性（≥10分）。'),
    },
  },
  inputs,
  together: null,
  limits: [words('A screen, not a diagnosis.', '筛查结果，并非诊断。')],
  compute(given) {
    return scored(pointsOf(inputs, given), [
      [0, 'minimal'],
      [5, 'mild'],
      [10, 'moderate'],
      [15, 'severe'],
    ])
  },
})
