import { createRandom, type Random } from '../random.ts'
import { AT_PRECISIONS, atInstant, type At } from './at.ts'
import type {
  Decision,
  DeviceId,
  Fact,
  FactBody,
  FactHeader,
  FactId,
  ReasonCode,
  SubjectId,
  Verb,
} from './fact.ts'
import { observe, tick, type Hlc } from './hlc.ts'

/**
 * A made-up past of one person, by seed: tablets that part and meet, clocks years off, people who amend, refute, decide
 * and reconcile what they happen to see, facts of newer apps, erased bodies; then its arrival somewhere, shuffled and
 * doubled, sometimes with losses.
 */
export interface History {
  readonly subjects: readonly SubjectId[]
  /** Everything that arrives somewhere, once each. */
  readonly facts: readonly Fact[]
  /** The order of arrival, with repetitions. */
  readonly arrivals: readonly Fact[]
  /** What this version cannot understand, by how it was made. */
  readonly strange: ReadonlySet<FactId>
}

interface Tablet {
  readonly device: DeviceId
  readonly known: Fact[]
  readonly has: Set<FactId>
  readonly skewMs: number
  hlc: Hlc
  seq: number
  group: number
}

interface Past {
  readonly random: Random
  readonly tablets: readonly Tablet[]
  readonly facts: Fact[]
  readonly strange: Set<FactId>
  /** What these people write about: a few kinds much, or all of them a little. */
  readonly kinds: readonly string[]
  nowMs: number
}

const YEAR_MS = 365 * 86_400_000
const START_MS = 1_700_000_000_000

/** @param operations facts written, deliveries and partings together */
export function historyOf(seed: number, operations: number): History {
  const random = createRandom(seed, 'history')
  const tablets = Array.from({ length: 2 + index(random, 4) }, (_, i): Tablet => ({
    device: `tablet-${i}`,
    known: [],
    has: new Set(),
    skewMs:
      random.uniform() < 0.4 ? random.between(-5 * YEAR_MS, 5 * YEAR_MS) : random.between(-60_000, 60_000),
    hlc: { ms: 0, counter: 0 },
    seq: 0,
    group: 0,
  }))
  const past: Past = {
    random,
    tablets,
    facts: [],
    strange: new Set(),
    kinds: kindsOf(random),
    nowMs: START_MS,
  }
  for (let i = 0; i < operations; i++) {
    past.nowMs += random.uniform() < 0.1 ? random.between(0, 2e8) : random.between(0, 6e5)
    const act = random.uniform()
    if (act < 0.78) write(past, pick(random, tablets))
    else if (act < 0.95) deliver(past)
    else pick(random, tablets).group = index(random, 2)
  }
  const losses = random.uniform() < 0.3 ? 0.1 : 0
  const facts = past.facts.filter(() => random.uniform() >= losses)
  const doubled = facts.flatMap((fact) => (random.uniform() < 0.2 ? [fact, fact] : [fact]))
  return {
    subjects: random.uniform() < 0.5 ? ['person'] : ['person', 'linked'],
    facts,
    arrivals: shuffled(random, doubled),
    strange: past.strange,
  }
}

export function shuffled<T>(random: Random, given: readonly T[]): T[] {
  const out = [...given]
  for (let i = out.length - 1; i > 0; i--) {
    const j = index(random, i + 1)
    ;[out[i], out[j]] = [out[j] as T, out[i] as T]
  }
  return out
}

/** Two tablets of one side of the partition meet; the other gets all or some of what the first has. */
function deliver({ random, tablets, nowMs }: Past): void {
  const from = pick(random, tablets)
  const to = pick(
    random,
    tablets.filter(({ group }) => group === from.group),
  )
  const all = random.uniform() < 0.7
  for (const fact of from.known) {
    if (to.has.has(fact.id) || !(all || random.uniform() < 0.5)) continue
    to.known.push(fact)
    to.has.add(fact.id)
    to.hlc = observe(to.hlc, fact.header.hlc, nowMs + to.skewMs)
  }
}

