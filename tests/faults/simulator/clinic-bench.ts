import { PASSPHRASE, PLAN, TestTablet } from '#data/keeper/keeper.fixture.ts'
import type { Keeper, NewPerson } from '#data/keeper/keeper.ts'
import type { Network } from '#data/keeper/network.ts'
import type { FactDraft } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { Outcome } from '#domain/problem.ts'
import { HubBench } from './hub-bench.ts'

export interface Seat {
  readonly tablet: TestTablet
  keeper: Keeper
}

/** A clinic with tablets and the real hub. */
export class ClinicBench {
  readonly hub: HubBench
  readonly #tablets: TestTablet[] = []

  private constructor(hub: HubBench) {
    this.hub = hub
  }

  static async open(): Promise<ClinicBench> {
    return new ClinicBench(await HubBench.open())
  }

  async end(): Promise<void> {
    for (const tablet of this.#tablets) await tablet.running.end()
    await this.hub.end()
  }

  tablet(line: Network | null = this.hub.line()): TestTablet {
    const tablet = new TestTablet()
    tablet.network = line
    this.#tablets.push(tablet)
    return tablet
  }

  /** The first tablet of a clinic, which brings it to the hub. */
  async founder(line?: Network, role: Exclude<Role, 'keeper'> = 'nurse'): Promise<Seat> {
    const tablet = this.tablet(line)
    const keeper = await tablet.start()
    valueOf(await keeper.createClinic({ ...PLAN, user: { ...PLAN.user, role } }))
    valueOf(await keeper.replica.enrol(await this.hub.invite(null, role)))
    return { tablet, keeper }
  }

  async joiner(
    of: Seat,
    name = '李军',
    line?: Network,
    role: Exclude<Role, 'keeper'> = 'clinician',
  ): Promise<Seat> {
    const tablet = this.tablet(line)
    const keeper = await tablet.start()
    const text = await this.hub.invite(scopeOf(of), role)
    valueOf(await keeper.replica.join(text, { name, label: name, role, passphrase: PASSPHRASE }))
    return { tablet, keeper }
  }
}

export const SHI: NewPerson = {
  identity: { name: '石建国', sex: 'male', birthDate: '1968-03-01' },
  identifiers: [{ system: 'citizen-id', value: '430102196803010011' }],
  contact: { phone: '13800001234' },
}

export const allergy = (subject: string, text = '磺胺'): FactDraft => ({
  kind: 'allergy',
  verb: 'assert',
  subject,
  body: { value: { is: 'allergy', substance: { text } } },
})

export const vitals = (subject: string, systolic = 148): FactDraft => ({
  kind: 'vitals',
  verb: 'assert',
  subject,
  body: { value: { systolicMmHg: [systolic, 0], diastolicMmHg: [92, 0] } },
})

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value
}

export const dbOf = ({ tablet }: Seat) => tablet.running.room.ground.db
export const scopeOf = ({ tablet }: Seat) => tablet.running.room.ground.session!.scope
export const sync = async ({ keeper }: Seat) => valueOf(await keeper.replica.syncNow())

export async function chartOf({ keeper }: Seat, subject: string) {
  return valueOf(await keeper.chart(subject)).chart
}

export async function register({ keeper }: Seat, name = '石建国'): Promise<string> {
  const person = { ...SHI, identity: { ...SHI.identity, name }, identifiers: [] }
  return valueOf(await keeper.register(person)).subject
}

/** Ends the keeper and opens the clinic again, as a reload of the page does. */
export async function reopened(seat: Seat): Promise<void> {
  seat.keeper = await seat.tablet.start()
  const [user] = (await seat.keeper.state()).users
  valueOf(await seat.keeper.unlock(user!.key, { passphrase: PASSPHRASE }))
}

export async function idsOf(seat: Seat): Promise<string[]> {
  return (await dbOf(seat).facts.toArray()).map(({ id }) => id).sort()
}
