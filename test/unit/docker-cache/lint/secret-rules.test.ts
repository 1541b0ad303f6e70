import { describe, expect, test } from '@jest/globals'
import { linesOf, linted } from './linted.ts'

// In pieces, so that no scanner of repositories takes them for real ones.
const KEY = `AKIA${'IOSFODNN7EXAMPLE'}`
const TOKEN = `ghp_${'x'.repeat(36)}`

describe('secret-in-arg-or-env', () => {
  test.each([
    ['an argument', 'ARG NPM_TOKEN'],
    ['an argument with a default', 'ARG DB_PASSWORD=hunter2'],
    ['a variable', 'ENV AWS_SECRET_ACCESS_KEY=abc'],
    ['a variable from an argument', 'ENV API_KEY=$API_KEY'],
    ['the second of two', 'ENV A=1 GITHUB_TOKEN=x'],
    ['the old form', 'ENV SECRET abc'],
    ['a value of AWS', `ENV KEY_ID=${KEY}`],
    ['a value of GitHub', `ARG X="${TOKEN}"`],
    ['a private key', 'ENV PEM="-----BEGIN RSA PRIVATE KEY-----"'],
  ])('finds %s', (_, line) => {
    expect(linesOf('secret-in-arg-or-env', ['FROM a:1', line])).toEqual([2])
  })

  test.each([
    ['a path', 'ENV DB_PASSWORD_FILE=/run/secrets/db'],
    ['a path under a name of its own', 'ENV TOKEN=/run/secrets/token'],
    ['nothing', 'ENV TOKEN='],
    ['a switch', 'ENV REQUIRE_PASSWORD=true'],
    ['a public key', 'ENV STRIPE_PUBLIC_API_KEY=pk'],
    ['a key of something else', 'ARG CACHE_KEY=abc'],
    ['a word in a name', 'ENV TOKENIZERS_PARALLELISM=false KEYBOARD=de PASSWORDLESS=x'],
    ['an address', 'ARG TOKEN_URL=https://x.org'],
    ['a label', 'LABEL token=x'],
  ])('does not find %s', (_, line) => {
    expect(linesOf('secret-in-arg-or-env', ['FROM a:1', line])).toEqual([])
  })

  test('leaves names to BuildKit where it has reported them, and not values', () => {
    const reported = { reported: ['SecretsUsedInArgOrEnv'] }
    expect(linted(['FROM a:1', 'ARG TOKEN'], {}, reported)).toEqual([])
    const [finding] = linted(['FROM a:1', `ENV TOKEN=${TOKEN}`], {}, reported)
    expect(finding?.message).toContain('TOKEN')
    expect(finding?.message).not.toContain(TOKEN)
  })

  test('says the same thing once', () => {
    expect(linted(['FROM a:1', `ENV TOKEN=${TOKEN}`])).toHaveLength(1)
  })
})

describe('secret-file-copied', () => {
  test.each([
    ['a key', 'COPY .ssh/id_rsa /root/.ssh/id_rsa', [2]],
    ['.netrc', 'ADD .netrc /root/', [2]],
    ['a public key', 'COPY id_rsa.pub /root/', []],
    ['of another stage', 'COPY --from=b:1 /root/.netrc /root/', []],
    ['mounted', 'RUN --mount=type=secret,id=netrc,target=/root/.netrc a', []],
  ])('%s', (_, line, found) => {
    expect(linesOf('secret-file-copied', ['FROM a:1', line])).toEqual(found)
  })

  test('names the file and the mount', () => {
    const [finding] = linted(['FROM a:1', 'COPY x/.netrc /root/.netrc'])
    expect(finding?.message).toContain('x/.netrc')
    expect(finding?.fix).toContain('--mount=type=secret,id=.netrc,target=/root/.netrc')
  })
})
