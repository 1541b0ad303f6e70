import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { GateRefusal } from '@ci-kit/attestation/gate/verdict'
import type { FakeBundle, FakeSigstore } from './signing.ts'

/** A statement at the index that must not count, and why. */
export type Bad = {
  readonly name: string
  readonly refusal: GateRefusal
  /** Both sides, or what is wrong where there is but one. */
  readonly says: readonly string[]
  readonly policy?: Partial<Policy>
  /** Whether a good statement could not be good beside it, under its root or policy. */
  readonly standsAlone?: true
  /** The bundle, and the trusted root where it is another one. */
  make(from: Sigstores): Promise<{ readonly bundle: FakeBundle | string; readonly root?: object }>
}

/** One to trust, and one that nobody knows. */
export type Sigstores = { readonly own: FakeSigstore; readonly stranger: FakeSigstore }
