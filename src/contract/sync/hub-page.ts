import * as v from 'valibot'
import { ROLES } from '#domain/record/kinds/staff.ts'
import { counted, hashText, idText, ms, shortText } from './bytes.ts'
import { HELD_REASONS } from './receipt.ts'

/*
 * What the pages of a hub keeper ask and are told, as JSON. Answers may grow: unknown fields are passed over.
 * Requests may not: an unknown field is refused. All but `me`, `sign-in` and `setup` need the session of a hub keeper.
 */

/**
 * Stands where a clinic's scope stands: the hub itself. No clinic can have this id (`idText`), and no certificate
 * carries it: whoever keeps the hub does so in a browser, signed in, never by a tablet's key.
 */
export const HUB_SCOPE = '*'

const scope = v.union([v.literal(HUB_SCOPE), idText])
const role = v.picklist(ROLES)
/** `keeper` goes with `*` alone, and `*` with `keeper`. */
const grants = v.pipe(v.array(v.object({ scope, role })), v.maxLength(64))
const why = v.pipe(v.string(), v.trim(), v.minLength(3), v.maxLength(500))
const optionalMs = v.nullable(ms)

/** `GET /api/me`: who this browser is, and what can be done before anybody is. */
export const me = v.object({
  hub: idText,
  hubName: v.string(),
  nowMs: ms,
  /** There is no account yet: `POST /api/setup` with the code from the terminal. */
  needsSetup: v.boolean(),
  /** Signing in at another house is set up: go to `/api/oidc/start?return=/…`. */
  oidc: v.boolean(),
  account: v.nullable(
    v.object({
      id: idText,
      login: v.string(),
      name: v.string(),
      grants,
      /** May see `/api/hub/*`. */
      keepsHub: v.boolean(),
      sessionEndsAtMs: ms,
    }),
  ),
})
export type Me = v.InferOutput<typeof me>

/** `GET /api/hub/status`; what is null is not known or was never done. */
export const hubStatus = v.object({
  hub: idText,
  hubName: v.string(),
  hubEpoch: idText,
  nowMs: ms,
  startedAtMs: ms,
  version: v.string(),
  build: v.string(),
  /** The oldest app that is given facts. */
  minVersion: v.string(),
  log: v.object({ size: counted, root: hashText, signedAtMs: optionalMs }),
  clinics: v.array(
    v.object({
      scope: idText,
      name: v.string(),
      people: counted,
      facts: counted,
      bytes: counted,
      devices: counted,
    }),
  ),
  storage: v.object({
    databaseBytes: counted,
    journalBytes: counted,
    segmentsBytes: v.nullable(counted),
    blobsBytes: v.nullable(counted),
    freeBytes: v.nullable(counted),
    totalBytes: v.nullable(counted),
  }),
  backups: v.object({
    lastAtMs: optionalMs,
    lastBytes: v.nullable(counted),
    lastFailedAtMs: optionalMs,
    /** A backup was opened again and its log compared. */
    lastRestoreTestAtMs: optionalMs,
    lastRestoreTestOk: v.nullable(v.boolean()),
    /** The store that runs now began from a backup of this time. */
    restoredFromAtMs: optionalMs,
  }),
  queues: v.object({
    heldFacts: counted,
    liveConnections: counted,
    openRooms: counted,
    unfinishedUploads: counted,
  }),
  /** The tablet that has waited longest with something that is not here. */
  oldestUnsent: v.nullable(v.object({ device: idText, sinceMs: ms, facts: counted })),
})
export type HubStatus = v.InferOutput<typeof hubStatus>

