import type { Json } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { pulled, pushed } from '../detect-changes/samples.ts'
import { api, DOCKERFILE, planned, problemOf, rowsOf } from './planned.ts'

describe('the rows', () => {
  test('of a component that says nothing but has a Dockerfile', async () => {
    const { outputs } = await planned({ rows: [api()], files: DOCKERFILE })
    expect(outputs.checks).toEqual({ include: [] })
    expect(outputs.images).toEqual({
      include: [
        {
          component: 'api',
          'image-name': 'octo/shop/api',
          file: 'services/api/Dockerfile',
          context: 'services/api',
          target: '',
          'build-args': '',
          platforms: '["linux/amd64"]',
          runners: '{"linux/amd64":"ubuntu-latest"}',
        },
      ],
    })
    expect(outputs).toMatchObject({
      'has-checks': false,
      'has-images': true,
      push: true,
      tags: '',
      environment: 'production',
      deploy: 'none',
      services: {},
      'allowed-skips': 'checks,deploy',
      anything: true,
    })
  })

  test('of a component that says everything', async () => {
    const members = {
      checks: { lint: 'npm run lint', test: "node --test 'a'\nnpm test" },
      'working-directory': './',
      container: 'node:24',
      services: {
        postgres: {
          image: 'postgres:18',
          env: { POSTGRES_PASSWORD: 'test' },
          ports: ['5432:5432'],
          health: 'pg_isready',
        },
      },
      runner: ['self-hosted', 'big'],
      'timeout-minutes': 15,
      image: {
        name: 'org/api',
        file: 'Dockerfile.api',
        context: '.',
        target: 'prod',
        platforms: ['linux/amd64', 'linux/arm64'],
        'build-args': { NODE: 'node:24', EMPTY: '', DEBUG: true },
      },
      deploy: { service: 'shop-api', container: 'app', 'desired-count': 2, needs: ['db'] },
    }
    const { outputs } = await planned({ rows: [api(members)], files: ['Dockerfile.api'] })
    const check = {
      component: 'api',
      'working-directory': '.',
      container: 'node:24',
      services: [
        {
          image: 'postgres:18',
          options:
            '--network-alias "postgres" --env "POSTGRES_PASSWORD=test" --publish "5432:5432" --health-cmd "pg_isready" --health-interval 2s --health-timeout 5s --health-retries 30',
        },
      ],
      runner: ['self-hosted', 'big'],
      'timeout-minutes': 15,
    }
    expect(rowsOf(outputs, 'checks')).toEqual([
      { ...check, check: 'lint', run: 'npm run lint' },
      { ...check, check: 'test', run: "node --test 'a'\nnpm test" },
    ])
    expect(rowsOf(outputs, 'images')).toEqual([
      {
        component: 'api',
        'image-name': 'org/api',
        file: 'Dockerfile.api',
        context: '.',
        target: 'prod',
        'build-args': 'NODE=node:24\nEMPTY=\nDEBUG=true',
        platforms: '["linux/amd64","linux/arm64"]',
        runners: '{"linux/amd64":["self-hosted","big"],"linux/arm64":"ubuntu-24.04-arm"}',
      },
    ])
    expect(outputs.services).toEqual({
      'shop-api': { component: 'api', container: 'app', 'desired-count': 2, needs: ['db'] },
    })
    expect(outputs).toMatchObject({ deploy: 'deploy', 'allowed-skips': '' })
  })

  test('of nothing', async () => {
    const { outputs, log, summary } = await planned({})
    expect(outputs).toMatchObject({
      'has-checks': false,
      'has-images': false,
      deploy: 'none',
      'allowed-skips': 'checks,images,collect,deploy',
      anything: false,
    })
    expect(log[0]).toBe('group Plan: no job has to run')
    expect(summary).toBe('### Pipeline: no job has to run\n')
  })
})

