import { identityTokens, type TokenOptions } from '@ci-kit/attestation/sign/identity-token'
import { parseSigningConfig } from '@ci-kit/attestation/sign/signing-config'
import type { SigstoreInstance } from '@ci-kit/attestation/sign/sigstore-instance'
import { bundleSigner, type SignerOptions } from '@ci-kit/attestation/sign/sigstore-signer'
import { statementBytes } from '@ci-kit/attestation/sign/statement-document'
import { serve } from '@ci-kit/local-sigstore/http-service'
import type { SigningConfigOptions } from '@ci-kit/local-sigstore/signing-config'
import type { LocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import { skippingClock } from '../../../fakes/registry-client.ts'
import { bytesOf, PREDICATE_TYPE, SUBJECT } from '../bundles.ts'

/** Few attempts, so that tests end soon; waits are skipped anyway. */
export const LIMITS = { attempts: 4, totalMs: 60_000, requestMs: 10_000, idleMs: 10_000 }

export const STATEMENT = statementBytes({
  subjects: [{ name: 'app', digest: SUBJECT }],
  predicateType: PREDICATE_TYPE,
  predicate: { said: 'ü' },
})

export const EXPECTED = { subject: SUBJECT, predicateTypes: [PREDICATE_TYPE] }

/** The issuer and the identity of local-sigstore's default job. */
export const signedBy = ({ issuer }: LocalSigstore) => ({
  issuer,
  identity: 'https://github.com/org/app/.github/workflows/release.yml@refs/heads/main',
})

/** What a signer needs, with a log that is kept, secrets that are kept and waits that are skipped. */
export const equipment = (more: Partial<TokenOptions> = {}) => {
  const clock = skippingClock()
  const told: string[] = []
  const masked: string[] = []
  const options: TokenOptions = {
    transport: nodeTransport({ env: {} }),
    clock,
    random: () => 0.5,
    limits: LIMITS,
    log: { info: (text) => told.push(text), warning: (text) => told.push(`warning: ${text}`) },
    mask: (secret) => masked.push(secret),
    ...more,
  }
  return { clock, told, masked, options }
}

type Wanted = SigningConfigOptions &
  Partial<Pick<SignerOptions, 'onLogOutage' | 'signal' | 'limits' | 'transport'>> & {
    readonly instance?: Partial<SigstoreInstance>
  }

/** A signer as an action would have it, at a Sigstore on loopback. */
export const signingAt = (sigstore: LocalSigstore, wanted: Wanted = {}) => {
  const { log, timestamps, onLogOutage = 'fail', instance, ...more } = wanted
  const config = sigstore.signingConfig({
    ...(log && { log }),
    ...(timestamps === undefined ? {} : { timestamps }),
  })
  const services = { ...parseSigningConfig(bytesOf(config), new Date()), ...instance }
  const equipped = equipment(more)
  const tokens = identityTokens(sigstore.environment(), equipped.options)
  const signer = bundleSigner(services, tokens, { ...equipped.options, onLogOutage })
  return { ...equipped, signer, tokens }
}

export const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it worked',
    (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
  )

/** How often a service was asked. */
export const asked = ({ requests }: Pick<LocalSigstore, 'requests'>, name: string): number =>
  requests.filter(({ service }) => service === name).length

/** A URL at which nothing listens. */
export const deadUrl = async (): Promise<URL> => {
  const { url, close } = await serve(async () => ({ status: 500, body: '' }))
  await close()
  return new URL(url)
}