/** `GET /api/hub/devices` */
export const hubDevices = v.object({
  devices: v.array(
    v.object({
      device: idText,
      /** Null: no key of this tablet is certified; it may only deliver. */
      clinic: v.nullable(v.object({ scope: idText, name: v.string() })),
      lastSeenAtMs: optionalMs,
      app: v.string(),
      /** End of its own chain, as it said last, and as far as it is here. */
      saidSeq: counted,
      hereSeq: counted,
      /** Since when something of it is missing here. */
      behindSinceMs: optionalMs,
      /** Two tablets wrote under this id: a copied profile or a restored backup. */
      forked: v.boolean(),
      wipe: v.nullable(
        v.object({
          orderedAtMs: ms,
          why: v.string(),
          /** The order went out with an answer to it. */
          toldAtMs: optionalMs,
          /** It said that it erases itself now. */
          answeredAtMs: optionalMs,
        }),
      ),
      keys: v.array(
        v.object({
          key: idText,
          name: v.string(),
          grants,
          state: v.picklist(['known', 'lapsed', 'revoked']),
          notAfterMs: ms,
          revokedAtMs: optionalMs,
          revokedWhy: v.string(),
        }),
      ),
    }),
  ),
})
export type HubDevices = v.InferOutput<typeof hubDevices>

/** `POST /api/hub/revoke`: a key, or every key of a tablet. `wipe` asks the tablet to erase itself once nothing is unsent. */
export const revokeRequest = v.pipe(
  v.strictObject({
    key: v.optional(idText),
    device: v.optional(idText),
    why,
    wipe: v.optional(v.boolean(), false),
  }),
  v.check(({ key, device }) => (key === undefined) !== (device === undefined), 'a key or a device'),
)
export type RevokeRequest = v.InferInput<typeof revokeRequest>

/** `POST /api/wiped`, signed by any user of the tablet, right before it erases itself as it was asked to. */
export const deviceRequest = v.strictObject({ device: idText })

/** `GET /api/hub/clinics` */
export const hubClinics = v.object({
  clinics: v.array(v.object({ scope: idText, name: v.string(), createdAtMs: ms })),
})
export type HubClinics = v.InferOutput<typeof hubClinics>

const account = v.object({
  id: idText,
  login: v.string(),
  name: v.string(),
  grants,
  disabled: v.boolean(),
  hasPassword: v.boolean(),
  /** Signs in at another house. */
  oidc: v.boolean(),
  createdAtMs: ms,
  lastSignInAtMs: optionalMs,
  /** Too many wrong passwords: nobody gets in by this name before then. */
  lockedUntilMs: optionalMs,
})
export type HubAccount = v.InferOutput<typeof account>

/** `GET /api/hub/accounts` */
export const hubAccounts = v.object({ accounts: v.array(account) })
export type HubAccounts = v.InferOutput<typeof hubAccounts>

const login = v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(60), v.regex(/^[\p{L}\p{N}._@-]+$/u))
const personName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
const password = v.pipe(v.string(), v.maxLength(200))

/** `POST /api/hub/accounts`; answered with a `HubAccount`. */
export const newAccount = v.strictObject({
  login,
  name: personName,
  /** Left out: signs in at another house alone. */
  password: v.optional(password),
  /** `sub` of the OIDC provider. */
  oidcSubject: v.optional(v.pipe(shortText(255), v.minLength(1))),
  grants,
})
export type NewAccount = v.InferInput<typeof newAccount>

/** `POST /api/hub/accounts/<id>`; answered with a `HubAccount`. What is left out stays. */
export const accountChange = v.strictObject({
  name: v.optional(personName),
  password: v.optional(password),
  grants: v.optional(grants),
  disabled: v.optional(v.boolean()),
  /** Lets the next try pass at once. */
  unlock: v.optional(v.boolean()),
})
export type AccountChange = v.InferInput<typeof accountChange>

const invitation = v.object({
  id: idText,
  /** Null: the tablet brings its own clinic. */
  clinic: v.nullable(v.object({ scope: idText, name: v.string() })),
  role,
  madeBy: v.string(),
  madeAtMs: ms,
  expiresAtMs: ms,
  uses: counted,
  usesLeft: counted,
  state: v.picklist(['open', 'used', 'expired', 'withdrawn']),
})
export type HubInvitation = v.InferOutput<typeof invitation>

