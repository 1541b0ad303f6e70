import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { describe, expect, test } from '@jest/globals'
import { type Answering, fault, json, startAws } from './answering.ts'

const THROTTLED = fault('ThrottlingException', 'Rate exceeded')

/** What came of one call, and how often it was asked. */
const called = async (
  answering: Answering,
  { repeatable = true, operation = 'DescribeServices', timeLimit = 5_000 } = {},
) => {
  const aws = await startAws(answering, { timeLimit })
  const outcome = await aws
    .services('ecs')(operation, {}, { repeatable })
    .catch((thrown: unknown) => thrown)
  await aws.close()
  return { outcome, count: aws.asked.length, waits: aws.waits }
}

const refusal = (thrown: unknown): AwsRefusal => {
  if (thrown instanceof AwsRefusal) return thrown
  throw thrown
}

describe('what is asked again', () => {
  test.each([
    ['a limit on requests', THROTTLED],
    ['TooManyRequests', fault('TooManyRequestsException', 'slow down')],
    ['429', fault('Odd', 'slow down', 429)],
    [
      'another revision of the family',
      fault(
        'ClientException',
        'Too many concurrent attempts to create a new revision of the specified family.',
      ),
    ],
  ])('%s, also when it is not repeatable', async (_, reply) => {
    const { outcome, count, waits } = await called(
      (_asked, n) => (n <= 5 ? reply : json({ ok: n })),
      { repeatable: false },
    )
    expect(outcome).toEqual({ ok: 6 })
    expect(count).toBe(6)
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
  })

  test('as late as AWS says', async () => {
    const headers = { 'retry-after': '7' }
    const { waits } = await called((_, n) => (n === 1 ? { ...THROTTLED, headers } : json({})))
    expect(waits).toEqual([7_000])
  })

  test('limits on requests not for ever, and never more than 20 seconds apart', async () => {
    const { outcome, count, waits } = await called(() => THROTTLED)
    expect(count).toBe(10)
    expect(Math.max(...waits)).toBe(20_000)
    expect(refusal(outcome)).toMatchObject({ throttled: true, denied: false, status: 400 })
    expect(refusal(outcome).message).toMatch(/still limits ecs:DescribeServices.*Rate exceeded/)
  })

  test.each([
    ['an answer from 500', fault('ServerException', 'sorry', 500), /answered 500.*sorry/],
    ['a lost connection', 'lost', /no answer to ecs:DescribeServices.*ECONNRESET/],
  ] as const)('%s only when it is repeatable', async (_, reply, words) => {
    const repeated = await called(() => reply)
    expect(repeated.count).toBe(3)
    expect(refusal(repeated.outcome).message).toMatch(words)
    expect((await called(() => reply, { repeatable: false })).count).toBe(1)
  })

  test('silence, after the time limit', async () => {
    const { outcome, count } = await called((_, n) => (n === 1 ? 'silence' : json({ n })), {
      timeLimit: 200,
    })
    expect(outcome).toEqual({ n: 2 })
    expect(count).toBe(2)
    const ended = await called(() => 'silence', { timeLimit: 50, repeatable: false })
    expect(refusal(ended.outcome)).toMatchObject({ status: undefined, code: 'TimeoutError' })
  })

  test('a request by a wrong clock, once and by the clock of AWS', async () => {
    const skewed = {
      ...fault('InvalidSignatureException', 'Signature expired', 403),
      headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
    }
    const dates: unknown[] = []
    const { outcome } = await called(({ headers }, n) => {
      dates.push(headers['x-amz-date'])
      return n === 1 ? skewed : json({ n })
    })
    expect(outcome).toEqual({ n: 2 })
    expect(dates[0]).not.toBe(dates[1])
    const always = await called(() => skewed)
    expect(always.count).toBeLessThanOrEqual(2)
    expect(refusal(always.outcome).message).toMatch(/refuses the credentials of the job/)
  })
})

