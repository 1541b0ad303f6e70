import { inParallel } from '@ci-kit/core/in-parallel'
import type { BundleSigner, SignedBundle } from './bundle-signer.ts'

/** More at a time would only meet the rate limits of the public log sooner. */
const AT_A_TIME = 4

/** Signs statements (JSON bytes), a few at a time; the answers are in their order. Ends with the first error. */
export const signAll = (
  signer: BundleSigner,
  statements: readonly Uint8Array[],
): Promise<readonly SignedBundle[]> =>
  inParallel(statements, AT_A_TIME, (statement) => signer.sign(statement))
