import { UserError } from '@ci-kit/core/errors'
import { parseInputs } from '@ci-kit/deploy-ecs/inputs'
import { describe, expect, test } from '@jest/globals'
import { given, parsed } from './given.ts'

const MINUTE = 60_000

test('a service alone deploys what it runs, waits, and goes back when that fails', () => {
  expect(parsed({ service: 'web' })).toMatchObject({
    mode: 'deploy',
    cluster: 'default',
    region: undefined,
    requests: [
      {
        service: 'web',
        needs: [],
        source: { kind: 'service' },
        edits: { containers: new Map() },
        settings: {},
        until: 'end',
        create: '',
      },
    ],
    continue: undefined,
    wait: { isWanted: true, limitMs: 30 * MINUTE, maxDelayMs: 10_000 },
    alarms: { names: [], bakeMs: 2 * MINUTE },
    failFast: true,
    onFailure: 'rollback',
    onCancel: 'rollback',
    task: undefined,
    schedules: '',
    preflight: 'true',
    gate: undefined,
    release: {
      environment: 'production',
      environmentUrl: undefined,
      production: true,
      ledger: { kind: 'github' },
      migrations: 'none',
    },
    maxAttempts: 9,
    summary: true,
  })
})

test.each([
  [{ 'aws-region': ' eu-west-1 ' }, { region: 'eu-west-1' }],
  [{ cluster: '' }, { cluster: 'default' }],
  [{ mode: 'plan' }, { mode: 'plan' }],
  [{ 'max-retries': '0' }, { maxAttempts: 1 }],
  [{ 'wait-for-minutes': '1000' }, { wait: { limitMs: 360 * MINUTE } }],
  [{ 'wait-for-service-stability': 'false' }, { wait: { isWanted: false } }],
  [{ 'wait-for-service-stability': '' }, { wait: { isWanted: true } }],
  [{ 'wait-max-delay-seconds': '1' }, { wait: { maxDelayMs: 1_000 } }],
  [{ 'fail-fast': 'false' }, { failFast: false }],
  [
    { 'on-failure': 'leave', 'on-cancel': 'leave' },
    { onFailure: 'leave', onCancel: 'leave' },
  ],
  [{ 'on-failure': '' }, { onFailure: 'rollback' }],
  [{ preflight: 'warn' }, { preflight: 'warn' }],
  [{ continue: 'continue' }, { continue: 'CONTINUE' }],
  [{ continue: 'rollback' }, { continue: 'ROLLBACK' }],
  [
    { 'health-alarms': 'errors, all\n# a comment\nlatency', 'health-minutes': '0' },
    { alarms: { names: ['errors, all', 'latency'], bakeMs: 0 } },
  ],
  [{ environment: '' }, { release: { environment: 'production' } }],
  [
    { environment: 'staging', 'environment-url': 'https://x.example', migrations: 'contract' },
    {
      release: {
        environment: 'staging',
        environmentUrl: 'https://x.example',
        migrations: 'contract',
      },
    },
  ],
  [{ 'production-environment': 'false' }, { release: { production: false } }],
  [{ ledger: 'none' }, { release: { ledger: { kind: 'none' } } }],
  [{ ledger: 'kept/l.json' }, { release: { ledger: { kind: 'file', path: 'kept/l.json' } } }],
  [
    { verify: 'policy.yml', 'verify-containers': 'web, proxy' },
    { gate: { document: { kind: 'file', path: 'policy.yml' }, containers: ['web', 'proxy'] } },
  ],
  [{ verify: 'signer-workflow: x' }, { gate: { document: { kind: 'inline' } } }],
])('%j', (inputs, expected) => {
  expect(parsed({ service: 'web', ...inputs })).toMatchObject(expected)
})

test('secrets are masked before anything can be refused', () => {
  const from = given({ 'github-token': 't0ken', password: 'pa55', mode: 'try' })
  expect(() => parseInputs(from)).toThrow(UserError)
  expect(from.masked).toEqual(['t0ken', 'pa55'])
})

describe('is refused', () => {
  test.each<[Record<string, string>, string[]]>([
    [{ service: '' }, ["Input 'service' is not set", "'task-definition'"]],
    [{ services: 'api: {}' }, ["'service' and 'services' are both set"]],
    [{ mode: 'dry-run' }, ["Input 'mode' is 'dry-run'", "'plan'"]],
    [{ 'wait-for-minutes': '0' }, ["Input 'wait-for-minutes' is '0'"]],
    [{ 'wait-for-minutes': '1.5' }, ["Input 'wait-for-minutes' is '1.5'"]],
    [{ 'wait-max-delay-seconds': '0' }, ["Input 'wait-max-delay-seconds' is '0'"]],
    [{ 'max-retries': '-1' }, ["Input 'max-retries' is '-1'", 'from 0 to 100']],
    [{ 'wait-for-service-stability': 'yes' }, ["'wait-for-service-stability' is 'yes'", "'true'"]],
    [{ 'fail-fast': '1' }, ["Input 'fail-fast' is '1'"]],
    [{ 'on-failure': 'retry' }, ["Input 'on-failure' is 'retry'", "'rollback'", "'leave'"]],
    [{ 'on-cancel': 'stop' }, ["Input 'on-cancel' is 'stop'", "'leave'"]],
    [{ preflight: 'maybe' }, ["Input 'preflight' is 'maybe'", "'warn'"]],
    [{ migrations: 'some' }, ["Input 'migrations' is 'some'", "'contract'"]],
    [{ 'health-minutes': '361' }, ["Input 'health-minutes' is '361'", 'from 0 to 360']],
    [{ continue: 'CONTINUE' }, ["Input 'continue' is 'CONTINUE'", "'rollback'"]],
    [
      { service: '', 'task-definition': 'web.json', continue: 'continue' },
      ["Input 'continue' is set", "'service' is not"],
    ],
    [{ continue: 'rollback', mode: 'plan' }, ["Input 'continue'", "'mode' is 'plan'"]],
    [{ 'verify-containers': 'web' }, ["Input 'verify-containers' is set", "'verify' is not"]],
    [{ 'trusted-root': 'root.json' }, ["Input 'trusted-root' is set", "'verify' is not"]],
    [{ 'desired-count': '-1' }, ["Input 'desired-count' is '-1'", 'from 0 to 5000']],
    [{ 'propagate-tags': 'service' }, ["Input 'propagate-tags' is 'service'", "'SERVICE'"]],
    [{ 'wait-until': 'later' }, ["Input 'wait-until' is 'later'", "'bake-time'"]],
    [{ 'health-url': 'file:///etc/passwd' }, ["Input 'health-url' is"]],
    [{ 'run-task': 'on' }, ["Input 'run-task' is 'on'"]],
  ])('%j', (inputs, words) => {
    const parse = () => parsed({ service: 'web', ...inputs })
    expect(parse).toThrow(UserError)
    for (const word of words) expect(parse).toThrow(word)
  })
})
