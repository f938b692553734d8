import type { Statement } from '../chart.ts'
import type { Fact, FactId, SubjectId } from '../fact.ts'
import { key, later, latest, memo, revision, understood } from './words.fixture.ts'

/** What README.md calls statements, values, heads, covering and peace, each from its definition. */
export type Told = ReturnType<typeof tell>
export type View = ReturnType<Told['view']>

export function tell(given: readonly Fact[], subjects: readonly SubjectId[]) {
  const all = [...new Map(given.map((f) => [f.id, f])).values()].filter((f) =>
    subjects.includes(f.header.subject ?? ''),
  )
  const facts = all.filter(understood)
  const get = memo((id: FactId) => facts.find((f) => f.id === id))

  const verb = (f: Fact) => f.header.verb
  const signedValue = (f: Fact) =>
    verb(f) === 'sign' &&
    ['edited', 'reconciled'].includes(f.body?.decision ?? '') &&
    f.body?.value !== undefined
  const partial = (kind: string) => kind === 'identity' || kind === 'contact'
  const starts = (f: Fact) =>
    ['assert', 'propose', 'link'].includes(verb(f)) || (verb(f) === 'amend' && partial(f.header.kind))
  const valued = (f: Fact) => starts(f) || verb(f) === 'amend' || signedValue(f)
  const undecided = (f: Fact) =>
    verb(f) === 'propose' || (verb(f) === 'amend' && f.header.kind === 'identity')
  const valueOf = (f: Fact) => f.body?.value ?? null
  const home: (id: FactId) => FactId | null = memo((id) => {
    const f = get(id)
    if (!f || !valued(f)) return null
    if (starts(f)) return id
    const homes = f.header.refs.map((ref) => home(ref)).filter((h) => h !== null)
    const fits = homes.find((h) => {
      const origin = get(h)!
      return origin.header.kind === f.header.kind && (!partial(origin.header.kind) || undecided(origin))
    })
    return fits ?? id
  })
  const members = memo((s: FactId) => facts.filter((f) => home(f.id) === s))
  const holds: (id: FactId) => boolean = memo((id) =>
    facts.every((r) => !(verb(r) === 'retract' && r.header.refs.includes(id) && holds(r.id))),
  )
  /** What a value replaced, directly or through others, in its statement. */
  const replaced: (id: FactId) => readonly FactId[] = memo((id) =>
    get(id)!.header.refs.flatMap((ref) =>
      home(ref) !== null && home(ref) === home(id) ? [ref, ...replaced(ref)] : [],
    ),
  )
  const named = memo((id: FactId) => [id, ...replaced(id)].flatMap((each) => get(each)!.header.refs))
  const touches = (f: Fact, s: FactId) => f.header.refs.some((ref) => home(ref) === s)
  const covers = (f: Fact, value: FactId) =>
    f.header.refs.some((ref) => ref === value || (home(ref) !== null && replaced(ref).includes(value)))
  const peaceful = (a: FactId, b: FactId) =>
    facts.some(
      (f) =>
        verb(f) === 'sign' &&
        f.body?.decision === 'reconciled' &&
        !signedValue(f) &&
        holds(f.id) &&
        f.header.refs.includes(a) &&
        f.header.refs.includes(b),
    )

  const view = memo((s: FactId) => {
    const origin = get(s)!
    const { kind } = origin.header
    const values = members(s)
    const heads = values.filter((a) => !values.some((b) => b.header.refs.includes(a.id)))
    const about = facts.filter((f) => touches(f, s))
    const withdrawals = about.filter(
      (f) => (verb(f) === 'retract' || (verb(f) === 'unlink' && kind === 'link')) && holds(f.id),
    )
    const signs = facts.filter(
      (f) =>
        verb(f) === 'sign' &&
        f.body !== null &&
        (touches(f, s) || home(f.id) === s) &&
        (signedValue(f) || holds(f.id)),
    )
    const replacing = signs.filter(
      (f) =>
        signedValue(f) &&
        f.body?.decision === 'reconciled' &&
        home(f.id) !== s &&
        f.header.kind === kind &&
        !partial(kind),
    )
    const decisions = signs.filter(
      (f) => undecided(origin) && (['accepted', 'rejected'].includes(f.body!.decision!) || home(f.id) === s),
    )
    const open = decisions.filter((a) => !decisions.some((b) => b.header.refs.includes(a.id)))
    const accepts = open.filter((f) => f.body!.decision !== 'rejected')
    const rejects = open.filter((f) => f.body!.decision === 'rejected')
    const endings = [...withdrawals, ...replacing, ...(accepts.length === 0 ? rejects : [])]
    const live = heads.filter((head) => !endings.some((f) => covers(f, head.id)))
    const shown = (live.length > 0 ? live : heads).toSorted(
      (a, b) => Number(valueOf(b) !== null) - Number(valueOf(a) !== null) || later(b, a),
    )
    const [current] = shown as [Fact]
    const ended = live.length > 0 ? [] : [withdrawals, replacing, rejects].find((some) => some.length > 0)!
    const standing =
      valueOf(current) === null
        ? 'erased'
        : live.length > 0
          ? undecided(origin) && accepts.length === 0
            ? 'proposed'
            : 'stands'
          : ended === withdrawals
            ? 'retracted'
            : ended === replacing
              ? 'reconciled'
              : 'rejected'
    const by = [...ended].sort(later)[0]
    const statement: Statement<unknown> = {
      id: s,
      kind,
      current: revision(current),
      standing,
      rivals: live
        .filter((f) => f !== current)
        .sort(later)
        .map(revision),
      history: [origin, ...values.filter((f) => f !== origin).sort(later)].map(revision),
      ...(by && { ended: { by: by.id, ...by.body?.reason, at: by.header.at, key: by.header.key } }),
      signedBy: signs
        .sort(later)
        .map((f) => ({ id: f.id, key: f.header.key, decision: f.body!.decision!, at: f.header.at })),
    }
    const bare = live.filter((f) => valueOf(f) !== null)
    const rivals =
      kind !== 'task' && bare.some((a) => bare.some((b) => key(valueOf(a)) !== key(valueOf(b)))) ? bare : []
    const unseen = live.flatMap((head) =>
      [...withdrawals, ...replacing]
        .filter((f) => !named(head.id).includes(f.id) && !peaceful(head.id, f.id))
        .flatMap((f) => [head, f]),
    )
    const torn = accepts.length > 0 && rejects.length > 0 ? [...live, ...accepts, ...rejects] : []
    const disputed =
      live.length > 0 && (!undecided(origin) || accepts.length > 0) ? [...rivals, ...unseen, ...torn] : []
    return { id: s, origin, kind, values, live, current, accepts, statement, disputed }
  })

  const views = [...new Set(facts.map((f) => home(f.id)))].filter((s) => s !== null).map(view)
  const of = (kind: string) => views.filter((each) => each.kind === kind).sort(latest)
  const standing = (kind: string) => of(kind).filter(({ statement }) => statement.standing === 'stands')
  return {
    all,
    facts,
    views,
    view,
    of,
    standing,
    verb,
    valueOf,
    valued,
    signedValue,
    undecided,
    named,
    covers,
    peaceful,
  }
}
