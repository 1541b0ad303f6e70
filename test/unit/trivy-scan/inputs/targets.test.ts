import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { expectRefused, type Given, inputsOf } from './parsed.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const targetsOf = (given: Given) => inputsOf(given).targets

describe('images', () => {
  test('are named one a line, each once, in their order', () => {
    const targets = targetsOf({
      'image-ref': `# shop\nghcr.io/org/b:2\n\n  alpine \nghcr.io/org/b:2\nr.test/a@${DIGEST}`,
      platforms: 'linux/arm64, linux/amd64',
    })
    expect(targets).toMatchObject({
      kind: 'image',
      images: [
        { name: 'ghcr.io/org/b:2', reference: { registry: 'ghcr.io', tag: '2' } },
        { name: 'alpine', reference: { repository: 'library/alpine', tag: 'latest' } },
        { name: `r.test/a@${DIGEST}`, reference: { digest: DIGEST } },
      ],
      baselines: [],
      platforms: ['linux/arm64', 'linux/amd64'],
    })
  })

  test.each<[string, Given, readonly string[]]>([
    [
      'none',
      { 'image-ref': '# nothing\n' },
      ["'image-ref' is not set", "'scan-type: fs'", "'input'"],
    ],
    ['no reference', { 'image-ref': 'ghcr.io/org/a\nA B' }, ["'image-ref', line 2", 'A B']],
    [
      'an archive too',
      { input: 'i.tar' },
      ["'image-ref' and 'input' are both set", "Use 'image-ref'"],
    ],
  ])('%s: refused with a fix', (_, given, words) => expectRefused(given, words))
})

describe('an archive', () => {
  const archive = { 'image-ref': '', input: ' image.tar ' }

  test('has platforms, and may have a baseline of either kind', () => {
    expect(targetsOf({ ...archive, platforms: 'linux/amd64', baseline: 'r.test/a:main' })).toEqual({
      kind: 'archive',
      path: 'image.tar',
      platforms: ['linux/amd64'],
      baselines: [
        {
          kind: 'image',
          image: {
            name: 'r.test/a:main',
            reference: expect.objectContaining({ registry: 'r.test', repository: 'a' }),
          },
        },
      ],
    })
    const { baselines } = targetsOf({ ...archive, baseline: 'old.JSON' })
    expect(baselines).toEqual([{ kind: 'report', path: 'old.JSON' }])
  })

  test('is one artifact, so it has one baseline', () =>
    expectRefused({ ...archive, baseline: 'a.json\nb.json' }, [
      "'baseline' has 2 lines",
      '1 artifact is',
    ]))
})

describe.each(['fs', 'rootfs', 'config', 'sbom'] as const)('scan-type %s', (kind) => {
  const given = { 'image-ref': '', 'scan-type': kind }

  test('scans a path, the workspace when none is named', () => {
    expect(targetsOf(given)).toEqual({ kind, path: '.', baselines: [] })
    expect(targetsOf({ ...given, 'scan-ref': ' sub ', baseline: 'old.json' })).toEqual({
      kind,
      path: 'sub',
      baselines: [{ kind: 'report', path: 'old.json' }],
    })
  })

  test.each<[string, Given, readonly string[]]>([
    [
      'an image too',
      { 'image-ref': 'r.test/a' },
      [`is '${kind}'`, "'r.test/a'", "Remove 'scan-type'"],
    ],
    ['an archive too', { input: 'i.tar' }, [`is '${kind}'`, "'i.tar'", "Remove 'scan-type'"]],
    ['an image as baseline', { baseline: 'r.test/a' }, ["'baseline' is 'r.test/a'", "'.json'"]],
    ['no path', { 'scan-ref': ' ' }, ["'scan-ref' is not set", 'scan-ref: …']],
  ])('%s: refused with a fix', (_, more, words) => expectRefused({ ...given, ...more }, words))
})

describe('baselines', () => {
  const two = { 'image-ref': 'r.test/a:2\nr.test/b:2' }

  test('are the images in their order, an image or a report each', () => {
    const { baselines } = targetsOf({ ...two, baseline: 'out/old.json\n# that of b\nr.test/b:1' })
    expect(baselines).toMatchObject([
      { kind: 'report', path: 'out/old.json' },
      { kind: 'image', image: { name: 'r.test/b:1' } },
    ])
  })

  test('may be the same for two images', () => {
    const { baselines } = targetsOf({ ...two, baseline: 'r.test/c:1\nr.test/c:1' })
    expect(baselines.map((one) => one.kind === 'image' && one.image.name)).toEqual([
      'r.test/c:1',
      'r.test/c:1',
    ])
  })

  test.each<[string, Given, readonly string[]]>([
    [
      'too few',
      { ...two, baseline: 'a.json' },
      ["'baseline' has 1 line,", '2 artifacts are', 'one line for each'],
    ],
    ['too many', { baseline: 'a.json\nb.json' }, ["'baseline' has 2 lines", '1 artifact is']],
    ['no reference', { ...two, baseline: '# a\na.json\nA B' }, ["'baseline', line 3", 'A B']],
    [
      'an image twice',
      { 'image-ref': 'r.test/a:2\nr.test/a:2', baseline: 'a.json' },
      ["'image-ref' names 'r.test/a:2' twice", 'Name it once'],
    ],
  ])('%s: refused with a fix', (_, given, words) => expectRefused(given, words))

  test('are none or as many as images, whatever is written between the lines', () => {
    const gaps = fc.array(fc.constantFrom('', '  ', '# a.json', '\t#'), { maxLength: 3 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.tuple(gaps, fc.constantFrom('a.json', 'r.test/a:1')), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        (images, given, end) => {
          const names = Array.from({ length: images }, (_, index) => `r.test/i${index}`)
          const baseline = given.flatMap(([before, line]) => [...before, line]).join(end)
          const parse = () => targetsOf({ 'image-ref': names.join(end), baseline }).baselines
          if (given.length !== 0 && given.length !== images) expect(parse).toThrow("'baseline' has")
          else {
            const kinds = given.map(([, line]) => (line === 'a.json' ? 'report' : 'image'))
            expect(parse().map(({ kind }) => kind)).toEqual(kinds)
          }
        },
      ),
    )
  })
})