/** `GET /api/hub/invitations`; a day after their end they are gone. `POST /api/hub/invitations/<id>/withdraw` */
export const hubInvitations = v.object({ invitations: v.array(invitation) })
export type HubInvitations = v.InferOutput<typeof hubInvitations>

const INVITATION_HOURS_MAX = 7 * 24
/** `POST /api/hub/invitations`, and `POST /api/invitations` signed by a tablet (then of its own scopes). */
export const newInvitation = v.strictObject({
  scope: v.nullable(idText),
  role: v.picklist(ROLES.filter((each) => each !== 'keeper')),
  uses: v.optional(v.pipe(counted, v.minValue(1), v.maxValue(100)), 1),
  hours: v.optional(v.pipe(counted, v.minValue(1), v.maxValue(INVITATION_HOURS_MAX)), 24),
})
export type NewInvitation = v.InferInput<typeof newInvitation>

/** The text of the QR code is told this once. */
export const madeInvitation = v.object({ text: v.string(), invitation })
export type MadeInvitation = v.InferOutput<typeof madeInvitation>

/** `GET /api/hub/held`: the oldest 500, without what they say. */
export const hubHeld = v.object({
  held: v.array(
    v.object({
      id: hashText,
      why: v.picklist(HELD_REASONS),
      kind: v.nullable(v.string()),
      scope: v.nullable(idText),
      clinicName: v.nullable(v.string()),
      key: v.nullable(idText),
      authorName: v.nullable(v.string()),
      device: v.nullable(idText),
      /** Whose request brought it. */
      by: idText,
      receivedAtMs: ms,
      /** Its signature fits, so that a person may let it go on. */
      releasable: v.boolean(),
    }),
  ),
})
export type HubHeld = v.InferOutput<typeof hubHeld>

/** `POST /api/hub/held/release`; answered with `{ released }`. */
export const releaseRequest = v.strictObject({
  ids: v.pipe(v.array(hashText), v.minLength(1), v.maxLength(500)),
  why,
})
export type ReleaseRequest = v.InferInput<typeof releaseRequest>

export const NOTED = [
  'opened',
  'break-glass',
  'export',
  'enrolled',
  'certificate',
  'revoked',
  'account',
  'signed-in',
  'refused',
  'released',
  'room-frozen',
  'room-late',
  'blob',
  'backup',
  'restore',
  'fork',
  'erased',
] as const

/** `GET /api/hub/notes?what=&before=&limit=` (limit up to 200), newest first. */
export const hubNotes = v.object({
  notes: v.array(
    v.object({
      n: counted,
      what: v.picklist(NOTED),
      /** Key, `account:<id>`, or another word of the hub's. */
      by: v.nullable(v.string()),
      byName: v.nullable(v.string()),
      scope: v.nullable(v.string()),
      clinicName: v.nullable(v.string()),
      subject: v.nullable(v.string()),
      why: v.string(),
      atMs: ms,
    }),
  ),
})
export type HubNotes = v.InferOutput<typeof hubNotes>

/** `POST /api/sign-in`; answered with `Me`. `POST /api/sign-out` has no body. */
export const signInRequest = v.strictObject({ login: shortText(60), password: shortText(200) })
export type SignInRequest = v.InferInput<typeof signInRequest>

/** `POST /api/setup`; answered with `Me`, signed in. Refused for ever once there is an account. */
export const setupRequest = v.strictObject({ code: shortText(40), login, name: personName, password })
export type SetupRequest = v.InferInput<typeof setupRequest>

/** `POST /api/password`: one's own; every other session of the account ends. */
export const passwordRequest = v.strictObject({ old: shortText(200), password })
export type PasswordRequest = v.InferInput<typeof passwordRequest>

/** Parses an answer. @returns null for anything else */
export function readAnswer<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> | null {
  const parsed = v.safeParse(schema, json)
  return parsed.success ? parsed.output : null
}