function write(past: Past, tablet: Tablet): void {
  const { random } = past
  const luck = random.uniform()
  const verb: Verb =
    luck < 0.42 || tablet.known.length === 0
      ? 'assert'
      : luck < 0.6
        ? 'amend'
        : luck < 0.75
          ? 'retract'
          : luck < 0.92
            ? 'sign'
            : 'propose'
  const named = verb === 'assert' && random.uniform() < 0.8 ? [] : someFacts(random, tablet, verb)
  const like = named[0]?.header.kind ?? ''
  const kind = like in VALUES && random.uniform() < 0.95 ? like : pick(random, past.kinds)
  const seen = named.map(({ id }) => id)
  if (verb === 'propose' && random.uniform() < 0.5) seen.length = 0
  if (seen.length > 0 && random.uniform() < 0.03) seen.push(`never-arrives-${past.facts.length}`)
  const linkVerb = kind === 'link' && verb === 'assert' && random.uniform() < 0.7 ? 'link' : verb
  const made = linkVerb === 'retract' && kind === 'link' && random.uniform() < 0.7 ? 'unlink' : linkVerb
  commit(past, tablet, { kind, verb: made, refs: seen, body: bodyOf(random, kind, made) })
}

/** Mostly of one kind, mostly what stands; now and then anything. */
function someFacts(random: Random, { known }: Tablet, verb: Verb): Fact[] {
  if (known.length === 0) return []
  const proposed = known.filter(({ header }) => header.verb === 'propose')
  // The latest are decided by several people who do not know of each other.
  if (verb === 'sign' && proposed.length > 0 && random.uniform() < 0.5)
    return [pick(random, proposed.slice(-2))]
  if (random.uniform() < 0.1) return distinct(random, known, 1 + index(random, 4))
  const { kind } = pick(random, known).header
  const same = known.filter(({ header }) => header.kind === kind)
  if (random.uniform() < 0.25) return distinct(random, same, 1 + index(random, 3))
  const named = new Set(known.flatMap(({ header }) => header.refs))
  const open = same.filter(({ id }) => !named.has(id))
  return distinct(random, open.length > 0 ? open : same, 1 + index(random, 3))
}

function commit(
  past: Past,
  tablet: Tablet,
  said: { kind: string; verb: Verb; refs: FactId[]; body: FactBody },
): void {
  const { random } = past
  tablet.hlc = tick(tablet.hlc, Math.floor(past.nowMs + tablet.skewMs))
  const id =
    Array.from({ length: 4 }, () => random.uniform().toString(36).slice(2, 8)).join('') + past.facts.length
  const subject = random.uniform()
  const header: FactHeader = {
    v: 1,
    alg: 'Ed25519',
    key: `key-of-${tablet.device}`,
    device: tablet.device,
    seq: ++tablet.seq,
    prev: null,
    hlc: tablet.hlc,
    kind: said.kind,
    verb: said.verb,
    ...(subject < 0.02
      ? {}
      : { subject: subject < 0.04 ? 'stranger' : subject < 0.15 ? 'linked' : 'person' }),
    scope: 'clinic',
    ...(random.uniform() < 0.5 ? { act: `act-${index(random, 5)}` } : {}),
    refs: said.refs,
    at: clinicalTime(random, past.nowMs),
    bodyHash: '',
  }
  const fact = estranged(random, { id, header, body: random.uniform() < 0.02 ? null : said.body })
  if (fact.strange) past.strange.add(id)
  past.facts.push(fact.fact)
  tablet.known.push(fact.fact)
  tablet.has.add(id)
}

/** Now and then a fact of a newer app, or one whose body is no body of its kind. */
function estranged(random: Random, fact: Fact): { fact: Fact; strange: boolean } {
  const luck = random.uniform()
  if (luck < 0.01) return { strange: true, fact: { ...fact, header: { ...fact.header, kind: 'gene-panel' } } }
  if (luck < 0.02) return { strange: true, fact: { ...fact, header: { ...fact.header, v: 2 as 1 } } }
  if (luck < 0.03 && fact.body)
    return { strange: fact.header.verb !== 'unlink', fact: { ...fact, body: { value: 7 } } }
  return { strange: false, fact }
}

function clinicalTime(random: Random, nowMs: number): At {
  const precision = pick(random, AT_PRECISIONS)
  return atInstant(Math.floor(nowMs - random.between(0, 3e9)), 480, precision)
}

