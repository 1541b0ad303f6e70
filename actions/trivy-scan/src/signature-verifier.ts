import { join, resolve } from 'node:path'
import { fileRoots } from '@ci-kit/attestation/trust/root-files'
import type { RootSource } from '@ci-kit/attestation/trust/root-source'
import { PUBLIC_REPOSITORY, tufRoots } from '@ci-kit/attestation/trust/tuf-root'
import { bundleVerifier, type Verifier } from '@ci-kit/attestation/verify/verifier'
import type { Log } from '@ci-kit/core/log'

export type TrustRequest = {
  /** Input `trusted-root`, relative to the workspace; '' for the public instance. */
  readonly trustedRoot: string
  /** Absolute path. */
  readonly workspace: string
  /** Absolute path of a folder of this step alone: keys that are found in it are believed. */
  readonly privateFolder: string
  readonly log: Pick<Log, 'notice'>
}

/**
 * Verifies what is signed: releases of trivy, and documents at images. The
 * trusted root is read or fetched once, when the first signature comes; until
 * then neither network nor libraries are needed.
 */
export const signatureVerifier = (request: TrustRequest): Verifier =>
  bundleVerifier(rootsOf(request))

const rootsOf = ({ trustedRoot, workspace, privateFolder, log }: TrustRequest): RootSource =>
  trustedRoot === ''
    ? tufRoots('sigstore public', PUBLIC_REPOSITORY, {
        cacheFolder: join(privateFolder, 'sigstore'),
      })
    : fileRoots([resolve(workspace, trustedRoot)], log)
