import type { Verb } from '../record/fact.ts'
import type { Role } from '../record/kinds/staff.ts'

/**
 * What a role may do within a scope (DESIGN section 3). Own rules of this house: they follow from who answers for what,
 * a student proposes and a person decides.
 */
interface Rights {
  /** Facts of the scope come to the tablet. */
  readonly reads: boolean
  /** all: every verb. propose: for a person to decide. none: reads only. */
  readonly writes: 'all' | 'propose' | 'none'
  /** Signs a `staff` fact that others trust: a colleague on the tablet. */
  readonly vouches: boolean
  /** Sets what holds for the whole clinic, such as its limits of critical values. */
  readonly administers: boolean
  /** Rooms: writes together with others. */
  readonly writesInRooms: boolean
  /** Reads of a person of another clinic in an emergency, with a reason. */
  readonly breaksGlass: boolean
}

const RIGHTS: Readonly<Record<Role, Rights>> = {
  clinician: {
    reads: true,
    writes: 'all',
    vouches: true,
    administers: true,
    writesInRooms: true,
    breaksGlass: true,
  },
  nurse: {
    reads: true,
    writes: 'all',
    vouches: true,
    administers: true,
    writesInRooms: true,
    breaksGlass: true,
  },
  specialist: {
    reads: true,
    writes: 'all',
    vouches: true,
    administers: true,
    writesInRooms: true,
    breaksGlass: true,
  },
  screener: {
    reads: true,
    writes: 'all',
    vouches: false,
    administers: false,
    writesInRooms: true,
    breaksGlass: false,
  },
  teacher: {
    reads: true,
    writes: 'propose',
    vouches: false,
    administers: false,
    writesInRooms: true,
    breaksGlass: false,
  },
  student: {
    reads: true,
    writes: 'propose',
    vouches: false,
    administers: false,
    writesInRooms: false,
    breaksGlass: false,
  },
  // Runs the hub; what is in the charts is no business of whoever keeps the machine.
  keeper: {
    reads: false,
    writes: 'none',
    vouches: false,
    administers: false,
    writesInRooms: false,
    breaksGlass: false,
  },
}

export function rightsOf(role: Role): Rights {
  return RIGHTS[role]
}

/** Kinds by which a clinic keeps itself: a key names its user, a chart was opened. Every role may state them. */
const OWN_BOOKS: ReadonlySet<string> = new Set(['access'])

export function mayWrite(role: Role, kind: string, verb: Verb): boolean {
  const { writes, vouches, administers } = RIGHTS[role]
  if (kind === 'staff') return vouches
  if (kind === 'clinic-setting') return administers
  if (OWN_BOOKS.has(kind)) return true
  return writes === 'all' || (writes === 'propose' && verb === 'propose')
}

/**
 * Roles that somebody who vouches may give a colleague. A nurse runs many a clinic and lets its doctor in; who speaks as a
 * specialist for others is said by a doctor or the hub, and nobody makes hub keepers this way.
 */
export function mayVouchFor(role: Role, given: Role): boolean {
  if (!RIGHTS[role].vouches || given === 'keeper') return false
  return role === 'clinician' || role === 'specialist' || given !== 'specialist'
}
