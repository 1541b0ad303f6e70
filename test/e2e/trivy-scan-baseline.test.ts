import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { Versions } from '../fakes/sample-files.ts'
import { ADVISORIES, BUSYBOX, FIXED, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, pathsOf, standingsOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* What a change brought in, against what was there: four kinds of findings, gate on and off. */

const bench = trivyScanWorkbench()
const { scan, push, publish, file } = bench

const NONE = { introduced: '0', existing: '0', fixed: '0', 'newly-published': '0' }
const GATES = { on: 'high', off: 'none' } as const

type Case = {
  readonly kind: keyof typeof NONE
  readonly gate: keyof typeof GATES
  readonly exitCode: number
}

describe('against the image of the target branch', () => {
  const samples: Readonly<Record<string, { before: Versions; after: Versions; total: string }>> = {
    introduced: { before: FIXED, after: VULNERABLE, total: '1' },
    existing: { before: VULNERABLE, after: { ...VULNERABLE, more: '1.0.0-r0' }, total: '1' },
    fixed: { before: VULNERABLE, after: FIXED, total: '0' },
  }

  test.each<Case>([
    { kind: 'introduced', gate: 'on', exitCode: 1 },
    { kind: 'introduced', gate: 'off', exitCode: 0 },
    { kind: 'existing', gate: 'on', exitCode: 0 },
    { kind: 'existing', gate: 'off', exitCode: 0 },
    { kind: 'fixed', gate: 'on', exitCode: 0 },
    { kind: 'fixed', gate: 'off', exitCode: 0 },
  ])('a finding that is $kind, gate $gate: exit code $exitCode', async (row) => {
    const { kind, gate, exitCode } = row
    const { before = {}, after = {}, total } = samples[kind] ?? {}
    const baseline = await push({ packages: before }, 'main')
    const image = await push({ packages: after }, 'change')
    const result = await scan({ inputs: { 'image-ref': image, baseline, 'fail-on': GATES[gate] } })
    const verdict = exitCode === 0 ? 'pass' : 'fail'
    expect(outcomeOf(result)).toEqual({ exitCode, verdict, total })
    expect(standingsOf(result)).toEqual({ ...NONE, [kind]: '1' })
  })

  test('a gate without a baseline stops for what was there before', async () => {
    const image = await push({ packages: VULNERABLE })
    const result = await scan({ inputs: { 'image-ref': image, 'fail-on': GATES.on } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(result.outputs.introduced ?? '').toBe('')
  })

  test('an image that does not exist excuses nothing', async () => {
    const image = await push({ packages: VULNERABLE })
    const baseline = image.replace(/:1$/, ':missing')
    const result = await scan({ inputs: { 'image-ref': image, baseline } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(result.outputs.introduced).toBe('')
    expect(result.log).toContain(`The baseline ${baseline} does not exist`)
  })
})

describe('against a stored report, when the database has moved since', () => {
  const packages = { openssl: FIXED.openssl, busybox: VULNERABLE.busybox }

  const stored = async (image: string): Promise<string> => {
    const before = await scan({ inputs: { 'image-ref': image } })
    expect(outcomeOf(before)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    const [path = ''] = pathsOf(bench, before, 'findings-path')
    file('baseline.json', readFileSync(path))
    return 'baseline.json'
  }

  test.each<Case>([
    { kind: 'newly-published', gate: 'on', exitCode: 0 },
    { kind: 'newly-published', gate: 'off', exitCode: 0 },
  ])('a finding that is $kind, gate $gate: exit code $exitCode', async ({ gate, exitCode }) => {
    const image = await push({ packages })
    const baseline = await stored(image)
    const moved = await publish([...ADVISORIES, BUSYBOX])
    const inputs = { 'image-ref': image, 'db-repositories': moved, 'fail-on': GATES[gate] }
    const result = await scan({ inputs: { ...inputs, baseline } })
    expect(outcomeOf(result)).toEqual({ exitCode, verdict: 'pass', total: '1' })
    expect(standingsOf(result)).toEqual({ ...NONE, 'newly-published': '1' })
    expect(result.log).toContain(BUSYBOX.id)
    if (gate === 'on') expect((await scan({ inputs })).exitCode).toBe(1)
  })

  test('a package that came with the change is introduced, however new its hole', async () => {
    const baseline = await stored(await push({ packages: { openssl: FIXED.openssl } }, 'main'))
    const image = await push({ packages }, 'change')
    const moved = await publish([...ADVISORIES, BUSYBOX])
    const inputs = { 'image-ref': image, 'db-repositories': moved, baseline }
    const result = await scan({ inputs })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(standingsOf(result)).toEqual({ ...NONE, introduced: '1' })
  })

  test('a file that is no report is an error', async () => {
    const image = await push({ packages: FIXED })
    file('baseline.json', '{"findings": "none"}')
    const result = await scan({ inputs: { 'image-ref': image, baseline: 'baseline.json' } })
    expect(result.exitCode).toBe(1)
    expect(result.outputs.verdict).toBe('error')
    expect(result.log).toContain('baseline.json')
  })
})
