import { AXIS_RULES } from './families/axis-voltage.ts'
import { CHAMBER_RULES } from './families/chambers.ts'
import { AV_RULES } from './families/conduction-av.ts'
import { IV_RULES } from './families/conduction-iv.ts'
import { ECTOPY_RULES } from './families/ectopy.ts'
import { FINDING_RULES } from './families/findings.ts'
import { INFARCTION_RULES } from './families/infarction.ts'
import { PACING_RULES } from './families/pacing.ts'
import { PATTERN_RULES } from './families/patterns.ts'
import { RHYTHM_RULES } from './families/rhythm.ts'
import { ST_T_RULES } from './families/st-t.ts'
import { TECHNICAL_RULES } from './families/technical.ts'
import { VENTRICULAR_RULES } from './families/ventricular.ts'
import type { RuleHead, StatementRule } from './rule.ts'

/** Changes with every rule or threshold: kept with each reading. */
export const RULES_VERSION = '2026.11.1'

/** All rules, in the order in which a tracing is read. */
export const RULES: readonly StatementRule[] = [
  ...TECHNICAL_RULES,
  ...PACING_RULES,
  ...RHYTHM_RULES,
  ...VENTRICULAR_RULES,
  ...ECTOPY_RULES,
  ...AV_RULES,
  ...IV_RULES,
  ...AXIS_RULES,
  ...CHAMBER_RULES,
  ...ST_T_RULES,
  ...PATTERN_RULES,
  ...INFARCTION_RULES,
  ...FINDING_RULES,
]

/** Every statement that can be made, for pickers. */
export const STATEMENT_RULES: readonly RuleHead[] = RULES.map(({ rule, code, category, weight }) => ({
  rule,
  code,
  category,
  weight,
}))

/** What a picker shows of one rule; null where no rule has this name (any longer). */
export function ruleByName(name: string): RuleHead | null {
  return STATEMENT_RULES.find(({ rule }) => rule === name) ?? null
}