describe('what is refused', () => {
  const USER = 'User: arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions'

  test('a missing permission, with the statement that gives it', async () => {
    const resource = 'arn:aws:ecs:eu-central-1:123456789012:service/main/web'
    const text = `${USER} is not authorized to perform: ecs:ListServiceDeployments on resource: ${resource} because no identity-based policy allows the ecs:ListServiceDeployments action`
    const { outcome, count } = await called(() => fault('AccessDeniedException', text))
    expect(count).toBe(1)
    expect(refusal(outcome)).toMatchObject({
      denied: true,
      action: 'ecs:ListServiceDeployments',
      code: 'AccessDeniedException',
    })
    expect(refusal(outcome).message).toContain(
      `Allow 'ecs:ListServiceDeployments' to the role 'deploy' by this statement of an IAM policy: {"Effect":"Allow","Action":"ecs:ListServiceDeployments","Resource":"${resource}"}`,
    )
  })

  test('a permission of another service', async () => {
    const text = `${USER} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/task`
    const options = { operation: 'RegisterTaskDefinition' }
    const { outcome } = await called(() => fault('AccessDeniedException', text), options)
    expect(refusal(outcome).action).toBe('iam:PassRole')
    expect(refusal(outcome).message).toMatch(/denies ecs:RegisterTaskDefinition.*"iam:PassRole"/)
  })

  test.each([
    ['ExpiredTokenException', 'expired', /session.*expired.*role-duration-seconds/],
    ['UnrecognizedClientException', 'bad token', /configure-aws-credentials/],
    ['AccessDeniedException', 'x with an explicit deny in an SCP', /denies .* explicitly/],
    ['LimitExceededException', 'too many services', /^AWS refuses .*too many services/],
    ['ServiceNotActiveException', 'It is gone', /^AWS refuses ecs:D\w+: Serv\w+: It is gone/],
  ])('%s', async (code, text, words) => {
    const { outcome, count } = await called(() => fault(code, text))
    expect(count).toBe(1)
    expect(refusal(outcome)).toMatchObject({ code, reason: text })
    expect(refusal(outcome).message).toMatch(words)
  })

  test('in words that cannot be a command', async () => {
    const { outcome } = await called(() => fault('X', `a\n::error::b${'c'.repeat(2_000)}`))
    expect(refusal(outcome).message).not.toContain('\n')
    expect(refusal(outcome).message.length).toBeLessThan(700)
  })

  test('an answer that is no JSON', async () => {
    const { outcome } = await called(() => ({ body: '<html>proxy</html>' }))
    expect(refusal(outcome).message).toContain('ecs:DescribeServices')
  })
})

describe('before anything is asked', () => {
  test('no credentials', async () => {
    const aws = await startAws(() => json({}), { keys: false })
    const asked = aws.services('ecs')('DescribeServices', {}, { repeatable: true })
    await expect(asked).rejects.toThrow(/no AWS credentials.*id-token: write.*configure-aws-cred/)
    expect(aws.asked).toHaveLength(0)
    await aws.close()
  })

  test('no region', async () => {
    const aws = await startAws(() => json({}))
    const asked = aws.withoutRegion('ecs')('DescribeServices', {}, { repeatable: true })
    await expect(asked).rejects.toThrow(/input 'aws-region', or AWS_REGION/)
    await aws.close()
  })

  test('a region of the environment is enough', async () => {
    const aws = await startAws(() => json({}))
    process.env.AWS_REGION = 'eu-west-3'
    await aws.withoutRegion('ecs')('DescribeServices', {}, { repeatable: true })
    expect(aws.asked[0]?.headers.authorization).toContain('/eu-west-3/ecs/')
    await aws.close()
  })
})

test('a cancellation ends a call with its own reason, and nothing is asked after it', async () => {
  const aws = await startAws(() => 'silence')
  const call = aws.services('ecs')
  const asked = call('DescribeServices', {}, { repeatable: true })
  setTimeout(() => aws.cancel(new Error('the job was cancelled')), 100)
  await expect(asked).rejects.toThrow('the job was cancelled')
  await expect(call('X', {}, { repeatable: true })).rejects.toThrow('the job was cancelled')
  expect(aws.asked.length).toBeLessThanOrEqual(1)
  await aws.close()
})

test('the signal of one call ends that call', async () => {
  const aws = await startAws(() => 'silence')
  const signal = AbortSignal.timeout(100)
  const asked = aws.services('ecs')('DescribeServices', {}, { repeatable: true, signal })
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(aws.asked).toHaveLength(1)
  await aws.close()
})
