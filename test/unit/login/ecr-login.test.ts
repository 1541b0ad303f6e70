import { type EcrTokens, ecrLogin, mayHaveAwsCredentials } from '@ci-kit/login/ecr-login'
import { describe, expect, test } from '@jest/globals'

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const PRIVATE = { kind: 'private', region: 'eu-west-1' } as const
const PUBLIC = { kind: 'public', region: 'us-east-1' } as const
const HOSTED = { RUNNER_ENVIRONMENT: 'github-hosted', HOME: '/nowhere' }
const WITH_KEYS = { ...HOSTED, AWS_ACCESS_KEY_ID: 'AKIA' }

const base64 = (text: string) => Buffer.from(text).toString('base64')

const asked = async (tokens: EcrTokens, registry: typeof PRIVATE | typeof PUBLIC = PRIVATE) => {
  const masked: string[] = []
  const mask = (secret: string) => void masked.push(secret)
  return { ...(await ecrLogin(HOST, registry, WITH_KEYS, mask, tokens)), masked }
}

const failing = (name: string, message: string): EcrTokens => {
  return async () => {
    throw Object.assign(new Error(message), { name })
  }
}

describe('a login to ECR', () => {
  test('has the token as password, masked as it is and as AWS sends it', async () => {
    const token = base64('AWS:pass:word')
    const { login, masked, problem } = await asked(async () => token)
    expect(login).toEqual({ host: HOST, username: 'AWS', password: 'pass:word' })
    expect(masked).toEqual([token, 'pass:word'])
    expect(problem).toBeUndefined()
  })

  test('is not tried where there can be no credentials', async () => {
    let loads = 0
    const tokens: EcrTokens = async () => {
      loads += 1
      return ''
    }
    const { login, problem } = await ecrLogin(HOST, PRIVATE, HOSTED, () => {}, tokens)
    expect(loads).toBe(0)
    expect(login).toBeUndefined()
    expect(problem).toMatch(
      /no login for 1234.*no AWS credentials.*id-token: write.*aws-actions\/configure-aws-credentials.*role-to-assume.*aws-region: eu-west-1.*'username' and 'password'/,
    )
  })
})

describe('what went wrong says what to do:', () => {
  test.each([
    [
      'CredentialsProviderError',
      'Could not load credentials',
      /no AWS credentials.*id-token: write/,
    ],
    [
      'AccessDeniedException',
      'User x is not authorized',
      /User x is not authorized.*Allow the role ecr:GetAuthorizationToken on resource '\*'/,
    ],
    [
      'AccessDenied',
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      /trust policy.*sts:AssumeRoleWithWebIdentity.*id-token: write/,
    ],
    [
      'ExpiredTokenException',
      'expired',
      /AWS refuses .*ExpiredTokenException: expired.*role-duration-seconds/,
    ],
    ['UnrecognizedClientException', 'invalid', /AWS refuses .*configure-aws-credentials/],
    [
      'TimeoutError',
      'no answer',
      /failed: no answer\. Check that the runner reaches ECR in eu-west-1/,
    ],
  ])('%s: %s', async (name, message, words) => {
    const { problem, login } = await asked(failing(name, message))
    expect(problem).toMatch(words)
    expect(problem).toContain(HOST)
    expect(login).toBeUndefined()
  })

  test('the public registry needs a second permission', async () => {
    const { problem } = await asked(failing('AccessDeniedException', 'no'), PUBLIC)
    expect(problem).toContain('ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken')
  })

  test.each(['no colon', ':x', ''])('a token that holds %j', async (text) => {
    expect((await asked(async () => base64(text))).problem).toMatch(/token of another form/)
  })
})

describe('AWS credentials are looked for', () => {
  test.each([
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ])("on GitHub's machines with %s", (name) => {
    expect(mayHaveAwsCredentials({ ...HOSTED, [name]: 'x' }, () => false)).toBe(true)
  })

  test("on GitHub's machines where a step wrote a profile", () => {
    expect(mayHaveAwsCredentials({ ...HOSTED, HOME: '/h' }, (path) => path === '/h/.aws')).toBe(
      true,
    )
    expect(mayHaveAwsCredentials(HOSTED, () => false)).toBe(false)
    expect(mayHaveAwsCredentials({ ...HOSTED, AWS_REGION: 'x' }, () => false)).toBe(false)
  })

  test('everywhere else, since the machine itself may have a role', () => {
    expect(mayHaveAwsCredentials({ RUNNER_ENVIRONMENT: 'self-hosted' }, () => false)).toBe(true)
    expect(mayHaveAwsCredentials({}, () => false)).toBe(true)
  })
})
