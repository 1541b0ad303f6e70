import { imageChecks } from '@ci-kit/deploy-ecs/preflight/images'
import { describe, expect, test } from '@jest/globals'
import { expectOne, findingsOf } from './asked-checks.ts'
import { container, denied, IMAGE, ports, subject } from './subjects.ts'

describe('images', () => {
  const deploying = (image: string, more = {}) =>
    subject({ containerDefinitions: [container({ image })], ...more })

  test.each([
    ['ARCHIVED', 'is ARCHIVED in ECR'],
    ['ACTIVATING', 'wait until it is ACTIVE'],
  ])('one that is %s is an error, and its registry is not asked', async (status, text) => {
    const ecrImage = async () => ({ digest: 'sha256:x', status })
    const platforms = () => denied('the registry')
    const found = await findingsOf(imageChecks(subject(), ports({ ecrImage, platforms })))
    expectOne(found, 'error', IMAGE, text)
  })

  test('one that ECR does not have is told once', async () => {
    const ecrImage = async () => undefined
    const found = await findingsOf(imageChecks(subject(), ports({ ecrImage })))
    expectOne(found, 'error', IMAGE, "container 'web'", 'does not exist')
  })

  test('one of another registry is asked for there', async () => {
    const ecrImage = () => denied('ecr')
    const platforms = async () => undefined
    const found = await findingsOf(
      imageChecks(deploying('ghcr.io/org/web:1'), ports({ ecrImage, platforms })),
    )
    expectOne(found, 'error', 'ghcr.io/org/web:1', 'does not exist')
  })

  test('a reference that is none is an error', async () => {
    const found = await findingsOf(imageChecks(deploying('Web:1'), ports()))
    expectOne(found, 'error', "Container 'web'", 'is not an image reference')
  })

  const arm = { runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' } }
  const windows = {
    runtimePlatform: {
      cpuArchitecture: 'X86_64',
      operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE',
    },
  }
  const onEc2 = { requiresCompatibilities: ['EC2'] }

  test.each([
    [{}, ['linux/amd64', 'linux/arm64'], undefined, ''],
    [{}, ['linux/arm64'], 'error', 'the tasks need linux/amd64'],
    [arm, ['linux/amd64'], 'error', 'is for linux/amd64, and the tasks need linux/arm64'],
    [arm, ['linux/arm64'], undefined, ''],
    [windows, ['windows(10.0.20348.1)/amd64'], undefined, ''],
    [windows, ['linux/amd64'], 'error', 'windows/amd64'],
    [onEc2, ['linux/arm64'], 'warning', 'without runtimePlatform stands for linux/amd64'],
    [{ ...onEc2, ...arm }, ['linux/amd64'], 'error', 'change runtimePlatform'],
    [{}, [''], 'unknown', 'does not say for which platform'],
  ])('%j with %j', async (more, there, level, text) => {
    const service = { name: 'web', loadBalancers: [], alarms: [], document: {} }
    const platforms = async () => there
    const found = await findingsOf(imageChecks(subject(more, { service }), ports({ platforms })))
    if (level === undefined) expect(found).toEqual([])
    else expectOne(found, level, text)
  })
})
