import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Alarm } from '@ci-kit/ecs/adapters/alarms'
import type { AlarmSettings, UrlSettings } from '@ci-kit/ecs/health/health'
import { watchHealth } from '@ci-kit/ecs/health/watch-health'
import { describe, expect, test } from '@jest/globals'
import { answered, fakeHealth } from './fake-ports.ts'

const url = (more: Partial<UrlSettings> = {}): UrlSettings => ({
  url: new URL('https://shop.example/health?token=secret'),
  expected: [{ from: 200, to: 299 }],
  intervalMs: 1_000,
  inARow: 1,
  deadlineMs: 10_000,
  requestMs: 2_000,
  redirects: 2,
  ...more,
})
const baking = (more: Partial<AlarmSettings> = {}): AlarmSettings => ({
  names: ['errors'],
  bakeMs: 10_000,
  intervalMs: 4_000,
  ...more,
})
const alarm = (state: Alarm['state'], name = 'errors'): Alarm => ({ name, state, reason: 'why' })

test('nothing to watch is healthy', async () => {
  const { ports } = fakeHealth({})
  expect(await watchHealth({}, ports)).toEqual({ outcome: 'healthy', notes: [] })
})

describe('an address', () => {
  test('is asked until it answers as it should', async () => {
    const { time, ports, asked, lines } = fakeHealth({
      answer: (_, at) => (at < 3_000 ? answered(503, { excerpt: 'not yet' }) : answered(204)),
    })
    const health = await time.run(() => watchHealth({ url: url() }, ports))
    expect(health.outcome).toBe('healthy')
    expect(asked.map(({ at }) => at)).toEqual([0, 1_000, 2_000, 3_000])
    expect(lines.at(0)).toBe('https://shop.example/health: status 503 with "not yet"')
    expect(lines.at(-1)).toBe('https://shop.example/health: status 204 (1 of 1)')
  })

  test('needs its successes in a row', async () => {
    const { time, ports, asked } = fakeHealth({
      answer: (_, at) => (at === 1_000 ? answered(500) : answered(200)),
    })
    const health = await time.run(() => watchHealth({ url: url({ inARow: 3 }) }, ports))
    expect(health.outcome).toBe('healthy')
    expect(asked.map(({ at }) => at)).toEqual([0, 1_000, 2_000, 3_000, 4_000])
  })

  test('that never answers is unhealthy at the deadline, and no attempt lasts longer than its limit', async () => {
    const { time, ports, asked } = fakeHealth({ answer: () => 'hangs' })
    const health = await time.run(() => watchHealth({ url: url() }, ports))
    expect(health).toEqual({
      outcome: 'unhealthy',
      reason:
        'https://shop.example/health was not healthy within 10.0 s. The last attempt: no answer within 1.0 s.',
    })
    expect(asked.map(({ at }) => at)).toEqual([0, 3_000, 6_000, 9_000])
    expect(time.elapsed()).toBe(10_000)
  })

  test.each([
    ['a wrong status', answered(404, { excerpt: 'x'.repeat(500) }), 'status 404 with "xxx'],
    ['a body with a command', answered(500, { excerpt: '\n::error::no' }), 'with "::error::no"'],
    ['no connection', { kind: 'none', reason: 'ECONNREFUSED' } as const, 'no answer: ECONNREFUSED'],
    ['a redirect to nowhere', answered(302), 'status 302'],
    ['another scheme', answered(302, { location: 'file:///etc/passwd' }), 'its scheme is file:'],
    ['a password', answered(302, { location: 'https://a:b@c.example' }), 'a user name or password'],
    ['metadata', answered(307, { location: 'http://169.254.169.254/' }), 'the runner itself'],
    ['loopback', answered(307, { location: 'http://[::ffff:127.0.0.1]/' }), 'the runner itself'],
    ['a loop', answered(301, { location: '/health' }), 'more than 2 redirects'],
  ])('with %s is unhealthy', async (_, answer, text) => {
    const { time, ports } = fakeHealth({ answer: () => answer })
    const health = await time.run(() => watchHealth({ url: url() }, ports))
    expect(health).toMatchObject({
      outcome: 'unhealthy',
      reason: expect.stringContaining(text),
    })
    expect(JSON.stringify(health)).not.toContain('secret')
    expect(JSON.stringify(health).length).toBeLessThan(500)
  })

  test('may redirect, also relative', async () => {
    const { time, ports, asked } = fakeHealth({
      answer: (href) =>
        href.endsWith('/ok') ? answered(200) : answered(308, { location: '../ok' }),
    })
    const health = await time.run(() => watchHealth({ url: url() }, ports))
    expect(health.outcome).toBe('healthy')
    expect(asked.map((each) => each.url)).toEqual([
      'https://shop.example/health?token=secret',
      'https://shop.example/ok',
    ])
  })

  test('whose redirect is expected is not followed', async () => {
    const { time, ports, asked } = fakeHealth({
      answer: () => answered(302, { location: 'https://login.example' }),
    })
    const expected = [{ from: 302, to: 302 }]
    const health = await time.run(() => watchHealth({ url: url({ expected }) }, ports))
    expect(health.outcome).toBe('healthy')
    expect(asked).toHaveLength(1)
  })

  test('is asked no more after a cancellation', async () => {
    const { time, ports, asked } = fakeHealth({ answer: () => 'hangs' })
    const cancelling = new AbortController()
    const watched = time.run(async () => {
      void time.sleep(500).then(() => cancelling.abort(new Error('cancelled')))
      return watchHealth({ url: url() }, ports, cancelling.signal)
    })
    await expect(watched).rejects.toThrow('cancelled')
    expect(asked).toHaveLength(1)
    expect(time.elapsed()).toBe(500)
  })
})

