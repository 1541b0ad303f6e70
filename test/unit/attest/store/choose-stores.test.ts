import { chooseStores, type StoreFacts } from '@ci-kit/attest/store/choose-stores'
import { parseStores } from '@ci-kit/attest/store/store-word'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'

const facts = (more: Partial<StoreFacts> = {}): StoreFacts => ({
  hasImages: true,
  hasFiles: false,
  github: { kind: 'available' },
  visibility: 'public',
  ...more,
})

const unavailable = { kind: 'unavailable', reason: 'GitHub says: "no plan"' } as const

describe('input store', () => {
  test.each([
    ['', 'auto'],
    ['auto', 'auto'],
    [' auto ', 'auto'],
    ['registry', ['registry']],
    ['registry,github', ['registry', 'github']],
    ['github\nartifact, github', ['github', 'artifact']],
  ])('%j is %j', (text, expected) => {
    expect(parseStores(text)).toEqual(expected)
  })

  test.each(['Registry', 'registry,s3', 'github;artifact'])(
    'refuses %j and names the words',
    (text) => {
      expect(() => parseStores(text)).toThrow(/Input 'store' has '.*registry, github, artifact/)
    },
  )

  test('auto stands alone', () => {
    expect(() => parseStores('auto,registry')).toThrow("Use 'auto' alone")
  })
})

describe('auto', () => {
  test.each([
    ['images', {}, ['registry', 'github'], []],
    ['files', { hasImages: false, hasFiles: true }, [], ['github']],
    ['both', { hasFiles: true }, ['registry', 'github'], ['github']],
    ['an unclear answer is not a no', { github: { kind: 'unclear' } }, ['registry', 'github'], []],
  ] as const)('%s', (_, more, images, files) => {
    expect(chooseStores('auto', facts(more))).toEqual({ images, files, warnings: [] })
  })

  test('without the API images are in the registry and an artifact, loudly', () => {
    const plan = chooseStores('auto', facts({ github: unavailable, visibility: 'private' }))
    expect(plan.images).toEqual(['registry', 'artifact'])
    expect(plan.files).toEqual([])
    const [warning = ''] = plan.warnings
    expect(plan.warnings).toHaveLength(1)
    for (const word of [
      'GitHub says: "no plan"',
      'private',
      'Enterprise Cloud',
      'artifact of this run',
      '--bundle-from-oci',
    ])
      expect(warning).toContain(word)
  })

  test('without the API files are in an artifact, and the warning says to keep them', () => {
    const plan = chooseStores(
      'auto',
      facts({ hasImages: false, hasFiles: true, github: unavailable }),
    )
    expect(plan).toMatchObject({ images: [], files: ['artifact'] })
    expect(plan.warnings[0]).toContain('Keep the bundles of files with the files')
    expect(plan.warnings[0]).not.toContain('registry')
    expect(plan.warnings[0]).not.toContain('Enterprise')
  })
})

describe('named stores', () => {
  test('are taken as they are', () => {
    expect(chooseStores(['registry', 'artifact'], facts({ hasFiles: true }))).toEqual({
      images: ['registry', 'artifact'],
      files: ['artifact'],
      warnings: [],
    })
  })

  test('registry alone cannot take files', () => {
    const choose = () => chooseStores(['registry'], facts({ hasFiles: true }))
    expect(choose).toThrow(UserError)
    expect(choose).toThrow("Use 'store: registry,github'")
  })

  test('github that cannot be had is an error with the reason, never a silent fallback', () => {
    const choose = () => chooseStores(['registry', 'github'], facts({ github: unavailable }))
    expect(choose).toThrow(/GitHub says: "no plan".*'store: auto'/)
  })

  test('github that turns out not to be there is replaced by asking again', () => {
    const before = chooseStores('auto', facts({ github: { kind: 'unclear' } }))
    const after = chooseStores('auto', facts({ github: unavailable }))
    expect([before.images, after.images]).toEqual([
      ['registry', 'github'],
      ['registry', 'artifact'],
    ])
  })

  test('registry alone does not ask for GitHub', () => {
    expect(chooseStores(['registry'], facts({ github: unavailable })).images).toEqual(['registry'])
  })
})
