import type { EcrTokens } from '@ci-kit/login/ecr-login'
import { hostCredentials, type Offer } from '@ci-kit/login/host-credentials'
import { describe, expect, test } from '@jest/globals'

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const OFFER: Offer = {
  username: '',
  password: '',
  githubToken: 'gh-token',
  serverUrl: 'https://github.com',
}
const ENV = { HOME: '/nowhere', RUNNER_ENVIRONMENT: 'github-hosted', AWS_ACCESS_KEY_ID: 'AKIA' }

type Given = {
  readonly offer?: Partial<Offer>
  readonly env?: Readonly<Record<string, string>>
  readonly tokens?: EcrTokens
}

const found = (named: readonly string[], { offer, env, tokens }: Given = {}) => {
  const warnings: string[] = []
  const masked: string[] = []
  const credentials = hostCredentials(
    named,
    { ...OFFER, ...offer },
    {
      env: { ...ENV, ...env },
      log: { warning: (text) => void warnings.push(text) },
      mask: (secret) => void masked.push(secret),
      ...(tokens && { tokens }),
    },
  )
  return { credentials, warnings, masked }
}

const basic = (username: string, password: string) => ({ kind: 'basic', username, password })
const INPUTS = { username: 'me', password: 'pw' }

describe('credentials for several registries', () => {
  test('are the inputs for the registry of the images, and never for another', async () => {
    const { credentials } = found(['r.test', 'r.test'], { offer: INPUTS })
    expect(await credentials('r.test')).toEqual(basic('me', 'pw'))
    expect(await credentials('mirror.test')).toBeUndefined()
    expect(await credentials('ghcr.io')).toEqual(basic('x-access-token', 'gh-token'))
  })

  test('are not guessed when the inputs could be for several', () => {
    expect(() => found(['a.test', 'b.test'], { offer: INPUTS })).toThrow(
      /^Inputs 'username' and 'password' are for one registry, and the images are in 2: a\.test, b\.test\. Log in to each with docker\/login-action/,
    )
    expect(() => found(['a.test', 'b.test'])).not.toThrow()
  })

  test('are those of the job where it has some', async () => {
    const auths = { 'ghcr.io': { auth: Buffer.from('you:of the job').toString('base64') } }
    const { credentials } = found(['r.test'], {
      env: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) },
    })
    expect(await credentials('ghcr.io')).toEqual(basic('you', 'of the job'))
  })

  test('are found once for each registry, when it is asked for', async () => {
    const asked: string[] = []
    const tokens: EcrTokens = async ({ region }) => {
      asked.push(region)
      return Buffer.from('AWS:secret').toString('base64')
    }
    const { credentials, masked } = found([ECR], { tokens })
    expect(asked).toEqual([])
    const answers = await Promise.all([credentials(ECR), credentials(ECR)])
    expect(answers).toEqual([basic('AWS', 'secret'), basic('AWS', 'secret')])
    expect(await credentials(ECR)).toEqual(basic('AWS', 'secret'))
    expect(asked).toEqual(['eu-west-1'])
    expect(masked).toContain('secret')
  })

  test('that are needed and not found are told once, with what to do', async () => {
    const tokens: EcrTokens = async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' })
    }
    const { credentials, warnings } = found([ECR], { tokens })
    expect(await credentials(ECR)).toBeUndefined()
    expect(await credentials(ECR)).toBeUndefined()
    expect(warnings).toEqual([
      `The login to ${ECR} failed: no. Allow the role ecr:GetAuthorizationToken on resource '*'.`,
    ])
  })

  test('with half of the inputs are refused before anybody is asked', () => {
    const half = () => found(['r.test'], { offer: { username: 'me' } })
    expect(half).toThrow("'password' is empty")
    expect(() => found([], { offer: { password: 'secret' } })).toThrow("'username' is empty")
  })
})
