import { executionRoleFindings } from '@ci-kit/deploy-ecs/preflight/execution-role'
import { fargateFindings } from '@ci-kit/deploy-ecs/preflight/fargate'
import { loadBalancerFindings } from '@ci-kit/deploy-ecs/preflight/load-balancers'
import { logOptionFindings } from '@ci-kit/deploy-ecs/preflight/log-groups'
import { malformedReferences } from '@ci-kit/deploy-ecs/preflight/secrets'
import { sizeFindings } from '@ci-kit/deploy-ecs/preflight/size'
import { describe, expect, test } from '@jest/globals'
import { container, subject, TARGET_GROUP } from './subjects.ts'

const ON_EC2 = { requiresCompatibilities: ['EC2'] }
const noService = { service: undefined }

describe('sizes of Fargate', () => {
  test.each([
    ['256', '512'],
    [256, 2048],
    ['.25 vCPU', '0.5 GB'],
    ['1 vcpu', '2GB'],
    ['1024', '8192'],
    ['4096', '30720'],
    ['8192', '20480'],
    ['16384', '122880'],
  ])('cpu %s and memory %s', (cpu, memory) => {
    expect(fargateFindings(subject({ cpu, memory }))).toEqual([])
  })

  test.each([
    ['256', '3072', 'memory is 512, 1024 or 2048'],
    ['1024', '1024', 'memory is 2048 to 8192 in steps of 1024'],
    ['1024', '2500', 'memory is 2048 to 8192'],
    ['8192', '17408', 'in steps of 4096'],
    ['300', '512', 'cpu is 256, 512, 1024'],
    [undefined, '512', "no cpu and memory '512'"],
    ['256', undefined, 'no memory'],
    ['256', '512 MB', "memory '512 MB'"],
    ['0x100', '512', "cpu '0x100'"],
  ])('cpu %s and memory %s are an error', (cpu, memory, text) => {
    const found = fargateFindings(subject({ cpu, memory }))
    expect(found).toEqual([{ level: 'error', message: expect.stringContaining(text) }])
  })

  test('a size beyond those that are known is doubtful only', () => {
    const [found] = fargateFindings(subject({ cpu: '32768', memory: '61440' }))
    expect(found?.level).toBe('warning')
  })

  test('network mode awsvpc is needed', () => {
    const [found] = fargateFindings(subject({ networkMode: 'bridge' }))
    expect(found?.message).toContain("network mode awsvpc, and the task definition has 'bridge'")
  })

  test('on EC2 there is no such rule, but a service on Fargate brings it', () => {
    const odd = { ...ON_EC2, cpu: '300' }
    expect(fargateFindings(subject(odd, noService))).toEqual([])
    const document = { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] }
    const service = { name: 'web', loadBalancers: [], alarms: [], document }
    expect(fargateFindings(subject(odd, { service }))).toHaveLength(1)
  })
})

describe('the execution role', () => {
  const without = (definition: object, more: object = {}) =>
    executionRoleFindings(
      subject(
        { executionRoleArn: undefined, containerDefinitions: [definition], ...more },
        noService,
      ),
    )
  const plain = { secrets: [], logConfiguration: undefined, image: 'ghcr.io/org/web' }

  test.each([
    ['secrets', container({ ...plain, secrets: [{ name: 'A', valueFrom: 'a' }] }), ON_EC2, "'A'"],
    ['awslogs', container({ secrets: [], image: 'ghcr.io/org/web' }), {}, 'to write the log'],
    ['ECR', container({ secrets: [], logConfiguration: undefined }), {}, 'from ECR'],
  ])('is needed for %s', (_, definition, more, text) => {
    const found = without(definition, more)
    expect(found).toEqual([{ level: 'error', message: expect.stringContaining(text) }])
    expect(found[0]?.message).toContain('no executionRoleArn')
  })

  test('is not needed for a public image without secrets, nor on EC2 for logs and ECR', () => {
    expect(without(container(plain))).toEqual([])
    expect(without(container({ secrets: [] }), ON_EC2)).toEqual([])
  })
})

describe('load balancers', () => {
  const balancing = (containerName: string, containerPort: number, ports: object[]) =>
    loadBalancerFindings(
      subject(
        { containerDefinitions: [container({ portMappings: ports })] },
        {
          service: {
            name: 'shop',
            loadBalancers: [{ targetGroupArn: TARGET_GROUP, containerName, containerPort }],
            alarms: [],
            document: {},
          },
        },
      ),
    )

  test.each([[[{ containerPort: 80 }]], [[{ containerPortRange: '70-80' }]]])('%j', (ports) => {
    expect(balancing('web', 80, ports)).toEqual([])
  })

  test.each([
    ['app', [{ containerPort: 80 }], "container 'app', which the task definition does not have"],
    ['web', [{ containerPort: 8080 }], 'on port 80, which is not in its portMappings'],
    ['web', [{ containerPortRange: '81-90' }], 'on port 80'],
    ['web', [], "service 'shop'"],
  ])('container %s with %j is an error', (name, ports, text) => {
    const found = balancing(name, 80, ports)
    expect(found).toEqual([{ level: 'error', message: expect.stringContaining(text) }])
  })
})

describe('references to secrets', () => {
  const using = (valueFrom: unknown) =>
    malformedReferences(
      subject({ containerDefinitions: [container({ secrets: [{ name: 'KEY', valueFrom }] })] }),
    )

  test.each([
    '/shop/key',
    'key',
    'key:3',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a/b-AbCdEf:key:AWSCURRENT:',
    'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/shop/key:2',
  ])('%s', (valueFrom) => expect(using(valueFrom)).toEqual([]))

  test.each([
    '',
    'a key',
    'arn:aws:s3:::bucket/key',
    'arn:aws:ssm:eu-west-1:123456789012:document/x',
    'arn:aws:ssm:eu-west-1:123456789012:parameter',
    'arn:aws:secretsmanager::123456789012:secret:db',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db:a:b:c:d',
  ])('"%s" is an error', (valueFrom) => {
    const found = using(valueFrom)
    expect(found).toEqual([
      { level: 'error', message: expect.stringContaining("'KEY' of container 'web'") },
    ])
    expect(found[0]?.message).toContain(`'${valueFrom}'`)
  })
})

test.each([
  ['awslogs-stream-prefix', {}, 1],
  ['awslogs-stream-prefix', ON_EC2, 0],
  ['awslogs-group', ON_EC2, 1],
])('a log without %s, %j', (missing, more, count) => {
  const options = {
    'awslogs-group': '/x',
    'awslogs-region': 'eu-central-1',
    'awslogs-stream-prefix': 'x',
    [missing]: undefined,
  }
  const logging = container({ logConfiguration: { logDriver: 'awslogs', options } })
  const found = logOptionFindings(subject({ containerDefinitions: [logging], ...more }, noService))
  expect(found).toHaveLength(count)
  for (const { message } of found) expect(message).toContain(`without the option ${missing}`)
})

test.each([
  [65_536, 0],
  [65_537, 1],
])('a task definition of %i bytes', (size, count) => {
  const taskDefinition = { a: 'x'.repeat(size - '{"a":""}'.length) }
  const found = sizeFindings({ ...subject(), taskDefinition })
  expect(found).toHaveLength(count)
  for (const { message } of found) expect(message).toContain(`${size} bytes, and ECS takes 65536`)
})
