import { base64 } from './digests.ts'
import type { SigstoreServices } from './services.ts'

/** What a trusted root leaves out, and when its authority was valid. */
export type RootOptions = {
  /** No log at all, or only the one of this version. */
  readonly log?: false | 1 | 2
  readonly certificateLog?: false
  readonly timestamps?: false
  readonly authorityValidFor?: { readonly start?: Date; readonly end?: Date }
}

/** The trusted root of these services, as trusted_root.json has it. */
export const trustedRootOf = (services: SigstoreServices, options: RootOptions = {}) => ({
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  certificateAuthorities: [
    {
      subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
      uri: 'https://fulcio.test',
      certChain: { certificates: [{ rawBytes: base64(services.authority.rootCertificate) }] },
      validFor: { start: new Date(0), ...options.authorityValidFor },
    },
  ],
  tlogs: logsOf(services, options.log).map(({ baseUrl, publicKey, keyId }) =>
    logInstance(baseUrl, publicKey, keyId),
  ),
  ctlogs: options.certificateLog === false ? [] : [certificateLogOf(services)],
  timestampAuthorities: options.timestamps === false ? [] : [timestampAuthorityOf(services)],
})

const logsOf = ({ log, tiledLog }: SigstoreServices, wanted: RootOptions['log']) => {
  if (wanted === undefined) return [log, tiledLog]
  if (wanted === false) return []
  return wanted === 1 ? [log] : [tiledLog]
}

const certificateLogOf = ({ certificateLog: { publicKey, logID } }: SigstoreServices) =>
  logInstance('https://ctfe.test', publicKey, logID)

const timestampAuthorityOf = ({ timestamps }: SigstoreServices) => ({
  subject: { organization: 'sigstore.mock', commonName: 'tsa' },
  uri: 'https://timestamp.test',
  certChain: {
    certificates: [timestamps.intCertificate, timestamps.rootCertificate].map((certificate) => ({
      rawBytes: base64(certificate),
    })),
  },
  validFor: { start: new Date(0) },
})

const logInstance = (baseUrl: string, publicKey: Uint8Array, keyId: ArrayBufferView) => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  publicKey: {
    rawBytes: base64(publicKey),
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    validFor: { start: new Date(0) },
  },
  logId: { keyId: base64(keyId) },
})
