import type { Bad } from './bad-statement.ts'
import { AMD64, type FakeBundle, type FakeSigstore, INDEX, signed } from './signing.ts'

const V2 = { log: 2, timestamp: true } as const

/** The first bundle with the entries of the second. */
const withEntriesOf = async (own: FakeSigstore, change: object): Promise<FakeBundle> => {
  const [bundle, other] = await Promise.all([
    signed(own, { proof: V2 }),
    signed(own, { proof: V2, ...change }),
  ])
  const { tlogEntries } = other.verificationMaterial
  return { ...bundle, verificationMaterial: { ...bundle.verificationMaterial, tlogEntries } }
}

const envelopeIn = ({ dsseEnvelope }: FakeBundle): NonNullable<FakeBundle['dsseEnvelope']> => {
  if (dsseEnvelope === undefined) throw new Error('a statement is in an envelope')
  return dsseEnvelope
}

/** With parts twice, or parts that belong to something else, so that two readers could see two things. */
export const BAD_FORMS: readonly Bad[] = [
  {
    name: 'a second signature in front of its own',
    refusal: 'malformed',
    says: ['version 0.1 to 0.3'],
    make: async ({ own, stranger }) => {
      const [bundle, other] = await Promise.all([signed(own), signed(stranger)])
      const [envelope, foreign] = [envelopeIn(bundle), envelopeIn(other)]
      const signatures = [...foreign.signatures, ...envelope.signatures]
      return { bundle: { ...bundle, dsseEnvelope: { ...envelope, signatures } } }
    },
  },
  {
    name: 'the signature of a file beside its envelope',
    refusal: 'malformed',
    says: ['signs a file'],
    make: async ({ own, stranger }) => {
      const by = { identity: 'https://evil.test/a', issuer: 'https://evil.test' }
      const { messageSignature } = await stranger.signArtifact(Buffer.from('x'), by)
      if (messageSignature === undefined) throw new Error('a file has a signature')
      return { bundle: { ...(await signed(own)), messageSignature } }
    },
  },
  {
    name: 'its digest in capitals',
    refusal: 'subject',
    says: ['nothing that has a digest', INDEX],
    make: async ({ own }) => {
      const shouted: typeof INDEX = `sha256:${INDEX.slice(7).replaceAll('1', 'A')}`
      return { bundle: await signed(own, { subject: [shouted] }) }
    },
  },
  {
    name: 'an entry of a log of version 2 that is of another statement',
    refusal: 'log',
    says: ['belongs to another signature'],
    make: async ({ own }) => ({ bundle: await withEntriesOf(own, { subject: [AMD64] }) }),
  },
  {
    name: 'an entry of a log of version 2 that is of another signature of the same statement',
    refusal: 'log',
    says: ['belongs to another signature'],
    make: async ({ own }) => ({ bundle: await withEntriesOf(own, {}) }),
  },
  {
    name: 'the checkpoint of another log',
    refusal: 'log',
    says: ['a transparency log of the trusted root'],
    make: async ({ own, stranger }) => {
      const [bundle, other] = await Promise.all([
        signed(own, { proof: V2 }),
        signed(stranger, { proof: V2 }),
      ])
      const { verificationMaterial: material } = bundle
      const [foreign] = other.verificationMaterial.tlogEntries
      const tlogEntries = material.tlogEntries.map((entry) => ({
        ...entry,
        ...(foreign !== undefined && { inclusionProof: foreign.inclusionProof }),
      }))
      return { bundle: { ...bundle, verificationMaterial: { ...material, tlogEntries } } }
    },
  },
]
