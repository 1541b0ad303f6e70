import type { BundleSigner, SignedBundle } from '@ci-kit/attestation/sign/bundle-signer'
import { signAll } from '@ci-kit/attestation/sign/sign-all'
import { statementBytes } from '@ci-kit/attestation/sign/statement-document'
import type { FoundStatement, Reuse } from './plan/reuse.ts'
import type { ReadyStatement } from './store/stored.ts'

/** A statement with its bundle, and what became of the look for an earlier one. */
export type Ready = ReadyStatement & { readonly reuse: Reuse }

/** Signs what no earlier statement stands for; the answers are in the order of the plan. */
export const signMissing = async (
  reuses: readonly Reuse[],
  signer: BundleSigner,
): Promise<readonly Ready[]> => {
  const missing = reuses.filter(({ existing }) => existing === undefined)
  const bundles = await signAll(
    signer,
    missing.map(({ planned }) => statementBytes(planned.statement)),
  )
  const signed = new Map(missing.map((reuse, at) => [reuse, bundles[at]]))
  return reuses.flatMap((reuse) => {
    const { planned, existing } = reuse
    const bundle = existing === undefined ? signed.get(reuse) : bundleOf(existing)
    return bundle === undefined
      ? []
      : [{ planned, signed: bundle, reused: existing !== undefined, reuse }]
  })
}

const bundleOf = ({ bundle, verified }: FoundStatement): SignedBundle => ({
  bundle,
  logIndices: verified.logIndices,
  proof: verified.proof,
  logOutage: undefined,
})
