import type { Bad } from './bad-statement.ts'
import { type FakeBundle, rootWith, signed } from './signing.ts'

/** Without an entry of a log or a time that the root vouches for. */
export const BAD_TIMES: readonly Bad[] = [
  {
    name: 'a missing log entry',
    refusal: 'log',
    says: ['no entry', 'required'],
    make: async ({ own }) => ({
      bundle: await signed(own, { proof: { log: false, timestamp: true } }),
    }),
  },
  {
    name: 'the log entry of another signature',
    refusal: 'log',
    says: ['belongs to another signature'],
    make: async ({ own }) => {
      const [bundle, other] = await Promise.all([signed(own), signed(own)])
      return {
        bundle: withMaterial(bundle, { tlogEntries: other.verificationMaterial.tlogEntries }),
      }
    },
  },
  {
    name: 'an entry of a log that the root does not have',
    standsAlone: true,
    refusal: 'log',
    says: ['a transparency log of the trusted root'],
    make: async ({ own, stranger }) => ({
      bundle: await signed(own),
      root: rootWith(own.trustedRoot(), stranger.trustedRoot(), 'tlogs'),
    }),
  },
  {
    name: 'a missing timestamp',
    standsAlone: true,
    refusal: 'timestamp',
    says: ['time of signing', 'trusted root'],
    make: async ({ own }) => ({
      bundle: await signed(own, { proof: { log: false } }),
      root: own.trustedRoot({ log: false }),
    }),
  },
  {
    name: 'a timestamp of an authority that the root does not have',
    standsAlone: true,
    refusal: 'timestamp',
    says: ['time of signing', 'trusted root'],
    make: async ({ own, stranger }) => ({
      bundle: await signed(own, { proof: { log: false, timestamp: true } }),
      root: rootWith(
        own.trustedRoot({ log: false }),
        stranger.trustedRoot(),
        'timestampAuthorities',
      ),
    }),
  },
]

const withMaterial = (
  bundle: FakeBundle,
  change: Partial<FakeBundle['verificationMaterial']>,
): FakeBundle => ({
  ...bundle,
  verificationMaterial: { ...bundle.verificationMaterial, ...change },
})
