import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseInputs as attest } from '@ci-kit/attest/inputs'
import { readManifest } from '@ci-kit/cli/manifest'
import type { InputReader } from '@ci-kit/core/inputs'
import { parseInputs as deployEcs } from '@ci-kit/deploy-ecs/inputs'
import { OWN_OUTPUTS } from '@ci-kit/detect-changes/answer-outputs/output-names'
import { parseInputs as detectChanges } from '@ci-kit/detect-changes/inputs'
import { parseInputs as dockerCache } from '@ci-kit/docker-cache/inputs'
import { parseInputs as imageRecord } from '@ci-kit/image-record/inputs'
import { parseInputs as pipelinePlan } from '@ci-kit/pipeline-plan/inputs'
import { parseInputs as requiredJobs } from '@ci-kit/required-jobs/inputs'
import { parseInputs as rollback } from '@ci-kit/rollback/inputs'
import { parseInputs as trivyScan } from '@ci-kit/trivy-scan/inputs'
import { parseInputs as verifyAttestation } from '@ci-kit/verify-attestation/inputs'
import { describe, expect, test } from '@jest/globals'

/** The edge of each action, and inputs that it accepts; several where one leaves others unread. */
const ACTIONS = [
  {
    name: 'attest',
    parse: attest,
    given: [
      { images: 'ghcr.io/org/app' },
      { 'subject-name': 'app', 'subject-digest': `sha256:${'a'.repeat(64)}` },
    ],
  },
  {
    name: 'deploy-ecs',
    parse: deployEcs,
    given: [{ service: 'web', 'run-task': 'true', verify: 'policy.yml' }],
  },
  {
    name: 'detect-changes',
    parse: detectChanges,
    given: [{ filters: "api: ['api/**']" }],
  },
  {
    name: 'docker-cache',
    parse: dockerCache,
    given: [{ registry: 'ghcr.io', 'image-name': 'org/app' }],
  },
  {
    name: 'image-record',
    parse: imageRecord,
    given: [
      { mode: 'write', name: 'api', image: `ghcr.io/org/app@sha256:${'a'.repeat(64)}` },
      { mode: 'collect', expected: '["api"]' },
    ],
  },
  {
    name: 'pipeline-plan',
    parse: pipelinePlan,
    given: [{ matrix: '{"include":[]}', components: 'api: {}' }],
  },
  {
    name: 'required-jobs',
    parse: requiredJobs,
    given: [{ needs: '{"build":{"result":"success"}}', explanation: 'none', jobs: 'build: api' }],
  },
  {
    name: 'rollback',
    parse: rollback,
    given: [{ service: 'web' }],
  },
  {
    name: 'trivy-scan',
    parse: trivyScan,
    given: [
      { 'image-ref': 'ghcr.io/org/app', vex: 'oci', 'vex-identity': 'somebody@example.com' },
      { 'scan-type': 'fs' },
    ],
  },
  {
    name: 'verify-attestation',
    parse: verifyAttestation,
    given: [{ images: 'ghcr.io/org/app' }],
  },
]

test('every action is looked at here', () => {
  const made = readdirSync('actions').filter((name) =>
    existsSync(join('actions', name, 'action.yml')),
  )
  expect(ACTIONS.map(({ name }) => name)).toEqual(made.toSorted())
})

describe.each(ACTIONS)('the manifest of $name', ({ name, parse, given }) => {
  const folder = resolve('actions', name)
  const manifest = readManifest(folder)

  test('declares just the inputs that the code reads', () => {
    const read = new Set<string>()
    for (const inputs of given) {
      const values = new Map<string, string>(Object.entries(inputs))
      const reader: InputReader = {
        read: (input) => {
          read.add(input)
          return values.get(input) ?? manifest.inputs.get(input)?.default ?? ''
        },
        mask: () => {},
      }
      parse(reader)
    }
    expect([...read].toSorted()).toEqual([...manifest.inputs.keys()].toSorted())
  })

  // The runner evaluates expressions in every member, and knows contexts in a default only
  // (action_yaml.json of actions/runner): one in a description keeps the action from loading.
  test('holds expressions in defaults only', () => {
    const text = readFileSync(join(folder, 'action.yml'), 'utf8')
    const lines = text.split('\n').filter((line) => line.includes('${{'))
    expect(lines.filter((line) => !/^ +default: \$\{\{ github\.\w+ \}\}$/.test(line))).toEqual([])
  })

  test('runs the bundle of this action', () => {
    expect(resolve(folder, manifest.main)).toBe(resolve('dist', name, 'index.js'))
  })
})

// A component may take any other name, and would replace an output that the list lacks.
test('detect-changes keeps the names of just its own outputs from components', () => {
  const { outputs } = readManifest(resolve('actions', 'detect-changes'))
  expect(OWN_OUTPUTS.toSorted()).toEqual(outputs.toSorted())
})
