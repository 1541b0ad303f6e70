import { roleChecks } from '@ci-kit/deploy-ecs/preflight/roles'
import { secretChecks } from '@ci-kit/deploy-ecs/preflight/secrets'
import { describe, expect, test } from '@jest/globals'
import { expectOne, findingsOf } from './asked-checks.ts'
import { container, EXECUTION, ports, SECRET, subject, trusting } from './subjects.ts'

describe('roles', () => {
  const one = (arn: string) => subject({ executionRoleArn: arn, taskRoleArn: undefined })

  test.each([EXECUTION, 'execution', 'arn:aws:iam::123456789012:role/execution'])(
    '%s is there',
    async (arn) => expect(await findingsOf(roleChecks(one(arn), ports()))).toEqual([]),
  )

  test('one that is both is asked for once', async () => {
    const both = subject({ executionRoleArn: EXECUTION, taskRoleArn: EXECUTION })
    const role = async () => undefined
    const found = await findingsOf(roleChecks(both, ports({ role })))
    expectOne(found, 'error', 'Execution role and Task role', EXECUTION, 'does not exist')
  })

  test.each([
    ['arn:aws:iam::123456789012:role/other/execution', 'the role of that name is'],
    ['arn:aws:iam::210987654321:role/execution', 'Correct the account or the path'],
    ['arn:aws-cn:iam::123456789012:role/execution', 'not the ARN of a role in partition aws'],
    ['arn:aws:iam::123456789012:user/execution', 'Write one like arn:aws:iam::'],
    ['no role!', "'no role!'"],
  ])('%s is an error', async (arn, text) => {
    expectOne(await findingsOf(roleChecks(one(arn), ports())), 'error', text)
  })

  test('one that trusts another service is an error with the way out', async () => {
    const role = async () => ({ arn: EXECUTION, trust: trusting('ec2.amazonaws.com') })
    const found = await findingsOf(roleChecks(one(EXECUTION), ports({ role })))
    expectOne(found, 'error', 'does not trust ecs-tasks.amazonaws.com', 'sts:AssumeRole')
  })

  test('a policy that cannot be read is unknown', async () => {
    const role = async () => ({ arn: EXECUTION, trust: undefined })
    const found = await findingsOf(roleChecks(one(EXECUTION), ports({ role })))
    expectOne(found, 'unknown', 'cannot be told')
  })
})

describe('secrets', () => {
  const using = (...values: readonly string[]) =>
    subject({
      containerDefinitions: [
        container({
          secrets: values.map((valueFrom, index) => ({ name: `S${index}`, valueFrom })),
        }),
      ],
    })

  test('a secret with several keys is asked for once, in its region', async () => {
    const asked: string[] = []
    const secret = async (id: string, region: string) => {
      asked.push(`${id} in ${region}`)
      return undefined
    }
    const checks = secretChecks(using(`${SECRET}:a::`, `${SECRET}:b::`), ports({ secret }))
    expectOne(
      await findingsOf(checks),
      'error',
      SECRET,
      'in eu-west-1',
      "'S0'",
      "'S1'",
      'Create it',
    )
    expect(asked).toEqual([`${SECRET} in eu-west-1`])
  })

  const versions = new Map([
    ['v1', ['AWSPREVIOUS']],
    ['v2', ['AWSCURRENT']],
  ])

  test.each([
    ['', { isDeleted: true, versions }, 'marked for deletion'],
    ['', { isDeleted: false, versions: new Map() }, 'Put a value into the secret'],
    ['::blue:', { isDeleted: false, versions }, "no version with stage 'blue'"],
    [':::v9', { isDeleted: false, versions }, "has no version 'v9'"],
  ])('"%s" of a secret that does not have it is an error', async (end, facts, text) => {
    const secret = async () => facts
    const found = await findingsOf(secretChecks(using(`${SECRET}${end}`), ports({ secret })))
    expectOne(found, 'error', text)
  })

  test.each(['', ':key::', '::AWSPREVIOUS:', ':key::v1'])('"%s" is there', async (end) => {
    const secret = async () => ({ isDeleted: false, versions })
    expect(await findingsOf(secretChecks(using(`${SECRET}${end}`), ports({ secret })))).toEqual([])
  })

  test('parameters of a region are asked for at once, by each name that they may have', async () => {
    const asked: unknown[] = []
    const parameters = async (names: readonly string[], region: string) => {
      asked.push([names, region])
      return new Set(['/a/b', '/c', 'd'])
    }
    const ssm = 'arn:aws:ssm:us-east-1:123456789012:parameter'
    const checks = secretChecks(
      using('/a/b', 'd:3', 'gone', `${ssm}/a/b`, `${ssm}/c`, `${ssm}/e/f`),
      ports({ parameters }),
    )
    const found = await findingsOf(checks)
    expect(asked).toEqual([
      [['/a/b', 'd', 'gone'], 'eu-central-1'],
      [['/a/b', 'c', '/c', '/e/f'], 'us-east-1'],
    ])
    expect(found.map(({ level }) => level)).toEqual(['error', 'unknown'])
    expect(found[0]?.message).toContain("parameter 'gone' in eu-central-1")
    expect(found[1]?.message).toContain("parameter '/e/f' in us-east-1")
  })

  test("a registry's credentials are a secret, also by name", async () => {
    const asked: string[] = []
    const secret = async (id: string) => {
      asked.push(id)
      return undefined
    }
    const own = container({
      secrets: [],
      repositoryCredentials: { credentialsParameter: 'hub' },
    })
    const checks = secretChecks(subject({ containerDefinitions: [own] }), ports({ secret }))
    expectOne(await findingsOf(checks), 'error', "'hub'", "registry's credentials")
    expect(asked).toEqual(['hub'])
  })
})
