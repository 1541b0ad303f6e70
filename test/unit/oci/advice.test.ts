import { UserError } from '@ci-kit/core/errors'
import { advice } from '@ci-kit/oci/advice'
import { ExchangeFault, retryAfter } from '@ci-kit/oci/exchange-fault'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { describe, expect, test } from '@jest/globals'

describe('what to do', () => {
  const push = { registry: 'ghcr.io', access: 'push', signedIn: true } as const
  test.each([
    ['ghcr.io 403', { ...push, status: 403 }, 'permissions:\n  contents: read\n  packages: write'],
    ['ghcr.io 403 on pull', { ...push, access: 'pull', status: 403 }, 'packages: read'],
    ['ghcr.io without login', { ...push, status: 401, signedIn: false }, 'docker login ghcr.io'],
    ['another registry, 403', { ...push, registry: 'quay.io', status: 403 }, 'right to push'],
    [
      '401 without login',
      { ...push, registry: 'quay.io', status: 401, signedIn: false },
      'No credentials for quay.io',
    ],
    ['401 with login', { ...push, status: 401 }, 'credentials for ghcr.io were refused'],
    ['404', { ...push, status: 404, code: 'NAME_UNKNOWN' }, 'name of the repository'],
    ['404 without login', { ...push, access: 'pull', status: 404, signedIn: false }, 'private'],
    ['404 of a manifest', { ...push, status: 404, code: 'MANIFEST_UNKNOWN' }, 'tag or digest'],
    ['429 without login', { ...push, status: 429, signedIn: false }, 'Log in to ghcr.io'],
    ['429', { ...push, status: 429 }, 'rate limit'],
    [
      '405 on delete',
      { ...push, access: 'delete', status: 405 },
      'REGISTRY_STORAGE_DELETE_ENABLED',
    ],
    ['413', { ...push, status: 413 }, 'limits the size'],
    ['502', { ...push, status: 502 }, 'status page'],
    ['refused', { ...push, code: 'ECONNREFUSED' }, 'is running'],
    ['no such host', { ...push, code: 'ENOTFOUND' }, 'spelling'],
    ['time out', { ...push, code: 'ETIMEDOUT' }, 'HTTPS_PROXY'],
    ['unknown authority', { ...push, code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'NODE_EXTRA_CA_CERTS'],
    ['expired', { ...push, code: 'CERT_HAS_EXPIRED' }, 'Renew'],
    ['wrong name', { ...push, code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'another name'],
    ['no TLS', { ...push, code: 'EPROTO' }, 'plain http'],
  ] as const)('%s', (_, situation, words) => {
    expect(advice(situation)).toContain(words)
  })
})

describe('RegistryError', () => {
  const operation = {
    registry: 'ghcr.io',
    repository: 'org/app',
    what: 'write manifest "1" in',
    access: 'push',
  } as const
  const reply = { signedIn: true, redact: (text: string) => text.replaceAll('s3cret', '***') }

  test('names everything and tells what to do', () => {
    const fault = new ExchangeFault('403 DENIED: not you', { status: 403, code: 'DENIED' })
    const error = new RegistryError(operation, fault, reply)
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({
      registry: 'ghcr.io',
      repository: 'org/app',
      status: 403,
      code: 'DENIED',
    })
    expect(error.message).toContain(
      'Could not write manifest "1" in ghcr.io/org/app: 403 DENIED: not you. ',
    )
    expect(error.message).toContain('packages: write')
  })

  test('shows control characters, cuts long text and hides secrets', () => {
    const fault = new ExchangeFault(`500: \r\n::error::s3cret\u001b[31m${'x'.repeat(5_000)}`, {
      status: 500,
    })
    const { message } = new RegistryError(operation, fault, reply)
    expect(message).toContain('\\r\\n::error::***\\u{1b}[31m')
    expect(message).not.toMatch(/\p{Cc}/u)
    expect(message.length).toBeLessThan(900)
  })
})

test.each([
  ['3', 3_000],
  [' 0 ', 0],
  ['Sat, 21 Nov 2026 10:00:05 GMT', 5_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['9'.repeat(40), undefined],
  [undefined, undefined],
])('Retry-After %s is %s ms', (value, milliseconds) => {
  expect(retryAfter(value, Date.UTC(2026, 10, 21, 10))).toBe(milliseconds)
})
