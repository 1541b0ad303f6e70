import { encodeOnce } from '@ci-kit/attestation/verify/encode-once'
import { fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { expect, test } from '@jest/globals'
import { bundleFromJSON } from '@sigstore/bundle'
import { toSignedEntity } from '@sigstore/verify'

const certificates = async (count: number) => {
  const sigstore = await fakeSigstore()
  const bundle = bundleFromJSON(
    await sigstore.signArtifact(Buffer.from('built'), workflowIdentity()),
  )
  return Array.from({ length: count }, () => {
    const { key } = toSignedEntity(bundle, Buffer.from('built'))
    if (key.$case !== 'certificate') throw new Error('A certificate was expected.')
    return key.certificate
  })
}

test('a certificate keeps its encoding, and that is the same as before', async () => {
  const [kept, fresh] = await certificates(2)
  if (!kept || !fresh) throw new Error('Two certificates were expected.')
  encodeOnce(kept)
  expect(kept.root.toDER()).toEqual(fresh.root.toDER())
  expect(kept.tbsCertificate.toDER()).toEqual(fresh.tbsCertificate.toDER())
  expect(kept.root.toDER()).toBe(kept.root.toDER())
  expect(kept.equals(fresh)).toBe(true)
})

test('what the library changes is a copy that encodes anew', async () => {
  const [kept] = await certificates(1)
  if (!kept) throw new Error('A certificate was expected.')
  encodeOnce(kept)
  const before = Buffer.from(kept.root.toDER())
  const copy = kept.clone()
  copy.extensions.splice(0, 1)
  expect(copy.tbsCertificate.toDER()).not.toEqual(kept.tbsCertificate.toDER())
  expect(kept.root.toDER()).toEqual(before)
})