function bodyOf(random: Random, kind: string, verb: Verb): FactBody {
  const code: ReasonCode = pick(random, ['mistaken', 'refuted', 'wrong-person', 'other'])
  if (verb === 'retract' || verb === 'unlink') return { reason: { code, text: 'why' } }
  const value = VALUES[kind]!(random)
  const back = kind === 'task' && random.uniform() < 0.4
  if (verb === 'amend') return { value, ...(back ? { reason: { code: 'back', text: 'not yet' } } : {}) }
  if (verb !== 'sign') return { value, source: { origin: 'entered', by: '' } }
  const decision: Decision = pick(random, [
    'confirmed',
    'accepted',
    'accepted',
    'edited',
    'rejected',
    'rejected',
    'reconciled',
    'reconciled',
    'reconciled',
  ])
  const gives = decision === 'edited' || (decision === 'reconciled' && random.uniform() < 0.6)
  return { decision, ...(gives || random.uniform() < 0.03 ? { value } : {}) }
}

/** Few words, so that people speak of the same thing; letter case and width that make no difference. */
const SUBSTANCES = ['青霉素', 'penicillin', 'Penicillin', '头孢']
const VALUES: Readonly<Record<string, (random: Random) => unknown>> = {
  allergy: (r) =>
    r.uniform() < 0.2
      ? { is: 'none-known' }
      : {
          is: 'allergy',
          substance: { text: pick(r, SUBSTANCES) },
          ...(r.uniform() < 0.5 ? { severity: pick(r, ['mild', 'severe']) } : {}),
        },
  medication: (r) => ({
    drug: { text: pick(r, ['metformin', 'amlodipine']) },
    status: pick(r, ['active', 'stopped']),
    ...(r.uniform() < 0.5 ? { dose: { value: [pick(r, [500, 850]), 0], unit: 'mg' } } : {}),
  }),
  problem: (r) => ({
    condition: { code: pick(r, ['I10', 'E11']), text: pick(r, ['one', 'other']) },
    status: pick(r, ['active', 'resolved']),
  }),
  pregnancy: (r) => ({ status: pick(r, ['pregnant', 'not-pregnant', 'unknown']) }),
  'blood-group': (r) => ({ abo: pick(r, ['A', 'B', 'O']) }),
  consent: (r) => ({ purpose: pick(r, ['record', 'teaching']), given: r.uniform() < 0.5, by: 'person' }),
  identity: (r) => ({
    ...(r.uniform() < 0.7 ? { name: pick(r, ['王芳', '王方', '李娜']) } : {}),
    ...(r.uniform() < 0.5 ? { sex: pick(r, ['female', 'male']) } : {}),
    ...(r.uniform() < 0.5 ? { birthDate: pick(r, ['1968', '1968-03-01']) } : {}),
    ...(r.uniform() < 0.2 ? { otherNames: [pick(r, ['小芳', '阿芳'])] } : {}),
    ...(r.uniform() < 0.1 ? { deceased: r.uniform() < 0.5 } : {}),
  }),
  identifier: (r) => ({ system: 'citizen-id', value: pick(r, ['1', '2']) }),
  contact: (r) => ({
    ...(r.uniform() < 0.6 ? { phone: pick(r, ['130', '131', '132']) } : {}),
    ...(r.uniform() < 0.6 ? { village: pick(r, ['东村', '西村']) } : {}),
  }),
  link: (r) => ({ other: pick(r, ['linked', 'third']), same: r.uniform() < 0.7 }),
  tag: (r) => ({ tag: pick(r, ['diabetes', 'elderly', 'school']) }),
  stock: (r) => ({
    item: pick(r, ['vaccine', 'strip']),
    unit: pick(r, ['dose', '盒']),
    delta: [index(r, 200) - 100, -index(r, 3)],
  }),
  task: (r) => ({ title: 'recheck', state: pick(r, ['planned', 'started', 'done', 'verified']) }),
  vitals: (r) => ({ systolicMmHg: [100 + index(r, 80), 0], diastolicMmHg: [60 + index(r, 40), 0] }),
  dose: (r) => ({ drug: { text: 'adrenaline' }, dose: { value: [1 + index(r, 9), -1], unit: 'mg' } }),
}
const KIND_CHOICE = [
  ...Object.keys(VALUES),
  ...Array.from({ length: 5 }, () => 'allergy'),
  ...['medication', 'problem', 'stock', 'task', 'identity', 'contact', 'dose'],
]

function kindsOf(random: Random): readonly string[] {
  return random.uniform() < 0.4 ? KIND_CHOICE : distinct(random, KIND_CHOICE, 1 + index(random, 3))
}

function index(random: Random, below: number): number {
  return Math.floor(random.uniform() * below)
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[index(random, from.length)] as T
}

function distinct<T>(random: Random, from: readonly T[], count: number): T[] {
  return [...new Set(Array.from({ length: count }, () => pick(random, from)))]
}
