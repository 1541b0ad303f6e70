import type { Bad } from './bad-statement.ts'
import {
  fakeSigstore,
  rootWith,
  signed,
  withMoreExtensions,
  withoutCertificateLog,
} from './signing.ts'

const HOUR = 3_600_000

const twice = (what: string, oid: string, value: string, legacy?: boolean): Bad => ({
  name: `a certificate that tells ${what} twice`,
  refusal: 'certificate',
  says: ['or more than one'],
  make: async ({ own }) => ({
    bundle: await signed(
      withMoreExtensions(own, { oid, value, ...(legacy !== undefined && { legacy }) }),
    ),
  }),
})

/** With a certificate that the root does not vouch for, or used at a time that cannot be. */
export const BAD_CERTIFICATES: readonly Bad[] = [
  twice('its names', '2.5.29.17', '0\r\u0006\u000bhttps://a.b', true),
  twice('its issuer', '1.3.6.1.4.1.57264.1.8', 'https://token.evil.test'),
  twice('its source repository', '1.3.6.1.4.1.57264.1.12', 'https://github.com/evil/app'),
  {
    name: 'a certificate of another authority',
    standsAlone: true,
    refusal: 'certificate',
    says: ['an authority of the trusted root'],
    make: async ({ stranger, own }) => ({
      bundle: await signed(stranger),
      root: rootWith(stranger.trustedRoot(), own.trustedRoot(), 'certificateAuthorities'),
    }),
  },
  {
    name: 'everything from a stranger',
    refusal: 'certificate',
    says: ['an authority of the trusted root'],
    make: async ({ stranger }) => ({ bundle: await signed(stranger) }),
  },
  {
    name: 'a certificate that had expired when it was used',
    standsAlone: true,
    refusal: 'certificate',
    says: ['not valid when it was used'],
    make: async () => {
      const late = await fakeSigstore({ log: new Date(Date.now() + HOUR) })
      return { bundle: await signed(late), root: late.trustedRoot() }
    },
  },
  {
    name: 'a certificate authority whose time is over',
    standsAlone: true,
    refusal: 'certificate',
    says: ['an authority of the trusted root'],
    make: async ({ own }) => ({
      bundle: await signed(own),
      root: own.trustedRoot({ authorityValidFor: { end: new Date(Date.now() - HOUR) } }),
    }),
  },
  {
    name: 'a certificate in a log that the root does not have',
    standsAlone: true,
    refusal: 'certificate',
    says: ['trusted root'],
    make: async ({ own, stranger }) => ({
      bundle: await signed(own),
      root: rootWith(own.trustedRoot(), stranger.trustedRoot(), 'ctlogs'),
    }),
  },
  {
    name: 'a certificate in no certificate log',
    standsAlone: true,
    refusal: 'certificate',
    says: ['trusted root'],
    make: async ({ own }) => {
      const bare = await withoutCertificateLog(own)
      return { bundle: await signed(bare), root: bare.trustedRoot() }
    },
  },
  {
    name: 'a key without a certificate',
    refusal: 'certificate',
    says: ['signed with a key', 'does not say by whom'],
    make: async ({ own }) => {
      const bundle = await signed(own)
      const { certificate: _none, ...material } = bundle.verificationMaterial
      const keyed = { ...bundle, verificationMaterial: { ...material, publicKey: { hint: 'k' } } }
      return { bundle: JSON.stringify(keyed) }
    },
  },
  {
    name: 'a time of signing in the future',
    standsAlone: true,
    refusal: 'timestamp',
    says: ['later than now', 'signed at'],
    make: async () => {
      const later = new Date(Date.now() + HOUR)
      const early = await fakeSigstore({ certificate: later, log: later, timestamp: later })
      return { bundle: await signed(early), root: early.trustedRoot() }
    },
  },
]
