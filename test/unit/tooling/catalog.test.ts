import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generated, stale, writeGenerated } from '@ci-kit/tooling/catalog'
import { frontComment, readManifests } from '@ci-kit/tooling/manifests'
import { describe, expect, test } from '@jest/globals'
import { tempFolder, write } from './temp-folder.ts'

const manifest = `name: Cache
description: Keeps layers | in a registry.
inputs:
  mode:
    description: One of \`restore|save\`.
    default: restore
  image:
    description: >-
      The image,
      without a tag.
    required: true
  depth:
    description: How many.
    default: 0
outputs:
  digest:
    description: Its digest.
runs: { using: node24, main: ../../dist/cache/index.js }
`
const readme = `<!--
permissions:
  contents: read
  packages: write
events: push, pull_request
-->
# Cache
<!-- inputs:start -->
<!-- inputs:end -->
between
<!-- outputs:start -->
<!-- outputs:end -->
`

const repository = () =>
  tempFolder({
    'actions/cache/action.yml': manifest,
    'actions/cache/README.md': readme,
    'actions/bare/action.yml': 'name: Bare\ndescription: Does little.\nruns: {}\n',
    'actions/draft/package.json': '{}',
    'README.md': '# Kit\n<!-- actions:start -->\n<!-- actions:end -->\n',
  })

const read = (root: string, file: string) => readFileSync(join(root, file), 'utf8')

describe('the tables', () => {
  test('list inputs with default and whether they are required', () => {
    const root = repository()
    writeGenerated(root)
    expect(read(root, 'actions/cache/README.md')).toContain(`<!-- inputs:start -->
| Input | Description | Required | Default |
| --- | --- | --- | --- |
| \`mode\` | One of \`restore\\|save\`. | no | \`restore\` |
| \`image\` | The image, without a tag. | yes |  |
| \`depth\` | How many. | no | \`0\` |
<!-- inputs:end -->
between
<!-- outputs:start -->
| Output | Description |
| --- | --- |
| \`digest\` | Its digest. |
<!-- outputs:end -->`)
  })

  test('of the repository list every action that has a manifest, by name', () => {
    const root = repository()
    writeGenerated(root)
    expect(read(root, 'README.md')).toBe(`# Kit
<!-- actions:start -->
| Action | What it does |
| --- | --- |
| [\`bare\`](actions/bare/README.md) | Does little. |
| [\`cache\`](actions/cache/README.md) | Keeps layers \\| in a registry. |
<!-- actions:end -->
`)
  })
})

describe('the catalog', () => {
  test('has a section for each action', () => {
    const root = repository()
    writeGenerated(root)
    const catalog = read(root, 'action-catalog.md')
    expect(catalog).toContain('## cache\n\nKeeps layers \\| in a registry.')
    expect(catalog).toContain('`uses: org/ci-kit/cache@v1`')
    expect(catalog).toContain('Permissions: `contents: read`, `packages: write`')
    expect(catalog).toContain('Events: `push`, `pull_request`')
    expect(catalog).toMatch(/## bare[\s\S]*No inputs\.[\s\S]*No outputs\./)
  })
})

describe('staleness', () => {
  test('everything is stale at first and current once written', () => {
    const root = repository()
    expect(writeGenerated(root)).toEqual([
      'action-catalog.md',
      'README.md',
      'actions/cache/README.md',
    ])
    expect(stale(root)).toEqual([])
    expect(writeGenerated(root)).toEqual([])
  })

  test('a changed manifest makes its texts stale and no others', () => {
    const root = repository()
    writeGenerated(root)
    write(root, { 'actions/cache/action.yml': manifest.replace('How many.', 'How deep.') })
    expect(stale(root).map(({ file }) => file)).toEqual([
      'action-catalog.md',
      'actions/cache/README.md',
    ])
  })

  test('a README without the comments is left as it is', () => {
    const root = tempFolder({ 'README.md': 'text' })
    expect(generated(root).find(({ file }) => file === 'README.md')?.content).toBe('text')
  })
})

describe('manifests', () => {
  test('without a description are refused by name', () => {
    const root = tempFolder({ 'actions/odd/action.yml': 'name: Odd\n' })
    expect(() => readManifests(root)).toThrow(
      'actions/odd/action.yml needs a name and a description',
    )
  })

  test.each([
    ['none', '# Title\n<!-- permissions: late -->', { permissions: [], events: [] }],
    ['a list', '<!-- events: [push] -->', { permissions: [], events: ['push'] }],
    ['a remark in words', '<!-- made by hand -->', { permissions: [], events: [] }],
  ])('front comment: %s', (_, text, expected) => {
    expect(frontComment(text)).toEqual(expected)
  })
})
