import type { Fact, Facts } from './facts.ts'
import type { Comparison, Condition, Threshold } from './rule.ts'
import type { StatementEvidence } from './statement.ts'

/** True, false, or null: it cannot be told, and `reasons` say why. */
export interface Finding {
  readonly truth: boolean | null
  readonly evidence: readonly StatementEvidence[]
  readonly reasons: readonly string[]
  /** Leads in which conditions on leads held. */
  readonly leads: readonly string[]
  /** Packs whose answers were compared and held. */
  readonly packs: readonly string[]
  /** A limit of adults was taken for want of an age. */
  readonly adultAssumed: boolean
}

type Part = StatementEvidence['part']

/** What a condition may ask of other rules. */
export interface RulesSoFar {
  readonly stands: (rule: string) => boolean | null
}

const NOTHING: Omit<Finding, 'truth'> = {
  evidence: [],
  reasons: [],
  leads: [],
  packs: [],
  adultAssumed: false,
}

/** Decides a condition (Kleene's logic) and keeps every comparison that was made. */
export function evaluate(
  condition: Condition,
  facts: Facts,
  rules: RulesSoFar,
  part: Part = 'needed',
): Finding {
  if ('input' in condition) return compared(condition, facts, part)
  if ('rule' in condition) return ofRule(condition.rule, rules, part)
  if ('not' in condition) {
    const inner = evaluate(condition.not, facts, rules, part === 'support' ? part : 'excludes')
    return { ...inner, truth: inner.truth === null ? null : !inner.truth, leads: [] }
  }
  if ('ifTold' in condition) {
    const inner = evaluate(condition.ifTold, facts, rules, part)
    return inner.truth === null ? { ...inner, truth: false, reasons: [] } : inner
  }
  if ('leads' in condition) return overLeads(condition, facts, rules, part)
  if ('all' in condition) {
    const inner: Finding[] = []
    for (const each of condition.all) {
      const finding = evaluate(each, facts, rules, part)
      inner.push(finding)
      // One that fails decides: what follows need not be computed.
      if (finding.truth === false) return joined(false, inner)
    }
    return joined(inner.some(({ truth }) => truth === null) ? null : true, inner)
  }
  const oneOf = part === 'needed' && condition.of.length > condition.atLeast ? 'one-of' : part
  const inner = condition.of.map((each) => evaluate(each, facts, rules, oneOf))
  return joined(counted(inner, condition.atLeast), inner)
}

function counted(findings: readonly Finding[], needed: number): boolean | null {
  const sure = findings.filter(({ truth }) => truth === true).length
  if (sure >= needed) return true
  return sure + findings.filter(({ truth }) => truth === null).length >= needed ? null : false
}

function joined(truth: boolean | null, inner: readonly Finding[]): Finding {
  const evidence: StatementEvidence[] = []
  const [reasons, leads, packs] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let adultAssumed = false
  for (const each of inner) {
    evidence.push(...each.evidence)
    adultAssumed ||= each.adultAssumed
    // What holds needs no excuse; what fails was decided by others.
    if (truth === null && each.truth === null) for (const reason of each.reasons) reasons.add(reason)
    if (each.truth !== true) continue
    for (const pack of each.packs) packs.add(pack)
    if (truth === true) for (const lead of each.leads) leads.add(lead)
  }
  return { truth, evidence, reasons: [...reasons], leads: [...leads], packs: [...packs], adultAssumed }
}

function ofRule(rule: string, rules: RulesSoFar, part: Part): Finding {
  const truth = rules.stands(rule)
  const reason = truth === null ? 'not-assessable' : null
  const line: StatementEvidence = {
    input: `rule.${rule}`,
    value: truth,
    unit: null,
    comparison: 'is',
    threshold: true,
    holds: truth,
    reason,
    part,
  }
  return { ...NOTHING, truth, evidence: [line], reasons: reason === null ? [] : [reason] }
}

function overLeads(
  condition: Extract<Condition, { leads: readonly string[] }>,
  facts: Facts,
  rules: RulesSoFar,
  part: Part,
): Finding {
  const inner = condition.leads.map((lead) => evaluate(keptInLead(condition.where, lead), facts, rules, part))
  const truths = inner.map(({ truth }) => truth)
  const chosen = condition.contiguous
    ? longestRun(truths, (truth) => truth === true)
    : truths.flatMap((truth, i) => (truth === true ? [i] : []))
  const possible = condition.contiguous
    ? longestRun(truths, (truth) => truth !== false)
    : truths.flatMap((truth, i) => (truth !== false ? [i] : []))
  const truth =
    chosen.length >= condition.atLeast ? true : possible.length >= condition.atLeast ? null : false
  const shown = truth === true ? inRuns(truths, condition) : truths.map((_, i) => i)
  const findings = shown.map((i) => inner[i]!)
  return { ...joined(truth, findings), leads: truth === true ? shown.map((i) => condition.leads[i]!) : [] }
}

