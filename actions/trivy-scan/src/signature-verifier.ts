import { join, resolve } from 'node:path'
import { publicTrustSource } from '@ci-kit/attestation/public-trust-source'
import { fileTrustSource, type TrustSource } from '@ci-kit/attestation/trust-source'
import { bundleVerifier, type Verifier } from '@ci-kit/attestation/verifier'

export type TrustRequest = {
  /** Input `trusted-root`, relative to the workspace; '' for the public instance. */
  readonly trustedRoot: string
  /** Absolute path. */
  readonly workspace: string
  /** Absolute path of a folder of this step alone: keys that are found in it are believed. */
  readonly privateFolder: string
}

/**
 * Verifies what is signed: releases of trivy, and documents at images. The
 * trusted root is read or fetched once, when the first signature comes; until
 * then neither network nor libraries are needed.
 */
export const signatureVerifier = (request: TrustRequest): Verifier =>
  bundleVerifier(trustSource(request))

const trustSource = ({ trustedRoot, workspace, privateFolder }: TrustRequest): TrustSource =>
  trustedRoot === ''
    ? publicTrustSource({ cacheFolder: join(privateFolder, 'sigstore') })
    : fileTrustSource(resolve(workspace, trustedRoot))
