import type { SigstoreServices } from './sigstore-services.ts'

/** What a trusted root leaves out, and when its authority was valid. */
export type RootOptions = {
  readonly log?: false
  readonly certificateLog?: false
  readonly timestamps?: false
  readonly authorityValidFor?: { readonly start?: Date; readonly end?: Date }
}

/** The trusted root of these services, as trusted_root.json has it. */
export const trustedRootOf = (
  { authority, certificateLog, log, timestamps }: SigstoreServices,
  options: RootOptions = {},
) => ({
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  certificateAuthorities: [
    {
      subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
      uri: 'https://fulcio.test',
      certChain: { certificates: [{ rawBytes: base64(authority.rootCertificate) }] },
      validFor: { start: new Date(0), ...options.authorityValidFor },
    },
  ],
  tlogs: options.log === false ? [] : [logInstance(log.baseUrl, log.publicKey, log.keyId)],
  ctlogs:
    options.certificateLog === false
      ? []
      : [logInstance('https://ctfe.test', certificateLog.publicKey, certificateLog.logID)],
  timestampAuthorities:
    options.timestamps === false
      ? []
      : [
          {
            subject: { organization: 'sigstore.mock', commonName: 'tsa' },
            uri: 'https://timestamp.test',
            certChain: {
              certificates: [timestamps.intCertificate, timestamps.rootCertificate].map(
                (certificate) => ({ rawBytes: base64(certificate) }),
              ),
            },
            validFor: { start: new Date(0) },
          },
        ],
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

export const base64 = (bytes: ArrayBufferView): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
