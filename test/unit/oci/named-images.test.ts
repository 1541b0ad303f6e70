import { UserError } from '@ci-kit/core/errors'
import { parseNamedImages } from '@ci-kit/oci/named-images'
import { describe, expect, test } from '@jest/globals'

const DIGEST = `sha256:${'a'.repeat(64)}`
const read = (text: string) => parseNamedImages('image-ref', text)

describe('a line', () => {
  test.each([
    ['busybox', { registry: 'docker.io', repository: 'library/busybox', tag: 'latest' }],
    ['ghcr.io/org/app:1.0', { registry: 'ghcr.io', repository: 'org/app', tag: '1.0' }],
    ['ghcr.io/org/app', { registry: 'ghcr.io', repository: 'org/app', tag: 'latest' }],
    [`r.io/a@${DIGEST}`, { registry: 'r.io', repository: 'a', digest: DIGEST }],
    [`r.io/a:1@${DIGEST}`, { registry: 'r.io', repository: 'a', tag: '1', digest: DIGEST }],
    ['localhost:5000/a:1', { registry: 'localhost:5000', repository: 'a', tag: '1' }],
  ])('%s is one image', (name, reference) => {
    expect(read(name)).toEqual({ images: [{ name, reference }], repeated: [] })
  })
})

test('empty lines and comments are left out, the order is kept', () => {
  const { images } = read('\n  b:1  \r\n# a comment\r\ra:1\n\n')
  expect(images.map(({ name }) => name)).toEqual(['b:1', 'a:1'])
})

test('nothing names no image', () => {
  expect(read(' \n# only this\n')).toEqual({ images: [], repeated: [] })
})

test('the same image under another name counts once, and is told', () => {
  const { images, repeated } = read('app\napp:2\ndocker.io/library/app:latest\napp:latest')
  expect(images.map(({ name }) => name)).toEqual(['app', 'app:2'])
  expect(repeated).toEqual(['docker.io/library/app:latest', 'app:latest'])
})

describe('refused with input, line and reason is', () => {
  test.each([
    [
      'an upper-case name',
      'ok:1\nghcr.io/Org/App:1',
      'line 2: .*must be lower case.*ghcr.io/org/app:1',
    ],
    ['a URL', 'https://ghcr.io/org/app', 'line 1: .*scheme. Write ghcr.io/org/app'],
    ['white space', '\n\nghcr.io/org/app 1', 'line 3: .*white space'],
    ['a flag', '--server=http://evil', 'line 1: '],
    ['a traversal', 'ghcr.io/../app', 'line 1: '],
    ['a short digest', 'app@sha256:abc', 'line 1: .*digest'],
  ])('%s', (_, text, reason) => {
    expect(() => read(text)).toThrow(UserError)
    expect(() => read(text)).toThrow(new RegExp(`^Input 'image-ref', ${reason}`))
  })

  test('a list that no job can scan', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, at) => `app:${at}`).join('\n')
    expect(read(lines(100)).images).toHaveLength(100)
    expect(() => read(lines(101))).toThrow("Input 'image-ref' names 101 images, 100 are allowed.")
  })
})
