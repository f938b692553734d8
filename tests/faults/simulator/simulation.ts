import { PASSPHRASE } from '#data/keeper/keeper.fixture.ts'
import type { Fact, FactId, SubjectId } from '#domain/record/fact.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { createRandom, type Random } from '#domain/random.ts'
import {
  allergy,
  ClinicBench,
  dbOf,
  idsOf,
  register,
  scopeOf,
  valueOf,
  vitals,
  type Seat,
} from './clinic-bench.ts'
import { FaultLine } from './fault-line.ts'
import { releaseHeld } from './hub-keeper.ts'
import { copyTablet } from './tablet-copy.ts'
import { differenceLines, heldLines } from './telling.ts'

const HOUR_MS = 3600_000
const TEN_YEARS_MS = 3650 * 24 * HOUR_MS
const STEPS = 60
const HEALING_MAX = 12

interface Place extends Seat {
  readonly line: FaultLine
  /** What its clock is wrong by. */
  skewMs: number
  /** Its clock was never wrong: nobody else's may have moved it. */
  wasRight: boolean
}

/** What was promised to somebody: it was answered as kept. */
interface Kept {
  readonly id: FactId
  readonly subject: SubjectId
  readonly allergy: string | null
}

/**
 * A week of a clinic with three tablets (and copies, and one that is erased), their hub on its disk, and lines and clocks
 * that fail; all of it the real code, and every choice drawn from one seed.
 */
export class Simulation {
  readonly #random: Random
  readonly #bench: ClinicBench
  readonly #places: Place[] = []
  readonly #kept = new Map<FactId, Kept>()
  readonly #subjects: SubjectId[] = []
  #nowMs: number
  #backup: string | null = null

  #scope = ''
  #people = 0
  /** What happened, for whoever has to find out why. */
  readonly story: string[] = []

  private constructor(seed: number, bench: ClinicBench) {
    this.#random = createRandom(seed, 'sync-simulator')
    this.#bench = bench
    this.#nowMs = bench.hub.clock.nowMs
  }

  /** Runs it and throws where an invariant does not hold. */
  static async run(seed: number): Promise<readonly string[]> {
    const bench = await ClinicBench.open()
    const simulation = new Simulation(seed, bench)
    try {
      await simulation.#week()
      await simulation.#heal()
      await simulation.#release()
      await simulation.#check()
      return simulation.story
    } catch (cause) {
      simulation.story.push(...(await heldLines(bench.hub.hub, simulation.#places).catch(() => [])))
      throw new Error(`seed ${seed}: ${(cause as Error).message}\n${simulation.story.join('\n')}`, { cause })
    } finally {
      await bench.end()
    }
  }

  async #week(): Promise<void> {
    const first = this.#newLine()
    this.#places.push({ ...(await this.#bench.founder(first)), line: first, skewMs: 0, wasRight: true })
    this.#scope = scopeOf(this.#places[0]!)
    for (let i = 0; i < 2; i++) await this.#join()
    for (const place of this.#places) place.line.trouble = 0.35
    for (let step = 0; step < STEPS; step++) {
      await this.#pass(this.#random.between(0.2, 5) * HOUR_MS)
      await this.#step()
    }
  }

  async #step(): Promise<void> {
    const chance = this.#random.uniform()
    const place = this.#pick(this.#places)
    if (chance < 0.45) return this.#write(place)
    if (chance < 0.7) return this.#syncSome()
    if (chance < 0.78) return this.#part(place)
    if (chance < 0.82) return this.#restart(place)
    if (chance < 0.87) return this.#moveClock(place)
    if (chance < 0.92) return this.#killHub()
    if (chance < 0.95) return this.#backUpOrRestore()
    if (chance < 0.97) return this.#copy(place)
    if (chance < 0.985) return this.#eraseTablet(place)
    return this.#eraseHub()
  }

  async #write(place: Place): Promise<void> {
    const { keeper } = place
    if (this.#subjects.length === 0 || this.#random.uniform() < 0.15) {
      const subject = await register(place, `人${this.#people++}`).catch(() => null)
      if (subject) {
        this.#subjects.push(subject)
        await this.#promise(place, subject)
      }
      return this.#tell(place, `registers ${subject}`)
    }
    const subject = this.#pick(this.#subjects)
    const known = await keeper.chart(subject)
    if (!known.ok) return
    const substance = this.#random.uniform() < 0.5 ? `物质${this.#kept.size}` : null
    const draft = substance ? allergy(subject, substance) : vitals(subject, 90 + (this.#kept.size % 90))
    const written = await keeper.write([draft])
    // A lease that is over by a clock that is wrong: said, and nothing was promised.
    if (!written.ok) return this.#tell(place, `is refused: ${written.problem.code}`)
    for (const id of written.value.facts) this.#kept.set(id, { id, subject, allergy: substance })
    this.#tell(place, `writes ${substance ?? 'vitals'}`)
  }

  async #promise(place: Place, subject: SubjectId): Promise<void> {
    for (const { id } of await dbOf(place).facts.where('subject').equals(subject).toArray())
      this.#kept.set(id, { id, subject, allergy: null })
  }

  /** Several at once, so that their requests cross; what fails is tried later, as on a tablet. */
  async #syncSome(): Promise<void> {
    const some = this.#places.filter(() => this.#random.uniform() < 0.7)
    const ended = await Promise.all(some.map(({ keeper }) => keeper.replica.syncNow()))
    for (const [i, place] of some.entries()) {
      const end = ended[i]!
      this.#tell(place, end.ok ? 'meets the hub' : `fails: ${end.problem.code}`)
    }
    await this.#checkReceipts()
    await this.#checkAlive()
  }

  #part(place: Place): void {
    place.line.parted = !place.line.parted
    this.#tell(place, place.line.parted ? 'is cut off' : 'is back')
  }