describe('alarms', () => {
  test('that stay calm are watched until the end of the bake time', async () => {
    const times: number[] = []
    const { time, ports } = fakeHealth({
      alarms: (at) => {
        times.push(at)
        return [alarm('OK')]
      },
    })
    const health = await time.run(() => watchHealth({ alarms: baking() }, ports))
    expect(health).toEqual({ outcome: 'healthy', notes: [] })
    expect(times).toEqual([0, 4_000, 8_000, 10_000])
  })

  test.each([
    ['fires', (at: number) => [alarm(at < 8_000 ? 'OK' : 'ALARM')], "Alarm 'errors' fires: why"],
    ['is not there', () => [], "There is no alarm 'errors'"],
    ['has an unknown state', () => [alarm('UNKNOWN')], 'a state that is not known'],
  ])('one that %s is unhealthy', async (_, alarms, reason) => {
    const { time, ports } = fakeHealth({ alarms })
    const health = await time.run(() => watchHealth({ alarms: baking() }, ports))
    expect(health).toMatchObject({ outcome: 'unhealthy', reason: expect.stringContaining(reason) })
  })

  test('one without data is noted', async () => {
    const { time, ports } = fakeHealth({ alarms: () => [alarm('INSUFFICIENT_DATA')] })
    const health = await time.run(() => watchHealth({ alarms: baking() }, ports))
    expect(health).toEqual({
      outcome: 'healthy',
      notes: ["Without data, and so not firing: 'errors'."],
    })
  })

  const refusal = (facts: { denied: boolean; throttled: boolean }) =>
    new AwsRefusal('refused', {
      action: 'cloudwatch:DescribeAlarms',
      code: 'X',
      reason: 'x',
      status: 400,
      ...facts,
    })

  test.each([
    ['denied', { denied: true, throttled: false }, 0],
    ['throttled to the end', { denied: false, throttled: true }, 10_000],
  ])('that are %s are not healthy', async (_, facts, until) => {
    const { time, ports } = fakeHealth({
      alarms: () => {
        throw refusal(facts)
      },
    })
    const watched = time.run(() => watchHealth({ alarms: baking() }, ports))
    await expect(watched).rejects.toBeInstanceOf(AwsRefusal)
    expect(time.elapsed()).toBe(until)
  })

  test('throttled once are looked at again', async () => {
    const { time, ports } = fakeHealth({
      alarms: (at) => {
        if (at === 4_000) throw refusal({ denied: false, throttled: true })
        return [alarm('OK')]
      },
    })
    const health = await time.run(() => watchHealth({ alarms: baking() }, ports))
    expect(health.outcome).toBe('healthy')
  })
})

test('an alarm that fires ends the waiting for the address', async () => {
  const { time, ports } = fakeHealth({
    answer: () => 'hangs',
    alarms: (at) => [alarm(at < 4_000 ? 'OK' : 'ALARM')],
  })
  const settings = { url: url({ deadlineMs: 100_000 }), alarms: baking() }
  const health = await time.run(() => watchHealth(settings, ports))
  expect(health).toMatchObject({ outcome: 'unhealthy', reason: expect.stringContaining('fires') })
  expect(time.elapsed()).toBe(4_000)
})
