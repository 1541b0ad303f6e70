import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { Outcome } from '@ci-kit/attestation/gate/verdict'
import { FailedResult } from '@ci-kit/core/errors'
import { type Ports, run } from '@ci-kit/verify-attestation/run'
import type { Target } from '@ci-kit/verify-attestation/subjects/target'
import { expect, test } from '@jest/globals'
import { IMAGE, parsed } from './given.ts'
import { accepted, PROVENANCE, subjectOf, verdictOn } from './verdicts.ts'

const POLICY: Policy = {
  signers: [{ issuer: 'https://issuer.test', identity: 'https://github.com/org/app/x' }],
  hostedRunnerOnly: true,
  predicates: [{ name: 'provenance', types: [PROVENANCE] }],
  otherStatements: 'refuse',
  transparencyLog: 'required',
}

const TARGET: Target = {
  subject: subjectOf('ghcr.io/org/app:1'),
  repository: { registry: 'ghcr.io', repository: 'org/app' },
}

/** Ports that tell this outcome, and what was told to them. */
const world = (outcome: Outcome, more: Partial<Ports> = {}) => {
  const told: string[] = []
  const tell = (kind: string) => (text: string) => void told.push(`${kind}: ${text}`)
  const statements = outcome === 'verified' ? [accepted(TARGET.subject.digest)] : []
  const subjects = [{ ...verdictOn(outcome, statements), subject: TARGET.subject }]
  const log = {
    info: tell('info'),
    debug: tell('debug'),
    notice: tell('notice'),
    warning: tell('warning'),
    error: tell('error'),
    group: tell('group'),
    endGroup: () => {},
  }
  const ports: Ports = {
    log,
    summary: { append: tell('summary') },
    policy: async () => POLICY,
    resolveImage: async () => TARGET,
    hashFiles: async () => [],
    judge: async () => ({ outcome, subjects, verifiedAt: new Date(0) }),
    writeVsa: async () => [],
    now: () => new Date(0),
    ...more,
  }
  return { ports, told }
}

const outputsOfFailure = async (running: Promise<unknown>) => {
  const thrown = await running.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof FailedResult)) throw new Error('The step did not fail with a result.')
  return thrown.outputs
}

test('what is verified passes with its outputs', async () => {
  const { ports, told } = world('verified')
  const { digest } = TARGET.subject
  expect(await run(parsed(IMAGE), ports)).toMatchObject({
    verified: true,
    outcome: 'verified',
    digest,
    image: `ghcr.io/org/app@${digest}`,
    statements: 1,
    'refused-statements': 0,
    results: { schemaVersion: 1, verified: true, unresolved: [] },
    'vsa-path': '',
  })
  expect(told.map((text) => text.split(':')[0])).toEqual(['info', 'summary'])
})

test.each<Outcome>(['refused', 'unattested', 'unknown'])(
  'what is %s fails with its outputs, and only warns where that is wanted',
  async (outcome) => {
    const expected = { verified: false, outcome, statements: 0 }
    const failing = run(parsed(IMAGE), world(outcome).ports)
    expect(await outputsOfFailure(failing)).toMatchObject(expected)
    const { ports, told } = world(outcome)
    expect(await run(parsed({ ...IMAGE, mode: 'warn' }), ports)).toMatchObject(expected)
    expect(told.filter((text) => text.startsWith('warning'))).toHaveLength(1)
  },
)

test('one image that is not known makes nobody know, and the others are judged', async () => {
  const images = 'ghcr.io/org/app:1\nghcr.io/org/app:2'
  const { ports } = world('verified', {
    resolveImage: async ({ name }) =>
      name.endsWith(':2') ? { name, problem: 'It is down.' } : TARGET,
  })
  const outputs = await outputsOfFailure(run(parsed({ images }), ports))
  expect(outputs).toMatchObject({ outcome: 'unknown', statements: 1, digest: '' })
  expect(outputs.results).toMatchObject({
    outcome: 'unknown',
    verified: false,
    unresolved: [{ name: 'ghcr.io/org/app:2', problem: 'It is down.' }],
  })
})

test('nothing that could be looked up is not asked about, and nobody knows', async () => {
  const { ports } = world('verified', {
    resolveImage: async ({ name }) => ({ name, problem: 'It is down.' }),
    judge: () => Promise.reject(new Error('There is nothing to judge.')),
  })
  expect(await outputsOfFailure(run(parsed(IMAGE), ports))).toMatchObject({ outcome: 'unknown' })
})

test('no summary is written where none is wanted', async () => {
  const { ports, told } = world('verified')
  await run(parsed({ ...IMAGE, summary: 'false' }), ports)
  expect(told.some((text) => text.startsWith('summary'))).toBe(false)
})
