import type { Fault, ServiceName } from '@ci-kit/local-sigstore/faults'
import { describe, expect, test } from '@jest/globals'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'

/* The bundle against services of a Sigstore that fail: what passes is waited for, what stays ends soon, and a run again completes it. */

const { attest, attached, file, sigstore } = faultsWorkbench()

type Services = readonly [ServiceName, string][]

const VERSION_1: Services = [
  ['oidc', 'token service of GitHub'],
  ['fulcio', 'certificate authority'],
  ['rekor', 'transparency log'],
  ['timestamp', 'timestamp authority'],
]
const VERSION_2: Services = VERSION_1.map(([name, role]) =>
  name === 'rekor' ? ['rekor-v2', role] : [name, role],
)

const useServices = (services: Services): void => {
  const log = services === VERSION_2 ? 2 : 1
  file('signing.json', sigstore().signingConfig({ log, timestamps: true }))
}

const hostOf = (service: ServiceName): string => {
  const { oidc, fulcio, rekor, rekorV2, timestamp } = sigstore().urls
  return new URL({ oidc, fulcio, rekor, 'rekor-v2': rekorV2, timestamp }[service]).host
}

const FAULTS: readonly [Fault, string][] = [
  [{ kind: 'status', status: 500 }, 'answered 500'],
  [{ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, 'try again in 1 s'],
  [{ kind: 'refuse' }, 'could not be asked'],
  [{ kind: 'cut-off', bytes: 40 }, 'could not be asked'],
]

describe('every service fails once, each in another way', () => {
  test.each<[string, number, Services]>([
    ['version 1', 0, VERSION_1],
    ['version 2', 1, VERSION_2],
    ['version 1', 2, VERSION_1],
    ['version 2', 3, VERSION_2],
  ])(
    'with a log of %s, turn %i: the step waits, tells it, and is green',
    async (_, turn, services) => {
      useServices(services)
      const told = services.map(([service, role], at) => {
        const [fault, words] = FAULTS[(at + turn) % FAULTS.length] ?? []
        if (fault !== undefined) sigstore().faults.set(service, fault, 1)
        return [`The ${role} ${hostOf(service)}`, words, '(attempt 1 of'] as const
      })
      const { log } = green(await attest())
      for (const words of told)
        expect(log.split('\n')).toContainEqual(expect.stringMatching(inOrder(words)))
      expect(log).not.toContain('::warning')
      expect(await attached()).toBe(1)
    },
  )

  test('slow ones are waited for', async () => {
    for (const [service] of VERSION_1)
      sigstore().faults.set(service, { kind: 'delay', milliseconds: 300 })
    green(await attest())
  })

  test('a log whose answer is lost is not told twice of the same', async () => {
    sigstore().faults.set('rekor', { kind: 'cut-off', bytes: 0 }, 1)
    const { log, outputs } = green(await attest())
    expect(log).toContain('transparency log')
    expect(outputs['log-indices']).toMatch(/^\d+$/)
  })
})

/** Parts of a line, one behind the other. */
const inOrder = (parts: readonly (string | undefined)[]): RegExp =>
  new RegExp(parts.map((part = '') => part.replace(/[.()]/g, '\\$&')).join('.*'))

/** Nobody waits that long, so the step ends at once as it does after a long outage. */
const DOWN: Fault = { kind: 'status', status: 503, headers: { 'retry-after': '3600' } }

const STAYING: readonly [string, Fault, string][] = [
  ['is down for an hour', DOWN, 'run the job again'],
  ['answers 409', { kind: 'status', status: 409 }, '409'],
  ['answers 400', { kind: 'status', status: 400 }, 'answered 400'],
  ['answers garbage', { kind: 'garbage' }, 'cannot be used'],
  ['answers 2 MB', { kind: 'garbage', body: 'x'.repeat(2_000_000) }, 'bytes'],
]

describe.each([
  ...VERSION_1.map(([service, role]) => [service, role, VERSION_1] as const),
  ['rekor-v2', 'transparency log', VERSION_2] as const,
])('%s fails and stays so', (service, role, services) => {
  test('the step ends soon and says what to do, and a run again completes it', async () => {
    useServices(services)
    for (const [, fault, words] of STAYING) {
      sigstore().faults.set(service, fault)
      const result = await attest()
      const error = red(result)
      expect(error).toContain(`The ${role} ${hostOf(service)}`)
      expect(error).toContain(words)
      expect(error).toMatch(/[Cc]heck|[Rr]un the job again/)
      if (role !== 'transparency log') expect(result.log).not.toContain('has the entry already')
      expect(result.summary).toBe('')
    }
    expect(await attached()).toBe(0)
    sigstore().faults.clear()
    green(await attest())
    expect(await attached()).toBe(1)
    if (service === 'rekor') expect(green(await attest()).outputs.reused).toBe('1')
    expect(await attached()).toBe(1)
  })
})
