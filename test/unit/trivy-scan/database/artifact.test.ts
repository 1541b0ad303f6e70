import { layerOf } from '@ci-kit/trivy-scan/database/artifact'
import { JAVA_DATABASE, VULNERABILITY_DATABASE } from '@ci-kit/trivy-scan/database/kind'
import { describe, expect, test } from '@jest/globals'

const LAYER = {
  mediaType: VULNERABILITY_DATABASE.layerType,
  digest: `sha256:${'1'.repeat(64)}`,
  size: 10,
}

const layer = (manifest: unknown, kind = VULNERABILITY_DATABASE) =>
  layerOf(Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)), kind)

describe('the layer of a database', () => {
  test('is the only one of its manifest', () => {
    expect(layer({ schemaVersion: 2, layers: [LAYER] })).toEqual(LAYER)
  })

  test.each([
    ['an index', { manifests: [LAYER] }, 'an index of several images'],
    ['no JSON', '{', 'no manifest'],
    ['no layers', { config: LAYER }, 'no manifest'],
    [
      'an empty list',
      { layers: [] },
      'it has 0 layers, and a vulnerability database has exactly one',
    ],
    ['two layers', { layers: [LAYER, LAYER] }, 'it has 2 layers'],
    ['a wrong digest', { layers: [{ ...LAYER, digest: 'sha256:12' }] }, 'without a valid digest'],
    ['a size below 0', { layers: [{ ...LAYER, size: -1 }] }, 'without a valid digest, size'],
    [
      'an image',
      { layers: [{ ...LAYER, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }] },
      'its layer is of type application/vnd.oci.image.layer.v1.tar+gzip, not application/vnd.aquasec.trivy.db.layer.v1.tar+gzip',
    ],
    ['a huge size', { layers: [{ ...LAYER, size: 2 ** 40 }] }, '1099511627776 bytes'],
    ['inherited members', '{"__proto__": {"layers": []}}', 'no manifest'],
  ])('is refused with %s', (_, manifest, reason) => {
    expect(() => layer(manifest)).toThrow(reason)
  })

  test('of the other database is refused', () => {
    expect(() => layer({ layers: [LAYER] }, JAVA_DATABASE)).toThrow('it is no Java database')
  })
})
