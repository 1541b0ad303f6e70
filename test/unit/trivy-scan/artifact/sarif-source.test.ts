import { type Checkout, categoryOf, sarifSource } from '@ci-kit/trivy-scan/artifact/sarif-source'
import { describe, expect, test } from '@jest/globals'
import { type Given, inputsOf } from '../inputs/parsed.ts'

const targetsOf = (given: Given) => inputsOf(given).targets
const path = (kind: string, ref = '.') =>
  targetsOf({ 'image-ref': '', 'scan-type': kind, 'scan-ref': ref })
const archive = targetsOf({ 'image-ref': '', input: 'out/image.tar' })

describe('findings of', () => {
  const dockerfile = { path: 'a/Dockerfile', text: '# syntax\nFROM a AS b\nFROM c\n' }
  const checkout: Checkout = {
    root: '/work/shop',
    workspace: { kindOf: (name) => (name.endsWith('go.mod') ? 'file' : 'folder') },
  }

  test.each([
    ['an image', targetsOf({})],
    ['an archive', archive],
  ])('%s are at the line of the Dockerfile that chose its base', (_, targets) => {
    const source = sarifSource(targets, dockerfile, checkout)
    expect(source).toEqual({ kind: 'image', dockerfile: { path: 'a/Dockerfile', line: 3 } })
    expect(sarifSource(targets, undefined, checkout)).toEqual({ kind: 'image' })
    const absolute = { ...dockerfile, path: '/work/shop/a/Dockerfile' }
    expect(sarifSource(targets, absolute, checkout)).toEqual(source)
  })

  test.each([
    ['fs', '.', { kind: 'files', folder: '' }],
    ['fs', './', { kind: 'files', folder: '' }],
    ['fs', 'app', { kind: 'files', folder: 'app' }],
    ['fs', 'app/go.mod', { kind: 'files', folder: 'app' }],
    ['config', 'go.mod', { kind: 'files', folder: '' }],
    ['rootfs', 'root', { kind: 'files', folder: 'root' }],
    ['sbom', 'bom.json', { kind: 'file', path: 'bom.json' }],
    ['fs', '/work/shop', { kind: 'files', folder: '' }],
    ['fs', '/work/shop/app/go.mod', { kind: 'files', folder: 'app' }],
    ['sbom', '/work/shop/out/bom.json', { kind: 'file', path: 'out/bom.json' }],
  ])('%s at %s are in its files', (kind, ref, expected) =>
    expect(sarifSource(path(kind, ref), dockerfile, checkout)).toEqual(expected),
  )
})

describe('the category of', () => {
  const images = (...names: readonly string[]) => {
    const targets = targetsOf({ 'image-ref': names.join('\n') })
    return names.map((name) => categoryOf('mine', targets, name))
  }

  test.each<[string, readonly string[], readonly string[]]>([
    ['an image has no tag', ['r.test:5000/org/a:1'], ['mine/r.test:5000/org/a']],
    ['and no digest', [`r.test/a:1@sha256:${'a'.repeat(64)}`], ['mine/r.test/a']],
    ['other images is its own', ['r.test/a:1', 'r.test/b:1'], ['mine/r.test/a', 'mine/r.test/b']],
    [
      'two tags of one repository is that of the tag',
      ['r.test/a:1', 'r.test/a:2', 'r.test/b:2'],
      ['mine/r.test/a:1', 'mine/r.test/a:2', 'mine/r.test/b'],
    ],
  ])('%s', (_, names, expected) => expect(images(...names)).toEqual(expected))

  test.each([
    ['the checkout', path('fs'), '.', 'mine/fs'],
    ['the checkout, written otherwise', path('fs', './'), './', 'mine/fs'],
    ['a folder', path('config', 'app'), 'app', 'mine/config/app'],
    ['an archive', archive, 'out/image.tar', 'mine/archive/out/image.tar'],
  ])('%s names what was scanned', (_, targets, name, expected) =>
    expect(categoryOf('mine', targets, name)).toBe(expected),
  )
})
