import { UserError } from '@ci-kit/core/errors'
import { formatReference, parseReference } from '@ci-kit/oci/reference'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'

const HEX = 'ab'.repeat(32)
const DIGEST = `sha256:${HEX}` as const

describe('what people write', () => {
  test.each([
    ['busybox', 'docker.io/library/busybox'],
    ['busybox:1.36', 'docker.io/library/busybox:1.36'],
    [`busybox@${DIGEST}`, `docker.io/library/busybox@${DIGEST}`],
    ['org/app', 'docker.io/org/app'],
    ['docker.io/busybox', 'docker.io/library/busybox'],
    ['index.docker.io/busybox', 'docker.io/library/busybox'],
    ['localhost/app', 'localhost/app'],
    ['localhost:5000/a/b:tag', 'localhost:5000/a/b:tag'],
    [`localhost:5000/a/b:tag@${DIGEST}`, `localhost:5000/a/b:tag@${DIGEST}`],
    ['[::1]:5000/app', '[::1]:5000/app'],
    ['[2001:db8::1]/app:1', '[2001:db8::1]/app:1'],
    ['ghcr.io/org/app__x/a---b/c.d', 'ghcr.io/org/app__x/a---b/c.d'],
    ['Registry/app', 'Registry/app'],
    ['app:5000/x', 'app:5000/x'],
    ['ghcr.io/org/app:_x.Y-z', 'ghcr.io/org/app:_x.Y-z'],
    [`app@sha512:${HEX}${HEX}`, `docker.io/library/app@sha512:${HEX}${HEX}`],
  ])('%s is %s', (text, full) => {
    expect(formatReference(parseReference(text))).toBe(full)
  })

  test('the parts are separate values', () => {
    expect(parseReference(`localhost:5000/a/b:tag@${DIGEST}`)).toEqual({
      registry: 'localhost:5000',
      repository: 'a/b',
      tag: 'tag',
      digest: DIGEST,
    })
  })

  test('no tag is made up', () => {
    expect(parseReference('busybox')).toEqual({
      registry: 'docker.io',
      repository: 'library/busybox',
    })
  })
})

describe('what is refused, with the reason and the fix', () => {
  test.each([
    ['', 'is empty', 'ghcr.io/org/app'],
    ['ghcr.io/Org/App:V1', 'lower case', 'Write ghcr.io/org/app:V1.'],
    [`GHCR.io/Org/App@${DIGEST}`, 'lower case', `Write ghcr.io/org/app@${DIGEST}.`],
    ['Busybox', 'lower case', 'Write busybox.'],
    ['https://ghcr.io/org/app', 'scheme', 'Write ghcr.io/org/app.'],
    ['ghcr.io/org/app ', 'white space', 'Remove'],
    ['ghcr.io/org/a\napp', 'white space', '\\n'],
    [HEX, 'image id', 'sha256:'],
    ['ghcr.io//app', 'empty', 'slash'],
    ['ghcr.io/app/', 'empty', 'slash'],
    ['ghcr.io/', 'missing', 'repository'],
    ['/app', 'starts with a slash', 'registry'],
    ['ghcr.io/org/-app', '"-app"', 'a-z, 0-9'],
    ['ghcr.io/org/a___b', '"a___b"', 'underscores'],
    ['ghcr.io/org/a..b', '"a..b"', 'one dot'],
    ['ghcr.io/org/äpp', '"äpp"', 'a-z'],
    ['ghcr.io/org/app:', 'empty', 'colon'],
    ['ghcr.io/org/app:feature/x', '"/"', 'Write feature-x.'],
    ['app:feature/x', '"feature" is not a port', 'no slash'],
    ['ghcr.io/org/app:-x', 'starts with "-"', 'letter'],
    ['ghcr.io/org/app:.x', 'starts with "."', 'digit'],
    [`ghcr.io/org/app:${'t'.repeat(129)}`, '129 characters', '128'],
    ['ghcr.io/org/app@sha256:abc', '3 characters', '64 hex digits'],
    ['ghcr.io/org/app@', 'no algorithm', 'sha256:'],
    [`ghcr.io/org/app@md5:${HEX}`, '"md5"', 'sha256'],
    [`ghcr.io/org/app@sha256:${HEX.toUpperCase()}`, 'lower case', `Write ${DIGEST}.`],
    ['ghcr.io:99999/app', '"99999"', '65535'],
    ['[::1/app', '"[', 'brackets'],
    ['[::g]/app', 'not a host name', 'IPv6'],
    ['-bad-.io/app', '"-bad-.io"', 'host name'],
    ['user@ghcr.io/app', 'digest', 'sha256:'],
    [`ghcr.io/${'a'.repeat(248)}`, '256 characters', '255'],
  ])('%j', (text, reason, fix) => {
    const parse = () => parseReference(text)
    expect(parse).toThrow(UserError)
    expect(parse).toThrow(reason)
    expect(parse).toThrow(fix)
  })

  test('255 characters of host and repository are the most', () => {
    const longest = `ghcr.io/${'a'.repeat(247)}`
    expect(formatReference(parseReference(longest))).toBe(longest)
  })

  test('a huge text is not repeated in the message', () => {
    try {
      parseReference('x'.repeat(1_000_000))
      throw new Error('was accepted')
    } catch (thrown) {
      expect(String(thrown)).toContain('1000000 characters')
      expect(String(thrown).length).toBeLessThan(600)
    }
  })
})

describe('for all texts', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,4}){0,2}$/)
  const host = fc.constantFrom(
    'ghcr.io',
    'localhost',
    'localhost:5000',
    '[::1]:5000',
    'docker.io',
    'a.b-c.d:1',
  )
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
  const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/), {
    nil: undefined,
  })
  const digest = fc.option(fc.stringMatching(/^sha256:[0-9a-f]{64}$/), { nil: undefined })

  test('what is formatted is read back to the same value', () => {
    fc.assert(
      fc.property(host, path, tag, digest, (registry, repository, label, sum) => {
        const ending = `${label === undefined ? '' : `:${label}`}${sum === undefined ? '' : `@${sum}`}`
        const first = parseReference(`${registry}/${repository}${ending}`)
        expect(first.tag).toBe(label)
        expect(first.digest).toBe(sum)
        expect(parseReference(formatReference(first))).toEqual(first)
      }),
    )
  })

  test('what passes is made of nothing but the grammar, and the rest is a UserError', () => {
    const hostile = fc.oneof(
      fc.string({ unit: codePoint, maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'aA0/:@.-_ \n\0[]%?#\\$`sha256'), maxLength: 40 }),
    )
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          const full = formatReference(parseReference(text))
          expect(full).toMatch(
            /^[A-Za-z0-9.[\]:-]+\/[a-z0-9._/-]+(:[\w.-]+)?(@sha(256|512):[0-9a-f]+)?$/,
          )
          expect(full).not.toMatch(/\/\/|\.\.|\/$/)
        } catch (thrown) {
          if (!(thrown instanceof UserError)) throw thrown
          expect(thrown.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
