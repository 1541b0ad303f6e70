import { UserError } from '@ci-kit/core/errors'
import { choice, type InputReader, lines } from '@ci-kit/core/inputs'
import type { ChosenTrust } from './chosen-roots.ts'

/** Reads what the signatures are checked against. Throws {@link UserError} for files beside what they replace. */
export const trust = (from: InputReader): ChosenTrust => {
  const inputs: ChosenTrust = {
    sigstore: choice(from, 'sigstore', ['auto', 'public', 'github']),
    trustedRoots: [...new Set(lines(from, 'trusted-root'))],
    refresh: choice(from, 'refresh', ['auto', 'never', 'always']),
  }
  if (inputs.trustedRoots.length === 0) return inputs
  const surplus = [
    inputs.sigstore === 'auto' ? undefined : ['sigstore', inputs.sigstore],
    inputs.refresh === 'always' ? ['refresh', inputs.refresh] : undefined,
  ].find((each) => each !== undefined)
  if (surplus === undefined) return inputs
  throw new UserError(
    `Inputs 'trusted-root' and '${surplus[0]}' ('${surplus[1]}') are both set, and only the files would count. Leave one of the two out.`,
  )
}
