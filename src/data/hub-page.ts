import * as v from 'valibot'
import {
  hubAccounts,
  hubClinics,
  hubDevices,
  hubHeld,
  hubInvitations,
  hubNotes,
  hubStatus,
  madeInvitation,
  me,
  readAnswer,
  type AccountChange,
  type HubAccounts,
  type HubClinics,
  type HubDevices,
  type HubHeld,
  type HubInvitations,
  type HubNotes,
  type HubStatus,
  type MadeInvitation,
  type Me,
  type NewAccount,
  type NewInvitation,
  type PasswordRequest,
  type ReleaseRequest,
  type RevokeRequest,
  type SetupRequest,
  type SignInRequest,
} from '#contract/sync/hub-page.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'

/** A hub that does not answer in this time is said to be away. */
const ANSWER_WITHIN_MS = 20_000

const problem = v.object({
  code: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/)),
  message: v.pipe(v.string(), v.maxLength(500)),
  cure: v.pipe(v.string(), v.maxLength(500)),
  details: v.optional(v.record(v.string(), v.union([v.string(), v.number()])), {}),
})
const nothing = v.unknown()

/** What the page of a hub keeper asks the hub of its own origin; a browser's session says who asks. */
export const hubPage = {
  me: (): Promise<Outcome<Me>> => ask(me, '/api/me'),
  setUp: (with_: SetupRequest): Promise<Outcome<Me>> => ask(me, '/api/setup', with_),
  signIn: (as: SignInRequest): Promise<Outcome<Me>> => ask(me, '/api/sign-in', as),
  signOut: (): Promise<Outcome<unknown>> => ask(nothing, '/api/sign-out', {}),
  changePassword: (to: PasswordRequest): Promise<Outcome<unknown>> => ask(nothing, '/api/password', to),
  status: (): Promise<Outcome<HubStatus>> => ask(hubStatus, '/api/hub/status'),
  clinics: (): Promise<Outcome<HubClinics>> => ask(hubClinics, '/api/hub/clinics'),
  devices: (): Promise<Outcome<HubDevices>> => ask(hubDevices, '/api/hub/devices'),
  revoke: (what: RevokeRequest): Promise<Outcome<unknown>> => ask(nothing, '/api/hub/revoke', what),
  accounts: (): Promise<Outcome<HubAccounts>> => ask(hubAccounts, '/api/hub/accounts'),
  addAccount: (account: NewAccount): Promise<Outcome<unknown>> => ask(nothing, '/api/hub/accounts', account),
  changeAccount: (id: string, change: AccountChange): Promise<Outcome<unknown>> =>
    ask(nothing, `/api/hub/accounts/${encodeURIComponent(id)}`, change),
  invitations: (): Promise<Outcome<HubInvitations>> => ask(hubInvitations, '/api/hub/invitations'),
  invite: (given: NewInvitation): Promise<Outcome<MadeInvitation>> =>
    ask(madeInvitation, '/api/hub/invitations', given),
  withdrawInvitation: (id: string): Promise<Outcome<unknown>> =>
    ask(nothing, `/api/hub/invitations/${encodeURIComponent(id)}/withdraw`, {}),
  held: (): Promise<Outcome<HubHeld>> => ask(hubHeld, '/api/hub/held'),
  release: (what: ReleaseRequest): Promise<Outcome<unknown>> => ask(nothing, '/api/hub/held/release', what),
  /** @param before the number of the oldest note that is shown; null: the newest */
  notes: (before: number | null, limit: number): Promise<Outcome<HubNotes>> =>
    ask(hubNotes, `/api/hub/notes?limit=${limit}${before === null ? '' : `&before=${before}`}`),
}

/** Signing in at another house: the whole page goes there and comes back. @param back a path of this app */
export const oidcStart = (back: string) => `/api/oidc/start?return=${encodeURIComponent(back)}`

/** Why the other house sent somebody back, out of `?sign-in=…`. */
const SIGN_IN_CODES = [
  'oidc-refused',
  'oidc-unreachable',
  'account-unknown',
  'account-disabled',
  'needs-https',
]

/** @returns null where nothing was refused, or by a word that is none of ours */
export function signInProblem(code: string | null): Problem | null {
  if (code === null || !SIGN_IN_CODES.includes(code)) return null
  return {
    code,
    message: 'The sign-in was not taken.',
    cure: 'Try again, or ask whoever keeps the hub.',
    details: {},
  }
}

/**
 * @param body what is posted as JSON; left out: a question
 * Problems: `hub-page-away`, `hub-page-none`, `hub-page-answer`, and what the hub itself refuses with
 */
async function ask<S extends v.GenericSchema>(
  schema: S,
  path: string,
  body?: unknown,
): Promise<Outcome<v.InferOutput<S>>> {
  const answer = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    cache: 'no-store',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch(() => null)
  if (!answer) return bad('hub-page-away', 'The hub does not answer.', 'Check the network, then ask again.')
  const json: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) {
    const parsed = readAnswer(schema, json)
    return parsed === null ? notUnderstood() : good(parsed)
  }
  const refused = v.safeParse(problem, json)
  if (!refused.success) return answer.status === 404 ? noHub() : notUnderstood()
  if (refused.output.code === 'no-such-address' && path === '/api/me') return noHub()
  return { ok: false, problem: refused.output satisfies Problem }
}

const noHub = () =>
  bad(
    'hub-page-none',
    'There is no hub at this address: it serves the app alone.',
    'Open the app at the address of the hub.',
  )

const notUnderstood = () =>
  bad(
    'hub-page-answer',
    'The answer of the hub cannot be read.',
    'The page and the hub are of two versions: load the page again.',
  )

/** Who this browser is at the hub of its origin. @returns null where no hub answers */
export async function askMe(): Promise<Me | null> {
  const answered = await hubPage.me()
  return answered.ok ? answered.value : null
}
