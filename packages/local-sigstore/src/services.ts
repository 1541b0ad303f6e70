import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  type CertificateAuthority,
  type CertificateLog,
  initializeCA,
  initializeCTLog,
  initializeTSA,
  type TimestampAuthority,
} from './mock-parts.ts'
import { type TransparencyLog, transparencyLog } from './rekor-log.ts'

/** The authorities of one Sigstore, with keys of their own. */
export type SigstoreServices = {
  readonly authority: CertificateAuthority
  readonly certificateLog: CertificateLog
  /** As Rekor's version 1. */
  readonly log: TransparencyLog
  /** As Rekor's version 2. */
  readonly tiledLog: TransparencyLog
  readonly timestamps: TimestampAuthority
}

/** Times that are other than now, for what has expired or was made too early. */
export type Clocks = { readonly certificate?: Date; readonly log?: Date; readonly timestamp?: Date }

/** Where the logs are reached; their checkpoints and the trusted root name it. */
export type LogUrls = { readonly log: string; readonly tiledLog: string }

export type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject }

export const keyPair = (namedCurve: 'P-256' | 'P-384' = 'P-256'): KeyPair =>
  generateKeyPairSync('ec', { namedCurve })

const NOWHERE: LogUrls = { log: 'https://rekor.test', tiledLog: 'https://log.test' }

/** Makes keys and root certificates; takes some 50 ms. */
export const sigstoreServices = async (
  clocks: Clocks = {},
  urls: LogUrls = NOWHERE,
): Promise<SigstoreServices> => {
  const certificateLog = await initializeCTLog(keyPair(), clocks.certificate)
  const logOf = (baseUrl: string, version: 1 | 2) =>
    transparencyLog({ baseUrl, version, keys: keyPair(), clock: clocks.log })
  return {
    certificateLog,
    authority: await initializeCA(keyPair('P-384'), certificateLog, clocks.certificate),
    log: logOf(urls.log, 1),
    tiledLog: logOf(urls.tiledLog, 2),
    timestamps: await timestampAuthority(clocks.timestamp),
  }
}

/** Its times have no fractions: verifiers read a fraction only when it does not end in a zero. */
const timestampAuthority = async (clock: Date | undefined): Promise<TimestampAuthority> => {
  const authority = await initializeTSA(keyPair('P-384'), clock)
  authority.getCurrentTime = () => {
    const milliseconds = (clock ?? new Date()).getTime()
    return new Date(milliseconds - (milliseconds % 1_000))
  }
  const described = authority.tstInfo.bind(authority)
  // It encodes numbers of 31 bits only, and clients compare what they sent.
  authority.tstInfo = (request) => {
    const info = described(request)
    if (request.nonceBytes !== undefined) info.nonce.valueBlock.valueHexView = request.nonceBytes
    return info
  }
  return authority
}
