import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type TransparencyLog, transparencyLog } from './sigstore-log.ts'
import {
  type CertificateAuthority,
  type CertificateLog,
  initializeCA,
  initializeCTLog,
  initializeTSA,
  type TimestampAuthority,
} from './sigstore-mock.ts'

/** The authorities of one Sigstore, with keys of their own. */
export type SigstoreServices = {
  readonly authority: CertificateAuthority
  readonly certificateLog: CertificateLog
  readonly log: TransparencyLog
  readonly timestamps: TimestampAuthority
}

/** Times that are other than now, for what has expired or was made too early. */
export type Clocks = { readonly certificate?: Date; readonly log?: Date; readonly timestamp?: Date }

export type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject }

export const keyPair = (namedCurve: 'P-256' | 'P-384' = 'P-256'): KeyPair =>
  generateKeyPairSync('ec', { namedCurve })

/** Makes keys and root certificates; takes some 50 ms. */
export const sigstoreServices = async (clocks: Clocks = {}): Promise<SigstoreServices> => {
  const certificateLog = await initializeCTLog(keyPair(), clocks.certificate)
  return {
    certificateLog,
    authority: await initializeCA(keyPair('P-384'), certificateLog, clocks.certificate),
    log: transparencyLog('https://rekor.test', keyPair(), clocks.log),
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
  return authority
}
