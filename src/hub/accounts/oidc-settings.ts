import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { ROLES } from '#domain/record/kinds/staff.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { HUB_SCOPE } from '#contract/sync/hub-page.ts'
import { idText } from '#contract/sync/bytes.ts'
import type { Grant } from '#contract/sync/certificate.ts'
import { areSound } from './account-book.ts'

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/
/** Whoever can read the line to the provider could be anybody. */
const protectedUrl = v.pipe(
  v.string(),
  v.url(),
  v.check((url) => url.startsWith('https://') || LOCAL.test(url), 'https'),
)
const grant = v.object({ scope: v.union([v.literal(HUB_SCOPE), idText]), role: v.picklist(ROLES) })

const shape = v.strictObject({
  issuer: protectedUrl,
  clientId: v.pipe(v.string(), v.minLength(1)),
  /** Left out: a public client, PKCE alone. */
  clientSecret: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** Where browsers reach this hub; `<origin>/api/oidc/callback` is what the provider is told. */
  origin: v.optional(v.pipe(protectedUrl, v.regex(/^https?:\/\/[^/]+$/))),
  /** Asked for besides `openid profile`, where the role claim needs one. */
  scope: v.optional(v.pipe(v.string(), v.regex(/^[\w.:/ -]*$/)), ''),
  /** The claim that says what somebody may; left out: the hub keeps the rights of each account itself. */
  roleClaim: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** What each value of that claim stands for. */
  roles: v.optional(v.record(v.string(), v.array(grant)), {}),
})

export type OidcSettings = Omit<v.InferOutput<typeof shape>, 'origin'> & { readonly origin: string }

/**
 * Key `oidc` of `hub.json` in the data folder.
 * @returns null where there is none; `oidc-settings` (details.why)
 */
export function readOidcSettings(folder: string, hubOrigin: string | null): Outcome<OidcSettings | null> {
  const path = join(folder, 'hub.json')
  if (!existsSync(path)) return good(null)
  let given: unknown
  try {
    given = (JSON.parse(readFileSync(path, 'utf8')) as { oidc?: unknown }).oidc
  } catch {
    return wrong('it is no JSON')
  }
  if (given === undefined) return good(null)
  const parsed = v.safeParse(shape, given)
  if (!parsed.success) return wrong(`"oidc.${v.getDotPath(parsed.issues[0]) ?? ''}" cannot stand there`)
  const origin = parsed.output.origin ?? hubOrigin
  if (!origin) return wrong('"origin" is missing')
  return good({ ...parsed.output, origin })
}

/** @param claims of the ID token. @returns null: the hub keeps the rights itself */
export function grantsBy(
  { roleClaim, roles }: Pick<OidcSettings, 'roleClaim' | 'roles'>,
  claims: Readonly<Record<string, unknown>>,
): readonly Grant[] | null {
  if (roleClaim === undefined) return null
  const said = claims[roleClaim]
  const values = Array.isArray(said) ? said : [said]
  const found = new Map<string, Grant>()
  for (const value of values)
    if (typeof value === 'string' && Object.hasOwn(roles, value))
      for (const each of roles[value]!) if (!found.has(each.scope)) found.set(each.scope, each)
  const grants = [...found.values()]
  return areSound(grants) ? grants : []
}

function wrong(why: string) {
  return bad(
    'oidc-settings',
    `Signing in at another house is switched off: ${why} (hub.json).`,
    'Mend "oidc" in hub.json of the data folder, then start the hub again.',
    { why },
  )
}
