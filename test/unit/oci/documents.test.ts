import { visible } from '@ci-kit/core/log'
import { descriptorIn, descriptorsInIndex } from '@ci-kit/oci/descriptor'
import { digestOf } from '@ci-kit/oci/digest'
import { isLoopback } from '@ci-kit/oci/http'
import { nextLink } from '@ci-kit/oci/pages'
import { referrersTag } from '@ci-kit/oci/referrers'
import { describe, expect, test } from '@jest/globals'

const digest = digestOf(Buffer.from('x'))
const descriptor = { mediaType: 'text/plain', digest, size: 1 }

describe('descriptors', () => {
  test('keep what is known and drop the rest', () => {
    const platform = { os: 'windows', architecture: 'arm64', variant: 'v8', 'os.version': '10.0' }
    const full = {
      ...descriptor,
      artifactType: 'a/b',
      annotations: { good: 'yes', bad: 1 },
      platform: { ...platform, 'os.features': ['win32k', 1], bits: 64 },
      urls: ['https://elsewhere.example'],
    }
    expect(descriptorIn(full)).toEqual({
      ...descriptor,
      artifactType: 'a/b',
      annotations: { good: 'yes' },
      platform: { ...platform, 'os.features': ['win32k'] },
    })
  })

  test.each([
    ['no object', 'x'],
    ['a bad digest', { ...descriptor, digest: 'sha256:x' }],
    ['no media type', { ...descriptor, mediaType: '' }],
    ['a negative size', { ...descriptor, size: -1 }],
    ['half a byte', { ...descriptor, size: 0.5 }],
    ['a size in words', { ...descriptor, size: '1' }],
  ])('%s is none', (_, value) => {
    expect(descriptorIn(value)).toBeUndefined()
    expect(descriptorsInIndex(Buffer.from(JSON.stringify({ manifests: [value] })))).toBeUndefined()
  })

  test('an index lists them', () => {
    const index = Buffer.from(JSON.stringify({ manifests: [descriptor, descriptor] }))
    expect(descriptorsInIndex(index)).toEqual([descriptor, descriptor])
  })

  test('an empty one may hold null', () => {
    expect(descriptorsInIndex(Buffer.from('{"manifests":null}'))).toEqual([])
  })

  test.each([['not json'], ['{}'], ['{"manifests":{}}'], ['[]']])('%s is no index', (text) => {
    expect(descriptorsInIndex(Buffer.from(text))).toBeUndefined()
  })
})

test.each([
  ['</v2/x?last=1>; rel="next"', '/v2/x?last=1'],
  ['</v2/x?a=1,2>; rel=next', '/v2/x?a=1,2'],
  ['</p>; rel="prev", </n>; rel="next"', '/n'],
  ['</n>; title="x"; rel="last next"', '/n'],
  ['</p>; rel="prev"', undefined],
  ['</p>; rel="nextish"', undefined],
  ['</p>; rel=next-page', undefined],
  ['', undefined],
])('the next page of %s is %s', (header, target) => {
  expect(nextLink(header)).toBe(target)
})

test('the fallback tag has the form of the specification', () => {
  expect(referrersTag(digest)).toBe(digest.replace(':', '-'))
  const long = digestOf(Buffer.from('x'), 'sha512')
  expect(referrersTag(long)).toBe(`sha512-${long.slice(7, 71)}`)
})

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['[::1]', true],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
  ['10.0.0.1', false],
])('%s is loopback: %s', (hostname, loopback) => {
  expect(isLoopback(hostname)).toBe(loopback)
})

test('text from outside becomes one visible line of limited length', () => {
  expect(visible('a\n\u202eb\0')).toBe('a\\n\\u{202e}b\\u{0}')
  expect(visible('abcdef', 3)).toBe('abc… (3 more characters)')
})
