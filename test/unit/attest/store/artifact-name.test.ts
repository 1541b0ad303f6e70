import { defaultArtifactName, parseArtifactName } from '@ci-kit/attest/store/artifact-name'
import { describe, expect, test } from '@jest/globals'

describe('name of an artifact', () => {
  test.each([
    ['', undefined],
    ['  ', undefined],
    [' my bundles ', 'my bundles'],
    ['bündel-1', 'bündel-1'],
  ])('%j is %j', (text, name) => {
    expect(parseArtifactName(text)).toBe(name)
  })

  test.each(['a/b', 'a\\b', 'a:b', 'a"b', 'a\nb', 'a*', 'a?', '<a', 'x'.repeat(201)])(
    'refuses %j and names the input',
    (text) => {
      expect(() => parseArtifactName(text)).toThrow("Input 'artifact-name'")
    },
  )

  test('differs for each job of a matrix, and holds no odd character', () => {
    const names = ['one', 'two'].map((text) =>
      defaultArtifactName('build / x:y', Buffer.from(text)),
    )
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(name).toMatch(/^attestations-build-x-y-[0-9a-f]{8}$/)
    expect(defaultArtifactName('', Buffer.from('x'))).toMatch(/^attestations-job-/)
  })
})
