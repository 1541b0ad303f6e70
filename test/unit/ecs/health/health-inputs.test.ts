import { UserError } from '@ci-kit/core/errors'
import { isExpected, parseExpectedStatus } from '@ci-kit/ecs/health/expected-status'
import { parseHealthUrl, redirectFault } from '@ci-kit/ecs/health/health-address'
import { describe, expect, test } from '@jest/globals'

describe('expected status', () => {
  test.each([
    ['', [200, 299], [199, 300]],
    ['200', [200], [201, 404]],
    ['2xx, 404', [204, 404], [403]],
    ['200-399', [200, 302, 399], [400]],
  ])('"%s"', (text, good, bad) => {
    const ranges = parseExpectedStatus('health-status', text)
    for (const status of good) expect(isExpected(status, ranges)).toBe(true)
    for (const status of bad) expect(isExpected(status, ranges)).toBe(false)
  })

  test.each(['ok', '99', '600', '300-200', '2x', '200-'])('"%s" is refused', (text) => {
    expect(() => parseExpectedStatus('health-status', text)).toThrow(UserError)
    expect(() => parseExpectedStatus('health-status', text)).toThrow(
      `Input 'health-status' holds '${text}'`,
    )
  })
})

describe('the address', () => {
  test.each(['https://shop.example/health', 'http://10.0.0.1:8080', 'http://169.254.169.254/'])(
    '%s may be asked by the author',
    (text) => expect(parseHealthUrl('health-url', ` ${text} `).href).toContain(text),
  )

  test.each([
    ['file:///etc/passwd', 'its scheme is file:'],
    ['shop.example/health', 'which is no URL'],
    ['localhost:80', 'its scheme is localhost:'],
    ['https://', 'which is no URL'],
    ['', 'which is no URL'],
    ['https://me:hunter2@shop.example', 'a user name or password'],
    ['https://me:hunter2@', 'which is no URL'],
    ['ftp://me:hunter2@shop.example', 'its scheme is ftp:'],
  ])('%s is refused', (text, reason) => {
    const parse = () => parseHealthUrl('health-url', text)
    expect(parse).toThrow(UserError)
    expect(parse).toThrow(reason)
    expect(parse).toThrow("Input 'health-url'")
    expect(parse).not.toThrow('hunter2')
  })

  test.each([
    'http://localhost/',
    'http://a.localhost./',
    'http://127.1/',
    'http://0x7f000001/',
    'http://0/',
    'http://169.254.170.2/creds',
    'http://[::1]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:169.254.169.254]/',
  ])('a redirect to %s is not followed, unless the author named such an address', (to) => {
    const asked = new URL('https://shop.example')
    expect(redirectFault(new URL(to), asked)).toContain('the runner itself')
    expect(redirectFault(new URL(to), new URL('http://127.0.0.1:80'))).toBeUndefined()
  })

  test.each(['http://10.0.0.1/', 'https://127.example/', 'https://localhost.example/'])(
    'a redirect to %s is followed',
    (to) => expect(redirectFault(new URL(to), new URL('https://shop.example'))).toBeUndefined(),
  )
})
