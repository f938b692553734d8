import { defineCalculator, words, type Action } from '../calculator.ts'
import { pointsOf, scored } from '../points.ts'
import { overTwoWeeks } from '../questionnaire.ts'

/**
 * Depression questionnaire over the last two weeks.
 * Source: Kroenke 2001 (the authors ask for no permission to reproduce). Knowledge `score.phq9`; the wording of the
 * items is that of the questionnaire, from memory.
 */
const inputs = {
  item_1: overTwoWeeks(words('Little interest or pleasure in doing things', '做事时提不起劲或没有兴趣')),
  item_2: overTwoWeeks(words('Feeling down, depressed, or hopeless', '感到心情低落、沮丧或绝望')),
  item_3: overTwoWeeks(
    words('Trouble falling or staying asleep, or sleeping too much', '入睡困难、睡不安稳或睡眠过多'),
  ),
  item_4: overTwoWeeks(words('Feeling tired or having little energy', '感觉疲倦或没有活力')),
  item_5: overTwoWeeks(words('Poor appetite or overeating', '食欲不振或吃太多')),
  item_6: overTwoWeeks(
    words(
      'Feeling bad about yourself, or that you are a failure or have let yourself or your family down',
      '觉得自己很糟，或觉得自己很失败，或让自己或家人失望',
    ),
  ),
  item_7: overTwoWeeks(
    words(
      'Trouble concentrating on things, such as reading the newspaper or watching television',
      '对事物专注有困难，例如看报纸或看电视时',
    ),
  ),
  item_8: overTwoWeeks(
    words(
      'Moving or speaking so slowly that other people could have noticed, or being so fidgety or restless that you moved around a lot more than usual',
      '动作或说话速度缓慢到别人可以察觉，或正好相反：烦躁或坐立不安、动来动去的情况更胜于平常',
    ),
  ),
  item_9: overTwoWeeks(
    words(
      'Thoughts that you would be better off dead, or of hurting yourself in some way',
      '有不如死掉或用某种方式伤害自己的念头',
    ),
  ),
} as const

const ASK_ABOUT_SUICIDE: Action = {
  urgent: true,
  words: words('Item 9 is above 0: ask about suicide now.', '第9题大于0分：请立即询问自杀意念。'),
}

export const phq9 = defineCalculator({
  id: 'phq9',
  entry: 'score.phq9',
  names: words('PHQ-9', '患者健康问卷（PHQ-9）'),
  source: 'Kroenke 2001',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 27] },
  bands: {
    none: { label: words('None', '无') },
    mild: { label: words('Mild', '轻度') },
    moderate: {
      label: words('Moderate', '中度'),
      means: words('Screen positive (10 and over).', '筛查阳性（≥10分）。'),
    },
    'moderately-severe': {
      label: words('Moderately severe', '中重度'),
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
    const found = scored(pointsOf(inputs, given), [
      [0, 'none'],
      [5, 'mild'],
      [10, 'moderate'],
      [15, 'moderately-severe'],
      [20, 'severe'],
    ])
    return given.item_9 === '0' ? found : { ...found, actions: [ASK_ABOUT_SUICIDE] }
  },
})