  /** The keeper ends in the middle of a round and starts anew. */
  async #restart(place: Place): Promise<void> {
    const round = place.keeper.replica.syncNow().catch(() => undefined)
    for (let turns = Math.floor(this.#random.between(0, 12)); turns > 0; turns--)
      await new Promise((resolve) => setImmediate(resolve))
    place.keeper = await place.tablet.start()
    await round
    await this.#unlock(place)
    this.#tell(place, 'restarts')
  }

  async #unlock(place: Place): Promise<void> {
    const [user] = (await place.keeper.state()).users
    valueOf(await place.keeper.unlock(user!.key, { passphrase: PASSPHRASE }))
  }

  async #moveClock(place: Place): Promise<void> {
    const wrong = place.skewMs === 0
    place.skewMs = wrong ? (this.#random.uniform() < 0.5 ? 1 : -1) * TEN_YEARS_MS : 0
    place.wasRight = false
    await this.#pass(0)
    this.#tell(
      place,
      wrong ? `has a clock of ${new Date(place.tablet.nowMs).getFullYear()}` : 'has the right time',
    )
  }

  async #killHub(): Promise<void> {
    this.story.push('the hub is killed, and comes back')
    const rounds = Promise.all(this.#places.map(({ keeper }) => keeper.replica.syncNow()))
    for (let turns = Math.floor(this.#random.between(0, 30)); turns > 0; turns--)
      await new Promise((resolve) => setImmediate(resolve))
    await this.#bench.hub.kill()
    await rounds
    await this.#bench.hub.start()
    await this.#checkReceipts()
  }

  async #backUpOrRestore(): Promise<void> {
    if (this.#backup === null) {
      this.#backup = await this.#bench.hub.backup()
      this.story.push('the hub is backed up')
      return
    }
    const backup = this.#backup
    this.#backup = null
    this.story.push('the hub is restored from its backup')
    await this.#destroy(() => this.#bench.hub.restore(backup))
  }

  async #copy(place: Place): Promise<void> {
    if (this.#places.length > 4) return
    const line = this.#newLine()
    line.trouble = 0.35
    const tablet = this.#bench.tablet(line)
    await copyTablet(place.tablet, tablet)
    const keeper = await tablet.start()
    const copy: Place = { ...place, tablet, keeper, line }
    this.#places.push(copy)
    await this.#unlock(copy)
    this.#tell(place, 'is copied')
  }

  async #eraseTablet(place: Place): Promise<void> {
    // Somebody must be left who can fill the hub again.
    if (this.#places.length < 3 || place === this.#places[0]) return
    this.#tell(place, 'is erased')
    await this.#destroy(async () => {
      await place.keeper.wipe()
      this.#places.splice(this.#places.indexOf(place), 1)
    })

    await this.#join().catch(() => undefined)
  }

  async #eraseHub(): Promise<void> {
    this.story.push('the hub is erased')
    await this.#destroy(() => this.#bench.hub.erase())
    this.#backup = null
  }

  /** A disk is gone. What lay on it alone is lost to everybody, and was nowhere else by the rules; all else must be left. */
  async #destroy(act: () => Promise<void>): Promise<void> {
    await this.#checkAlive()
    await act()
    const alive = await this.#alive()
    for (const id of this.#kept.keys()) if (!alive.has(id)) this.#kept.delete(id)
  }

  /** What was answered as kept is on a tablet or at the hub. */
  async #checkAlive(): Promise<void> {
    const alive = await this.#alive()
    for (const id of this.#kept.keys())
      if (!alive.has(id)) throw new Error('something that was kept is nowhere')
  }

  async #alive(): Promise<ReadonlySet<FactId>> {
    const { store } = this.#bench.hub.hub
    const lacking = new Set(await store.facts.lacking([...this.#kept.keys()]))
    const atHub = [...this.#kept.keys()].filter((id) => !lacking.has(id))
    const onTablets = await Promise.all(this.#places.map((place) => idsOf(place)))
    return new Set([...atHub, ...onTablets.flat()])
  }

  async #join(): Promise<void> {
    const line = this.#newLine()
    if (!this.#bench.hub.hub.people.clinic(this.#scope)) return
    const seat = await this.#bench.joiner(this.#places[0]!, `同事${this.#people++}`, line)
    seat.tablet.nowMs = this.#nowMs
    line.trouble = 0.35
    this.#places.push({ ...seat, line, skewMs: 0, wasRight: true })
  }

  #newLine(): FaultLine {
    return new FaultLine(this.#bench.hub.line(), this.#random)
  }

  async #pass(ms: number): Promise<void> {
    this.#nowMs += Math.round(ms)
    this.#bench.hub.clock.nowMs = this.#nowMs
    for (const place of this.#places) {
      place.tablet.nowMs = this.#nowMs + place.skewMs
      // Somebody works on each of them: what locked by itself is opened again.
      await place.keeper.touch()
      if ((await place.keeper.state()).phase === 'locked') await this.#unlock(place)
    }
  }

  /** The week is over: lines hold, clocks are right, everybody who is a stranger scans the code. */
  async #heal(): Promise<void> {
    for (const place of this.#places) {
      place.line.parted = false
      place.line.trouble = 0
      place.skewMs = 0
    }
    for (let round = 0; round < HEALING_MAX; round++) {
      await this.#pass(HOUR_MS)
      let troubles = 0
      for (const place of this.#places) {
        const end = await place.keeper.replica.syncNow()
        if (end.ok) continue
        troubles++
        this.#tell(place, `heals: ${end.problem.code}`)
        if (end.problem.code !== 'hub-stranger') continue
        const isKnown = this.#bench.hub.hub.people.clinic(this.#scope) !== null
        valueOf(await place.keeper.replica.enrol(await this.#bench.hub.invite(isKnown ? this.#scope : null)))
      }
      const counts = await Promise.all(this.#places.map((place) => dbOf(place).facts.count()))
      if (troubles === 0 && round > 2 && new Set(counts).size === 1) return
    }
  }

  /** A hub keeper looks at what is held; then everybody comes by once more. */
  async #release(): Promise<void> {
    const before = await this.#bench.hub.hub.store.facts.heldCounts()
    if (Object.keys(before).length === 0) return
    const nobodys = await releaseHeld(this.#bench.hub.hub, this.#places)
    this.story.push(`the keeper releases what is held; ${nobodys.length} are of nobody known`)
    // They lay on a disk that is gone, and at a hub that had not taken them.
    for (const id of nobodys) this.#kept.delete(id)
    await this.#heal()
  }

  /** Receipted ⇒ present at the hub that signed it. */
  async #checkReceipts(): Promise<void> {
    const { store } = this.#bench.hub.hub
    for (const place of this.#places) {
      const hub = (await dbOf(place).meta.get('hub')) as { hubEpoch: string }
      // What an earlier hub receipted is offered to the new one when the tablet meets it.
      if (hub.hubEpoch !== store.hubEpoch) continue
      const rows = await dbOf(place).facts.where('unsent').equals(0).toArray()
      const lacking = await store.facts.lacking(rows.map(({ id }) => id))
      if (lacking.length > 0) throw new Error(`the hub lacks ${lacking.length} that it receipted`)
    }
  }

  async #check(): Promise<void> {
    await this.#checkReceipts()
    const { store } = this.#bench.hub.hub
    const page = await store.facts.page(this.#scope, 0, { facts: 100_000, bytes: 1e9 })
    const inLog = page.facts.map(({ id }) => id)
    expectSame(inLog.length, new Set(inLog).size, 'something is at the hub twice')
    for (const id of this.#kept.keys())
      if (!inLog.includes(id)) throw new Error('something that was kept is not in the log of the hub')
    const fault = await store.log.verify()
    if (fault) throw new Error(`the hub's log does not verify: ${fault.what}`)
    for (const place of this.#places) await this.#checkPlace(place, inLog)
    await this.#checkCharts()
  }

  async #checkPlace(place: Place, inLog: readonly FactId[]): Promise<void> {
    const here = await idsOf(place)
    expectSame(here.length, new Set(here).size, 'something is here twice')
    const missing = inLog.filter((id) => !here.includes(id))
    const more = here.filter((id) => !inLog.includes(id))
    expectSame(missing.length, 0, `a tablet lacks ${missing.length} of ${inLog.length}`)
    expectSame(more.length, 0, `the hub lacks ${more.length} of a tablet`)
    const state = await place.keeper.replica.state()
    expectSame(state.unsent, 0, `something is unsent (${state.problem?.code})`)
    expectSame(state.historyBroken, false, 'a history is said to be broken')
    const { device } = (await dbOf(place).meta.get('device')) as { device: string }
    if (this.#bench.hub.hub.people.isForked(device))
      throw new Error('a copied tablet wrote on under one device')
    const { hlc } = (await dbOf(place).meta.get('chain')) as { hlc: { ms: number } }
    if (place.wasRight && hlc.ms > this.#nowMs + HOUR_MS) throw new Error('a wrong clock has moved another')
  }

  /** Same facts ⇒ same chart, to the byte; and no allergy is missing in it. */
  async #checkCharts(): Promise<void> {
    for (const subject of this.#subjects) {
      const facts = await Promise.all(this.#places.map((place) => this.#factsAbout(place, subject)))
      const charts = facts.map((each) => JSON.stringify(foldFacts(each, [subject])))
      if (new Set(charts).size > 1) this.story.push(...(await differenceLines(this.#places, subject, facts)))
      expectSame(new Set(charts).size, 1, 'tablets show different charts of one person')
      for (const kept of this.#kept.values())
        if (kept.subject === subject && kept.allergy && !charts[0]!.includes(`"${kept.allergy}"`))
          throw new Error('an allergy is lost')
    }
  }

  #factsAbout({ tablet }: Place, subject: SubjectId): Promise<Fact[]> {
    const { log, ground } = tablet.running.room
    return log.about(ground.session!, [subject])
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random.uniform() * from.length)]!
  }

  #tell(place: Place, what: string): void {
    this.story.push(`${this.#places.indexOf(place)} ${what}`)
  }
}

function expectSame(found: unknown, wanted: unknown, otherwise: string): void {
  if (found !== wanted) throw new Error(`${otherwise} (${String(found)} for ${String(wanted)})`)
}