describe('services', () => {
  test('are not deployed twice in one run', async () => {
    const rows = [api({ deploy: 'web' }), api({ component: 'b', deploy: 'web' })]
    expect(await problemOf({ rows, files: DOCKERFILE })).toMatch(
      /^The components 'api' and 'b' are both deployed to service 'web'/,
    )
  })

  test('are planned for a pull request, and not pushed', async () => {
    const rows = [
      api({ deploy: { service: 'web', 'health-url': 'https://x', needs: ['db', 'other'] } }),
      api({
        component: 'db',
        image: { name: 'org/db' },
        deploy: { service: 'db', needs: 'other' },
      }),
    ]
    const world = { rows, files: DOCKERFILE, context: pulled() }
    expect((await planned(world)).outputs).toMatchObject({
      push: false,
      environment: 'production',
      deploy: 'plan',
      services: { web: { 'health-url': 'https://x', needs: ['db'] }, db: {} },
      'allowed-skips': 'checks,collect',
    })
    const inputs = { plan: 'false' }
    expect((await planned({ ...world, inputs })).outputs).toMatchObject({
      deploy: 'none',
      services: {},
      'allowed-skips': 'checks,collect,deploy',
    })
  })

  test('are left alone when input deploy is false', async () => {
    const inputs = { deploy: 'false' }
    const world = { rows: [api({ deploy: 'web' })], files: DOCKERFILE, inputs }
    expect((await planned(world)).outputs).toMatchObject({ deploy: 'none', services: {} })
  })
})

test('more rows than a matrix takes are an error', async () => {
  const checks = Object.fromEntries(Array.from({ length: 257 }, (_, at) => [`c${at}`, 'true']))
  expect(await problemOf({ rows: [api({ checks })] })).toMatch(
    /^There are 257 checks, and a matrix has room for 256\./,
  )
})

describe('outputs that no later job would get are an error:', () => {
  const rowsWith = (count: number, members: Json) =>
    Array.from({ length: count }, (_, at) => api({ component: `c${at}`, ...members }))

  test('images that image-record cannot take', async () => {
    const rows = rowsWith(200, { image: { 'build-args': { A: 'x'.repeat(600) } } })
    const message = await problemOf({ rows, files: DOCKERFILE })
    expect(message).toMatch(/^Output 'images' takes 1\d\d KiB, and a step takes 127 KiB/)
    expect(message).toContain('Let some folders share a component')
  })

  test('services that image-record cannot take', async () => {
    const rows = rowsWith(200, {}).map((row, at) => ({
      ...row,
      deploy: { service: `s${at}`, command: 'x'.repeat(700) },
    }))
    expect(await problemOf({ rows, files: DOCKERFILE })).toMatch(/^Output 'services' takes/)
  })

  test('more than GitHub takes of a job', async () => {
    const rows = rowsWith(200, { image: false, checks: { test: 'x'.repeat(2_500) } })
    expect(await problemOf({ rows })).toMatch(
      /^The outputs take \d{4} KiB, and 900 KiB fit: GitHub allows 1 MB a job\./,
    )
  })
})

test('the log and the summary show the plan, and nothing in them is markup', async () => {
  const rows = [api({ checks: { test: 'x' }, container: 'a/b', deploy: 'web' })]
  const inputs = { branches: "main: 'pro](x) <b>|'" }
  const { log, summary } = await planned({ rows, files: DOCKERFILE, inputs, context: pushed() })
  expect(log[1]).toContain('check   api        test')
  expect(log.at(-1)).toBe('info Images are pushed, and deployed to pro](x) <b>|.')
  expect(summary).toContain('| check | <code>api</code> | <code>test</code> | <code>a/b</code> |')
  expect(summary).toContain(
    '  detect --> n0s0["1 check of api"]\n  n0s0 --> n0s1["1 image of api"]',
  )
  expect(summary).toContain('  n0s1 --> n0s2["1 deployment of api"]')
  expect(summary).not.toMatch(/<b>|\]\(x/)
})
