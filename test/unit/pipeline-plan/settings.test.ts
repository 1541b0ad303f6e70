import { ENTRY_INPUTS } from '@ci-kit/ecs/services/service-entry'
import { describe, expect, test } from '@jest/globals'
import { api, DOCKERFILE, planned, problemOf, rowsOf } from './planned.ts'

const CHECKS = { checks: { test: 'x' } }
const service = (members: object) => ({ ...CHECKS, services: { db: members } })

describe('mistakes name component, member and fix', () => {
  test.each<[object, string, string]>([
    [{ check: {} }, 'check', "Did you mean 'checks'? If not, remove it"],
    [{ zebra: 1 }, 'zebra', 'Use checks, working-directory,'],
    [{ checks: 'x' }, 'checks', "as in 'test: npm test'"],
    [{ checks: { test: '' } }, 'checks.test', 'it is empty'],
    [{ checks: { test: ['x'] } }, 'checks.test', 'it is no text'],
    [{ checks: { test: 'a\0b' } }, 'checks.test', 'NUL'],
    [{ checks: { 'a\nb': 'x' } }, 'checks.a\\nb', 'cannot be the name of a check'],
    [{ 'working-directory': '../x' }, 'working-directory', 'is not inside of the repository'],
    [{ 'working-directory': '/x' }, 'working-directory', 'is not inside of the repository'],
    [{ 'working-directory': 'C:\\x' }, 'working-directory', 'is not inside of the repository'],
    [{ container: 'Node' }, 'container', 'lower case'],
    [{ container: 'node --privileged' }, 'container', 'white space'],
    [{ runner: [] }, 'runner', 'it is empty'],
    [{ runner: 'a\nb' }, 'runner', 'control character'],
    [{ 'timeout-minutes': 0 }, 'timeout-minutes', 'from 1 to 360'],
    [{ 'timeout-minutes': 361 }, 'timeout-minutes', 'from 1 to 360'],
    [{ 'timeout-minutes': 1.5 }, 'timeout-minutes', 'from 1 to 360'],
    [{ image: true }, 'image', 'or false for no image'],
    [{ image: { platform: 'x' } }, 'image.platform', "Did you mean 'platforms'?"],
    [{ image: { name: 'Org/App' } }, 'image.name', 'Write org/app'],
    [{ image: { name: 'ghcr.io:5000/a' } }, 'image.name', 'without registry'],
    [{ image: { file: '../Dockerfile' } }, 'image.file', 'is not inside'],
    [{ image: { context: 'https://x/y.git' } }, 'image.context', 'is not inside'],
    [{ image: { target: 'a b' } }, 'image.target', 'is no name of a stage'],
    [{ image: { platforms: ['amd64'] } }, 'image.platforms', 'such as linux/arm64'],
    [{ image: { 'build-args': { 'A=B': 'x' } } }, 'image.build-args.A=B', 'no name of a build'],
    [{ image: { 'build-args': { A: 'x\nB=y' } } }, 'image.build-args.A', 'line end'],
    [{ deploy: 'a b' }, 'deploy', 'is no name of a service on ECS'],
    [{ deploy: {} }, 'deploy', "Add 'service: <name of the service on ECS>'"],
    [{ deploy: { service: 'a', image: 'x' } }, 'deploy.image', 'is no member that is known'],
    [{ deploy: { service: 'a', 'helth-url': 'x' } }, 'deploy.helth-url', "'health-url'"],
    [{ deploy: 'a', image: false }, 'deploy', 'there is nothing to deploy'],
    [{ services: { db: 'redis' } }, 'services', 'they would never start'],
    [service({ env: {} }), 'services.db', "Add one, as in 'image: postgres:18'"],
    [service({ image: 'redis', port: 1 }), 'services.db.port', "Did you mean 'ports'?"],
    [service({ image: 'redis', ports: ['80 --privileged'] }), 'services.db.ports', 'is no port'],
    [service({ image: 'redis', env: { 'A B': 1 } }), 'services.db.env.A B', 'name of a variable'],
    [
      { ...CHECKS, services: Object.fromEntries([...'abcdef'].map((name) => [name, 'redis'])) },
      'services',
      'Use at most 5',
    ],
    [service({ image: 'org/db' }), 'services.db', "Add 'health: <command"],
    [service({ image: 'evil/postgres' }), 'services.db', "Add 'health: <command"],
    [
      service({ image: 'a', options: '--health-cmd x', health: 'y' }),
      'services.db.health',
      'Remove one of them',
    ],
    [service({ image: 'a', health: 'a\nb' }), 'services.db.health', 'line end'],
    [
      { ...CHECKS, services: { 'a.b': 'redis' } },
      'services.a.b',
      'cannot be the name of a service',
    ],
  ])('%j', async (members, member, fix) => {
    const message = await problemOf({ rows: [api({ ...members })], files: DOCKERFILE })
    expect(message.startsWith(`Input 'matrix', component 'api', '${member}': `)).toBe(true)
    expect(message).toContain(fix)
  })

  test('what detect-changes has for itself is passed over', async () => {
    const members = { paths: ['x'], needs: ['y'], package: '@a/b', ecosystem: 'npm' }
    expect(await problemOf({ rows: [api(members)] })).toBe('')
  })
})

describe('the health check of a service container', () => {
  const TIMES = '--health-interval 2s --health-timeout 5s --health-retries 30'
  test.each<[object | string, string]>([
    ['postgres', `--health-cmd "pg_isready --host=127.0.0.1" ${TIMES}`],
    ['docker.io/library/redis:8', `--health-cmd "redis-cli ping" ${TIMES}`],
    ['valkey/valkey:9', `--health-cmd "valkey-cli ping" ${TIMES}`],
    [
      'public.ecr.aws/docker/library/mysql:9',
      `--health-cmd "mysqladmin ping --host=127.0.0.1" ${TIMES}`,
    ],
    ['mongo', `--health-cmd "mongosh --quiet --eval \\"db.adminCommand('ping').ok\\"" ${TIMES}`],
    [{ image: 'a', health: 'x" --privileged "' }, `--health-cmd "x\\" --privileged \\"" ${TIMES}`],
    [{ image: 'a', health: 'a\\"b\\' }, `--health-cmd "a\\\\\\"b\\\\" ${TIMES}`],
    [{ image: 'a', options: '--health-cmd=x' }, '--health-cmd=x'],
    [
      { image: 'a', options: '--shm-size 1g', health: 'x' },
      `--shm-size 1g --health-cmd "x" ${TIMES}`,
    ],
    [{ image: 'a', health: false }, ''],
    [
      { image: 'a', env: { A: '"; rm', B: null }, ports: '80', volumes: ['/a:/b'], health: false },
      '--env "A=\\"; rm" --env "B=" --publish "80" --volume "/a:/b"',
    ],
  ])('%j', async (db, options) => {
    const { outputs } = await planned({ rows: [api({ ...CHECKS, services: { db } })] })
    expect(rowsOf(outputs, 'checks')[0]).toMatchObject({
      services: [{ options: `--network-alias "db" ${options}`.trim() }],
    })
  })
})

test.each(ENTRY_INPUTS)('deploy and its member %s, as in an entry of deploy-ecs', async (name) => {
  const rows = [api({ deploy: { service: 'web', [name]: 'x' } })]
  const problem = await problemOf({ rows, files: DOCKERFILE })
  // The image is that of the component.
  const isOfImage = ['image', 'images', 'container-name'].includes(name)
  expect(problem.includes(`'${name}'`)).toBe(isOfImage)
  expect(problem === '').toBe(!isOfImage)
})
