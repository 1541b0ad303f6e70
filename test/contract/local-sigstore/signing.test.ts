import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { describe, expect, test } from '@jest/globals'
import { rekor, signed, signedBy, timestamps, verified } from './signing.ts'

const IDENTITY = 'https://github.com/org/app/.github/workflows/release.yml@refs/heads/main'

const proofs = [
  { by: 'a log of version 1', witnesses: (s: LocalSigstore) => [rekor(s, 1)], log: 1 },
  {
    by: 'a log of version 2',
    witnesses: (s: LocalSigstore) => [rekor(s, 2), timestamps(s)],
    log: 1,
  },
  { by: 'a timestamp alone', witnesses: (s: LocalSigstore) => [timestamps(s)], log: 0 },
]

describe('a statement signed through the local Sigstore', () => {
  test.each(proofs)('verifies with $by', async ({ witnesses, log }) => {
    const sigstore = await startLocalSigstore()
    try {
      const thresholds = { log, timestamp: 1 }
      for (const _again of [1, 2, 3]) {
        const bundle = await signed(sigstore, witnesses(sigstore))
        expect(verified(bundle, sigstore.trustedRoot(), thresholds)).toBe(IDENTITY)
      }
    } finally {
      await sigstore.close()
    }
  })

  test.each([1, 2, 'none'] as const)(
    'verifies when a config named its services, log: %s',
    async (log) => {
      const sigstore = await startLocalSigstore()
      try {
        const bundle = await signedBy(sigstore, sigstore.signingConfig({ log }))
        const thresholds = { log: log === 'none' ? 0 : 1, timestamp: 1 }
        expect(verified(bundle, sigstore.trustedRoot(), thresholds)).toBe(IDENTITY)
      } finally {
        await sigstore.close()
      }
    },
  )
})
