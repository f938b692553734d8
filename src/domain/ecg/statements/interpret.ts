import { contradictionsOf } from './contradictions.ts'
import { evaluate, type Finding, type RulesSoFar } from './evaluate.ts'
import type { Facts } from './facts.ts'
import { factsOf, type InterpretInput } from './facts/facts-of.ts'
import { STANDARD_LEADS } from '../tracing.ts'
import type { Condition, StatementRule } from './rule.ts'
import { RULES, RULES_VERSION } from './rules.ts'
import { sourceOf } from './sources.ts'
import type {
  Certainty,
  Conclusion,
  NotAssessable,
  Statement,
  StatementEvidence,
  StatementReport,
} from './statement.ts'

export type { InterpretInput } from './facts/facts-of.ts'

/** What takes the ground from every other statement. */
const UNINTERPRETABLE = 'poor-quality'

/**
 * What the tracing shows, as coded statements with their evidence: the rules (`rules.ts`) over the measurements, the
 * beats and what packs claim. A statement stands alone where a stronger one says the same; what cannot be decided is
 * listed with its reasons, and voices that disagree are both kept.
 */
export function interpret(input: InterpretInput): StatementReport {
  const facts = factsOf(input)
  return { ...interpretFacts(facts), rules: RULES_VERSION, contradictions: contradictionsOf(facts) }
}

/** The same over inputs that are given, as the rules' vectors are. */
export function interpretFacts(facts: Facts): Omit<StatementReport, 'rules' | 'contradictions'> {
  const verdicts = verdictsOn(facts)
  const poor = verdicts(UNINTERPRETABLE)
  if (poor.statement !== null && poor.statement.certainty === 'definite') {
    return { conclusion: 'uninterpretable', statements: [poor.statement], notAssessable: [] }
  }
  const statements: Statement[] = []
  const notAssessable: NotAssessable[] = []
  for (const { rule, code, category } of RULES) {
    const { statement, reasons } = verdicts(rule)
    if (statement !== null) statements.push(statement)
    else if (reasons.length > 0) notAssessable.push({ rule, code, category, reasons })
  }
  return { conclusion: conclusionOf(statements, notAssessable), statements, notAssessable }
}

/** A rule's fate: a statement, or why none could be made; neither where the rule says no. */
interface Verdict {
  readonly statement: Statement | null
  readonly reasons: readonly string[]
}
const NO: Verdict = { statement: null, reasons: [] }

/** Decides rules on demand, each once: some ask what others say. */
function verdictsOn(facts: Facts): (rule: string) => Verdict {
  const decided = new Map<string, Verdict>()
  const byName = new Map(RULES.map((rule) => [rule.rule, rule]))
  const verdictOf = (name: string): Verdict => {
    const before = decided.get(name)
    if (before !== undefined) return before
    const rule = byName.get(name)
    if (rule === undefined) throw new Error(`no rule ${name}`)
    const verdict = decide(rule, facts, so)
    decided.set(name, verdict)
    return verdict
  }
  const so: RulesSoFar & { readonly verdictOf: typeof verdictOf } = {
    stands: (rule) => {
      const { statement, reasons } = verdictOf(rule)
      return statement !== null ? true : reasons.length > 0 ? null : false
    },
    verdictOf,
  }
  return verdictOf
}

function decide(
  rule: StatementRule,
  facts: Facts,
  so: RulesSoFar & { readonly verdictOf: (rule: string) => Verdict },
): Verdict {
  const finding = evaluate(rule.when, facts, so)
  if (finding.truth === false) return NO
  if (rule.unless?.some((other) => so.verdictOf(other).statement !== null)) return NO
  const blocking = rule.blockedBy?.filter((other) => {
    const { statement } = so.verdictOf(other)
    return statement !== null && statement.certainty !== 'possible'
  })
  if (blocking !== undefined && blocking.length > 0) {
    return { statement: null, reasons: blocking.map((other) => `with-${other}`) }
  }
  if (finding.truth === null) return { statement: null, reasons: finding.reasons }
  return { statement: statementOf(rule, finding, facts, so), reasons: [] }
}

function statementOf(rule: StatementRule, finding: Finding, facts: Facts, so: RulesSoFar): Statement {
  const evidence: StatementEvidence[] = [...finding.evidence]
  const packs = new Set(finding.packs)
  let { adultAssumed } = finding
  const holds = (when: Condition, part: StatementEvidence['part'] | null): boolean => {
    const found = evaluate(when, facts, so, 'support')
    // A support that does not hold is shown too: it says what would have made the statement surer.
    if (part !== null && found.evidence.length > 0) evidence.push(...found.evidence)
    if (found.truth === true) {
      for (const pack of found.packs) packs.add(pack)
      adultAssumed ||= found.adultAssumed
    }
    return found.truth === true
  }
  const lowered = rule.lowered?.find(({ when }) => holds(when, 'support'))
  const raised = lowered === undefined ? rule.raised?.find(({ when }) => holds(when, 'support')) : undefined
  const certainty: Certainty = (lowered ?? raised)?.to ?? rule.certainty
  const own = rule.weighs?.find(({ when }) => holds(when, null))?.weight
  const weight = own ?? (certainty === 'possible' ? rule.weightIfPossible : undefined) ?? rule.weight
  const caveats = (rule.caveats ?? []).flatMap(({ caveat, when }) =>
    when === undefined || holds(when, null) ? [caveat] : [],
  )
  return {
    rule: rule.rule,
    code: rule.code,
    category: rule.category,
    certainty,
    weight,
    modifiers: (rule.modifiers ?? []).flatMap(({ code, when }) =>
      when === undefined || holds(when, null) ? [code] : [],
    ),
    leads: inOrder(rule.leads === undefined ? finding.leads : facts.leads(rule.leads)),
    beats: rule.beats === undefined ? [] : facts.beats(rule.beats),
    by: ['rules', ...packs],
    evidence: withoutTwins(evidence),
    caveats: [
      ...caveats,
      ...(rule.ownThresholds ? ['own-thresholds'] : []),
      ...(adultAssumed ? ['age-unknown'] : []),
    ],
    source: rule.ownThresholds ? { ...sourceOf(rule.source), verified: false } : sourceOf(rule.source),
  }
}

/** I to V6; what is looked at upside down counts as itself. */
function inOrder(leads: readonly string[]): string[] {
  const names = new Set(leads.map((lead) => lead.replace('-', '')))
  return STANDARD_LEADS.filter((lead) => names.has(lead))
}

/** The same comparison asked for by two parts of a rule is shown once. */
function withoutTwins(evidence: readonly StatementEvidence[]): StatementEvidence[] {
  const seen = new Set<string>()
  return evidence.filter(({ input, comparison, threshold }) => {
    const key = `${input} ${comparison} ${String(threshold)}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Nobody calls a tracing normal whose rhythm or QRS could not be judged. */
const GROUND = ['sinus-rhythm', 'intraventricular-conduction-delay']

function conclusionOf(statements: readonly Statement[], open: readonly NotAssessable[]): Conclusion {
  if (statements.some(({ weight }) => weight === 'abnormal')) return 'abnormal'
  if (statements.some(({ weight }) => weight === 'borderline')) return 'otherwise-normal'
  const rhythmTold = statements.some(({ category }) => 'CDEFGN'.includes(category))
  const groundOpen = open.some(({ rule }) => GROUND.includes(rule))
  return rhythmTold && !groundOpen ? 'normal' : 'otherwise-normal'
}
