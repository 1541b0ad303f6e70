import type { Bad } from './bad-statement.ts'
import { type FakeBundle, FOREIGN, INDEX, signed } from './signing.ts'

/** Changed, about something else, or no statement at all. */
export const BAD_CONTENT: readonly Bad[] = [
  {
    name: 'a changed payload',
    refusal: 'log',
    says: ['belongs to another signature'],
    make: async ({ own }) => {
      const [bundle, other] = await Promise.all([
        signed(own, { predicate: { a: 1 } }),
        signed(own, { predicate: { a: 2 } }),
      ])
      const payload = other.dsseEnvelope?.payload ?? ''
      return { bundle: { ...bundle, dsseEnvelope: { ...envelopeOf(bundle), payload } } }
    },
  },
  {
    name: 'a changed payload under a root without logs',
    standsAlone: true,
    refusal: 'signature',
    says: ['does not fit what it is said to sign'],
    make: async ({ own }) => {
      const proof = { log: false, timestamp: true }
      const [bundle, other] = await Promise.all([
        signed(own, { proof, predicate: { a: 1 } }),
        signed(own, { proof, predicate: { a: 2 } }),
      ])
      const payload = other.dsseEnvelope?.payload ?? ''
      const changed = { ...bundle, dsseEnvelope: { ...envelopeOf(bundle), payload } }
      return { bundle: changed, root: own.trustedRoot({ log: false }) }
    },
  },
  {
    name: 'a replayed bundle of another image',
    refusal: 'subject',
    says: [FOREIGN, INDEX],
    make: async ({ own }) => ({ bundle: await signed(own, { subject: [FOREIGN] }) }),
  },
  {
    name: 'no subject at all',
    refusal: 'subject',
    says: ['nothing that has a digest', INDEX],
    make: async ({ own }) => ({ bundle: await signed(own, { subject: [] }) }),
  },
  {
    name: 'another payload type',
    refusal: 'malformed',
    says: ['"text/plain"', 'in-toto statement'],
    make: async ({ own }) => ({ bundle: await signed(own, { payloadType: 'text/plain' }) }),
  },
  {
    name: 'another type of statement',
    refusal: 'malformed',
    says: ['"https://example.com/Statement"', 'version 1 or 0.1'],
    make: async ({ own }) => ({
      bundle: await signed(own, { type: 'https://example.com/Statement' }),
    }),
  },
  {
    name: 'a truncated bundle',
    refusal: 'malformed',
    says: ['no JSON object', 'version 0.1 to 0.3'],
    make: async ({ own }) => ({ bundle: JSON.stringify(await signed(own)).slice(0, -40) }),
  },
  {
    name: 'garbage',
    refusal: 'malformed',
    says: ['no JSON object'],
    make: async () => ({ bundle: '\u0000\u001b[2J' }),
  },
  {
    name: 'an empty file',
    refusal: 'malformed',
    says: ['no JSON object'],
    make: async () => ({ bundle: '' }),
  },
  {
    name: 'an empty object',
    refusal: 'malformed',
    says: ['media type is "undefined"'],
    make: async () => ({ bundle: '{}' }),
  },
]

const envelopeOf = ({ dsseEnvelope }: FakeBundle) => {
  if (dsseEnvelope === undefined) throw new Error('it holds no statement')
  return dsseEnvelope
}
