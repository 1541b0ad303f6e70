import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { FaultProxy } from '../fakes/fault-proxy.ts'
import { errorsOf } from './actions.ts'
import { ADVISORIES, FIXED, KNOWN_JAR, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* One download of a database serves all images of a step and all steps of a job. */

const bench = trivyScanWorkbench()
const { scan, push, publish, spoil, workspace } = bench

const JAVA = 'databases/trivy-java-db'

/** What was asked of a repository, as `GET manifests 200`, in order. */
const askedOf = ({ seen }: FaultProxy, repository: string): readonly string[] =>
  seen.flatMap(({ method, path, status }) => {
    const [, name, kind] = /^\/v2\/(.+)\/(manifests|blobs)\//.exec(path) ?? []
    return name === repository ? [`${method} ${kind} ${status}`] : []
  })

/** A proxy that only counts, and databases behind it. */
const counted = async () => {
  const database = await publish(ADVISORIES)
  const [, repository = ''] = /^[^/]+\/(.+):2$/.exec(database) ?? []
  const proxy = await spoil([])
  const inputs = {
    'db-repositories': `${proxy.address}/${repository}:2`,
    'java-db-repositories': `${proxy.address}/${JAVA}:1`,
  }
  const asked = () => askedOf(proxy, repository)
  const blobs = () => asked().filter((one) => one.startsWith('GET blobs'))
  return { proxy, inputs, asked, blobs }
}

describe('several images of one step', () => {
  test('share one download, and no Java database without a jar', async () => {
    const { proxy, inputs, asked, blobs } = await counted()
    const images = [
      await push({ packages: VULNERABLE }, 'a'),
      await push({ packages: FIXED }, 'b'),
      await push({ packages: { ...FIXED, more: '1.0' } }, 'c'),
    ]
    const result = await scan({ inputs: { ...inputs, 'image-ref': images.join('\n') } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(blobs()).toEqual(['GET blobs 200'])
    expect(asked().filter((one) => one.includes('manifests')).length).toBeLessThanOrEqual(2)
    expect(askedOf(proxy, JAVA)).toEqual([])
  })

  test('share one Java database when there are jars', async () => {
    const { proxy, inputs, blobs } = await counted()
    const files = { 'app/nameless.jar': KNOWN_JAR.jar }
    const images = [
      await push({ packages: FIXED, files }, 'a'),
      await push({ packages: { ...FIXED, more: '1.0' }, files }, 'b'),
    ]
    const result = await scan({ inputs: { ...inputs, 'image-ref': images.join('\n') } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '2' })
    expect(blobs()).toEqual(['GET blobs 200'])
    expect(askedOf(proxy, JAVA).filter((one) => one.startsWith('GET blobs'))).toHaveLength(1)
  })

  test('are told apart in the outputs', async () => {
    const red = await push({ packages: VULNERABLE }, 'a')
    const green = await push({ packages: FIXED }, 'b')
    const result = await scan({ inputs: { 'image-ref': `${red}\n${green}` } })
    expect(result.outputs.digest).toBe('')
    expect(result.outputs.image?.split('\n')).toHaveLength(2)
    expect(JSON.parse(result.outputs.results ?? '')).toMatchObject([
      { name: red, verdict: 'fail', total: 1, critical: 1 },
      { name: green, verdict: 'pass', total: 0 },
    ])
  })

  test('come in the summary with what fails first, which is never cut off', async () => {
    const green = await push({ packages: FIXED }, 'a')
    const red = await push({ packages: VULNERABLE }, 'b')
    const { summary } = await scan({ inputs: { 'image-ref': `${green}\n${red}` } })
    const places = [red, green].map((name) => summary.indexOf(name.slice(name.indexOf('/'))))
    expect(places.every((place) => place >= 0)).toBe(true)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
  })
})

describe('a second step of the job', () => {
  const job = () => {
    const temp = join(workspace(), 'temp')
    mkdirSync(temp, { recursive: true })
    return temp
  }

  test('asks for the digest and downloads nothing', async () => {
    const { inputs, asked } = await counted()
    const step = {
      temp: job(),
      inputs: { ...inputs, 'image-ref': await push({ packages: FIXED }) },
    }
    expect((await scan(step)).exitCode).toBe(0)
    const before = asked().length
    const second = await scan(step)
    expect(outcomeOf(second)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(asked().slice(before)).toEqual(['HEAD manifests 200'])
    expect(readdirSync(step.temp)).toEqual(['ci-kit-trivy'])
  })

  test('gets the newer database when the mirror has one', async () => {
    const { inputs } = await counted()
    const image = await push({ packages: VULNERABLE })
    const temp = job()
    const first = await scan({ temp, inputs: { ...inputs, 'image-ref': image } })
    expect(outcomeOf(first)).toMatchObject({ exitCode: 1, total: '1' })
    const moved = await publish([])
    const second = await scan({ temp, inputs: { 'db-repositories': moved, 'image-ref': image } })
    expect(outcomeOf(second)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(second.outputs['db-digest']).not.toBe(first.outputs['db-digest'])
  })

  test('uses what is there, with a warning, when no mirror answers any more', async () => {
    const { inputs } = await counted()
    const image = await push({ packages: VULNERABLE })
    const temp = job()
    await scan({ temp, inputs: { ...inputs, 'image-ref': image } })
    const gone = '127.0.0.1:1/trivy-db:2'
    const second = await scan({ temp, inputs: { 'db-repositories': gone, 'image-ref': image } })
    expect(outcomeOf(second)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    const warnings = second.commands.filter(({ name }) => name === 'warning')
    expect(warnings.map(({ message }) => message).join()).toContain(gone)
    expect(errorsOf(second)).toHaveLength(1)
  })

  test('may run at the same time', async () => {
    const { inputs } = await counted()
    const image = await push({ packages: VULNERABLE })
    const temp = job()
    const step = (name: string) =>
      scan({ temp, inputs: { ...inputs, 'image-ref': image, 'output-dir': name } })
    for (const result of await Promise.all([step('one'), step('two'), step('three')]))
      expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(readdirSync(temp)).toEqual(['ci-kit-trivy'])
  })
})
