import { once } from '@ci-kit/core/once'
import type { BundleSigner } from './bundle-signer.ts'
import type { IdentityTokens } from './identity-token.ts'
import type { Connection } from './services/service.ts'
import type { SigstoreInstance } from './sigstore-instance.ts'

export type SignerOptions = Connection & {
  /**
   * What an outage of the transparency log does: end with an error, or go on
   * with a timestamp alone where the instance has a timestamp authority.
   */
  readonly onLogOutage: 'fail' | 'timestamp'
}

/**
 * A signer by the services of a Sigstore. Everything that is signed within
 * five minutes has one key and one certificate. The libraries are loaded when
 * the first statement comes.
 */
export const bundleSigner = (
  instance: SigstoreInstance,
  tokens: IdentityTokens,
  options: SignerOptions,
): BundleSigner => {
  const signer = once(async () => {
    const { openSigner } = await import('./open-signer.ts')
    return openSigner(instance, tokens, options)
  })
  return { sign: async (statement) => (await signer()).sign(statement) }
}