/** Leads that hold and, where neighbours are asked for, stand in a run of enough. */
function inRuns(
  truths: readonly (boolean | null)[],
  { contiguous, atLeast }: { readonly contiguous: boolean; readonly atLeast: number },
): number[] {
  const holding = truths.flatMap((truth, i) => (truth === true ? [i] : []))
  if (!contiguous) return holding
  return holding.filter((i) => {
    let [from, to] = [i, i]
    while (truths[from - 1] === true) from--
    while (truths[to + 1] === true) to++
    return to - from + 1 >= atLeast
  })
}

function longestRun<T>(values: readonly T[], holds: (value: T) => boolean): number[] {
  let [best, run]: [number[], number[]] = [[], []]
  values.forEach((value, i) => {
    run = holds(value) ? [...run, i] : []
    if (run.length > best.length) best = run
  })
  return best
}

/** Conditions on one lead, written out once: rules are constants. */
const inLeadKept = new WeakMap<Condition, Map<string, Condition>>()

function keptInLead(condition: Condition, lead: string): Condition {
  const kept = inLeadKept.get(condition) ?? new Map<string, Condition>()
  inLeadKept.set(condition, kept)
  const own = kept.get(lead) ?? inLead(condition, lead)
  kept.set(lead, own)
  return own
}

function inLead(condition: Condition, lead: string): Condition {
  const name = (text: string) => text.replace('*', lead)
  if ('input' in condition) {
    const { threshold } = condition
    const own =
      typeof threshold === 'object' && 'limit' in threshold ? { limit: name(threshold.limit) } : threshold
    return { ...condition, input: name(condition.input), threshold: own }
  }
  if ('all' in condition) return { all: condition.all.map((each) => inLead(each, lead)) }
  if ('of' in condition) return { ...condition, of: condition.of.map((each) => inLead(each, lead)) }
  if ('not' in condition) return { not: inLead(condition.not, lead) }
  if ('ifTold' in condition) return { ifTold: inLead(condition.ifTold, lead) }
  return condition
}

function compared(
  { input, comparison, threshold }: Extract<Condition, { input: string }>,
  facts: Facts,
  part: Part,
): Finding {
  const fact = facts.fact(input)
  const at = thresholdsOf(threshold, facts)
  const verdicts = fact.value === null ? [] : at.values.map((value) => holds(fact.value!, comparison, value))
  const agreed = verdicts.length > 0 && verdicts.every((v) => v === verdicts[0])
  const truth = agreed ? verdicts[0]! : null
  const reason = fact.value === null ? fact.reason : truth === null ? at.reason : null
  const line: StatementEvidence = {
    input,
    value: fact.value,
    unit: fact.unit,
    comparison,
    threshold: (truth === true ? strictest(at.values, comparison) : at.values[0]) ?? false,
    holds: truth,
    reason,
    part,
  }
  return {
    ...NOTHING,
    truth,
    evidence: [line],
    reasons: reason === null ? [] : [reason],
    packs: fact.by === 'rules' ? [] : [fact.by],
    adultAssumed: at.adultAssumed,
  }
}

type Value = StatementEvidence['threshold']

function thresholdsOf(
  threshold: Threshold,
  facts: Facts,
): { readonly values: readonly Value[]; readonly reason: string | null; readonly adultAssumed: boolean } {
  if (typeof threshold !== 'object' || !('limit' in threshold)) {
    return { values: [threshold], reason: null, adultAssumed: false }
  }
  const { candidates, reason, adultAssumed } = facts.limit(threshold.limit)
  return { values: candidates, reason, adultAssumed }
}

/** Of several limits that all were passed the one that was hardest to pass. */
function strictest(values: readonly Value[], comparison: Comparison): Value | undefined {
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length < 2) return values[0]
  return comparison.startsWith('>') ? Math.max(...numbers) : Math.min(...numbers)
}

function holds(value: NonNullable<Fact['value']>, comparison: Comparison, threshold: Value): boolean {
  if (comparison === 'is') return value === threshold
  if (typeof value !== 'number') return false
  if (typeof threshold === 'object') return value >= threshold[0] && value <= threshold[1]
  if (typeof threshold !== 'number') return false
  switch (comparison) {
    case '<':
      return value < threshold
    case '<=':
      return value <= threshold
    case '>':
      return value > threshold
    case '>=':
      return value >= threshold
    case 'between':
      return false
  }
}
