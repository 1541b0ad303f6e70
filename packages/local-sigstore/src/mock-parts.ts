import { createRequire } from 'node:module'
import type { KeyPair } from './services.ts'

/** Signs promises to log certificates. */
export type CertificateLog = { readonly publicKey: Buffer; readonly logID: ArrayBufferView }

/** Issues certificates for ten minutes from its clock on. */
export type CertificateAuthority = {
  readonly rootCertificate: ArrayBufferView
  issueCertificate(options: {
    publicKey: ArrayBufferView
    subjectAltName: string
    extensions?: { oid: string; value: string; legacy?: boolean }[]
  }): Promise<ArrayBufferView>
}

/** Makes RFC 3161 timestamps. */
export type TimestampAuthority = {
  readonly rootCertificate: ArrayBufferView
  readonly intCertificate: ArrayBufferView
  getCurrentTime: () => Date
  tstInfo: (request: TimestampRequest) => TimestampInfo
  timestamp(request: TimestampRequest): Promise<ArrayBufferView>
}

export type TimestampRequest = {
  readonly artifactHash: Buffer
  readonly hashAlgorithmOID: string
  /** Of 31 bits at the most; for others see `nonceBytes`. */
  readonly nonce: number
  /** Comes instead of `nonce`: an integer in DER, big-endian. */
  readonly nonceBytes?: Uint8Array | undefined
  readonly policyOID: string
  readonly certReq?: boolean
}

/** What is signed of a timestamp. */
export type TimestampInfo = { nonce: { valueBlock: { valueHexView: Uint8Array } } }

type Mock = {
  initializeCTLog(keys: KeyPair, clock?: Date): Promise<CertificateLog>
  initializeCA(keys: KeyPair, log?: CertificateLog, clock?: Date): Promise<CertificateAuthority>
  initializeTSA(keys: KeyPair, clock?: Date): Promise<TimestampAuthority>
}

const require = createRequire(import.meta.url)

// Required, not imported: its types need those of a browser. Not by its entry, which patches node:http.
const ctlog: Pick<Mock, 'initializeCTLog'> = require('@sigstore/mock/dist/fulcio/ctlog.js')
const ca: Pick<Mock, 'initializeCA'> = require('@sigstore/mock/dist/fulcio/ca.js')
const tsa: Pick<Mock, 'initializeTSA'> = require('@sigstore/mock/dist/timestamp/tsa.js')

export const { initializeCTLog } = ctlog
export const { initializeCA } = ca
export const { initializeTSA } = tsa
