import { parseVex } from '@ci-kit/trivy-scan/vex/vex-request'
import { describe, expect, test } from '@jest/globals'
import { fakeReader } from '../../core/fake-reader.ts'

const IDENTITY = 'https://github.com/org/shop/.github/workflows/vex.yml@refs/heads/main'
const ISSUER = 'https://token.actions.githubusercontent.com'
const reader = (inputs: Record<string, string>) => fakeReader({ 'vex-issuer': ISSUER, ...inputs })

describe('input vex', () => {
  test.each([
    ['nothing', '', [], undefined],
    ['paths', 'a.json\n  docs/b.json\n', ['a.json', 'docs/b.json'], undefined],
    ['the registry', 'oci', [], { identity: IDENTITY, issuer: ISSUER }],
    ['both', 'a.json\noci', ['a.json'], { identity: IDENTITY, issuer: ISSUER }],
    ['a path that looks like it', './oci', ['./oci'], undefined],
  ])('names %s', (_what, vex, files, attached) => {
    const inputs = reader({ vex, 'vex-identity': IDENTITY })
    expect(parseVex(inputs, 'image')).toEqual({ files, attached })
  })

  test('needs an image in a registry to look for documents', () => {
    const inputs = reader({ vex: 'oci', 'vex-identity': IDENTITY })
    expect(() => parseVex(inputs, 'fs')).toThrow(/'vex' has 'oci'.*Use 'image-ref'/)
  })

  test.each([
    ['nobody', '', /'vex-identity' is not set\. Name who must have signed/],
    ['everybody', '*', /^Input 'vex-identity': "\*" does not say who .* anybody could sign/],
    ['all of GitHub', 'https://github.com/**', /^Input 'vex-identity': .*anybody could sign/],
  ])('needs a signer, and %s is none', (_who, identity, says) => {
    const inputs = reader({ vex: 'oci', 'vex-identity': identity })
    expect(() => parseVex(inputs, 'image')).toThrow(says)
  })
})
