import * as v from 'valibot'
import {
  accountChange,
  newAccount,
  newInvitation,
  type HubAccount,
  type HubClinics,
  type HubStatus,
  type MadeInvitation,
} from '#contract/sync/hub-page.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { Hub } from '../hub.ts'
import { verifies } from '../hub-keys.ts'
import type { LogFault } from '../store/store.ts'
import type { BackupReport } from './backups.ts'

/** In the log: who did it stood at the machine itself. */
const BY = 'terminal'

const firstKeeper = v.strictObject({ login: v.string(), name: v.string(), password: v.string() })

/** What the command line can ask, and what it is told. */
export interface AdminAnswers {
  readonly status: HubStatus
  /** Null: somebody keeps this hub already. */
  readonly 'setup-code': string | null
  readonly accounts: readonly HubAccount[]
  readonly 'first-keeper': HubAccount
  readonly 'add-account': HubAccount
  readonly 'change-account': HubAccount
  readonly clinics: HubClinics['clinics']
  readonly invite: MadeInvitation
  readonly backup: BackupReport
  readonly verify: { readonly ok: boolean; readonly entries: number; readonly fault: LogFault | null }
}

type Actions = Readonly<Record<keyof AdminAnswers, (given: unknown) => Promise<Outcome<unknown>>>>

export function adminActions(hub: Hub): Actions {
  const { people, store, keys } = hub
  return {
    status: async () => good(await hub.status()),
    'setup-code': async () => good(people.setupCode()),
    accounts: async () => good(people.accounts()),
    'first-keeper': (given) =>
      parsed(firstKeeper, given, ({ login, name, password }) =>
        people.createFirstKeeper(login, name, password),
      ),
    'add-account': (given) => parsed(newAccount, given, (account) => people.addAccount(account, BY)),
    'change-account': (given) =>
      parsed(v.strictObject({ account: v.string(), change: accountChange }), given, ({ account, change }) =>
        people.changeAccount(account, change, BY),
      ),
    clinics: async () => good(people.clinics()),
    invite: (given) => parsed(newInvitation, given, (invitation) => people.invite(invitation, BY)),
    backup: (given) => parsed(v.strictObject({ to: v.string() }), given, ({ to }) => hub.backups.make(to)),
    async verify() {
      const { size: entries } = await store.log.head()
      const fault = await store.log.verify(null, ({ payload, signature }) =>
        verifies(keys.signingKey, signature, payload),
      )
      return good({ ok: fault === null, entries, fault })
    },
  }
}

async function parsed<S extends v.GenericSchema>(
  schema: S,
  given: unknown,
  act: (value: v.InferOutput<S>) => Promise<Outcome<unknown>>,
): Promise<Outcome<unknown>> {
  const found = v.safeParse(schema, given)
  if (found.success) return act(found.output)
  const [issue] = found.issues
  const field = issue.path?.map(({ key }) => String(key)).join('.') ?? ''
  return bad('admin-field', `"${field}" cannot be this.`, 'Look at hinterland hub --help.', { field })
}
