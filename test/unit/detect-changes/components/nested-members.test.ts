import { plainMembers } from '@ci-kit/detect-changes/components/plain-yaml'
import { describe, expect, test } from '@jest/globals'
import { parse } from './components.ts'

const CHECKS = { lint: 'npm run lint', test: 'node --test' }

/** Members as they are written, what they are in the matrix, and whether the quick reader takes them. */
const CASES: readonly (readonly [yaml: string, members: object, isPlain: boolean])[] = [
  [
    'checks:\n    lint: make\n    test: make/test',
    { checks: { lint: 'make', test: 'make/test' } },
    true,
  ],
  ['checks:\n    lint: npm run lint\n    test: node --test', { checks: CHECKS }, false],
  ['checks: { lint: npm run lint, test: node --test }', { checks: CHECKS }, false],
  ['checks:\n    lint: \'npm run lint\'\n    test: "node --test"', { checks: CHECKS }, true],
  ['image: false\n  timeout-minutes: 15', { image: false, 'timeout-minutes': 15 }, true],
  [
    "image:\n    platforms: [linux/amd64, linux/arm64]\n    build-args:\n      NODE: 'node:24'\n      DEBUG: true",
    {
      image: {
        platforms: ['linux/amd64', 'linux/arm64'],
        'build-args': { NODE: 'node:24', DEBUG: true },
      },
    },
    true,
  ],
  [
    'image: { build-args: { NODE: node:24 }, target: ~ }',
    { image: { 'build-args': { NODE: 'node:24' }, target: null } },
    false,
  ],
  [
    'checks:\n    test: |\n      npm ci\n      npm test\n\n      # no comment\n    lint: >-\n      a\n      b',
    { checks: { test: 'npm ci\nnpm test\n\n# no comment\n', lint: 'a b' } },
    false,
  ],
  [
    "services:\n    postgres:\n      image: 'postgres:18'\n      env:\n        POSTGRES_PASSWORD: test\n      ports: ['5432:5432']\n      health: pg_isready",
    {
      services: {
        postgres: {
          image: 'postgres:18',
          env: { POSTGRES_PASSWORD: 'test' },
          ports: ['5432:5432'],
          health: 'pg_isready',
        },
      },
    },
    true,
  ],
  [
    'matrixes:\n    - a: 1\n      b:\n        - x\n    - []',
    { matrixes: [{ a: 1, b: ['x'] }, []] },
    false,
  ],
  ['runner:\n    - self-hosted\n    - gpu', { runner: ['self-hosted', 'gpu'] }, true],
]

describe('nested members of a component reach the matrix as they are', () => {
  test.each(CASES)('%j', async (yaml, members, isPlain) => {
    const text = `api:\n  paths: [services/api/**]\n  ${yaml}\nweb: web/**\n`
    expect(plainMembers(text) !== undefined).toBe(isPlain)
    const [api, web] = (await parse(text)).components
    expect(Object.fromEntries(api?.metadata ?? [])).toEqual(members)
    expect([web?.name, web?.metadata.size]).toEqual(['web', 0])
  })

  test.each(CASES)('also with the line ends of Windows: %j', async (yaml, members) => {
    const text = `api:\n  paths: [services/api/**]\n  ${yaml}\n`.replaceAll('\n', '\r\n')
    const [api] = (await parse(text)).components
    expect(Object.fromEntries(api?.metadata ?? [])).toEqual(members)
  })
})
