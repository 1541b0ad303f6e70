import { isObject } from '@ci-kit/core/json'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import type { Policy } from './policy.ts'

/** Names a policy by what it asks for, however it was written: the digest of its JSON with sorted members and no white space. */
export const policyDigest = (policy: Policy): Digest =>
  digestOf(Buffer.from(JSON.stringify(policy, sorted)))

const sorted = (_name: string, value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value
