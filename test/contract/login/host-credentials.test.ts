import { UserError } from '@ci-kit/core/errors'
import { hostCredentials, type Offer } from '@ci-kit/login/host-credentials'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const NOTHING: Offer = {
  username: '',
  password: '',
  githubToken: '',
  serverUrl: 'https://github.com',
}

type Given = {
  readonly named?: readonly string[]
  readonly offer?: Partial<Offer>
  /** `user:password` by host, as the job has them. */
  readonly job?: Readonly<Record<string, string>>
  readonly tokens?: () => Promise<string>
}

const found = ({ named = [], offer = {}, job = {}, tokens }: Given = {}) => {
  const auths = Object.entries(job).map(([host, text]) => [
    host,
    { auth: Buffer.from(text).toString('base64') },
  ])
  const warnings: string[] = []
  const masked: string[] = []
  const credentials = hostCredentials(
    named,
    { ...NOTHING, ...offer },
    {
      env: {
        HOME: '/nowhere',
        AWS_PROFILE: 'x',
        DOCKER_CONFIG: folderWith({
          'config.json': JSON.stringify({ auths: Object.fromEntries(auths) }),
        }),
      },
      log: { warning: (text) => void warnings.push(text) },
      mask: (secret) => void masked.push(secret),
      ...(tokens && { tokens }),
    },
  )
  return { credentials, warnings, masked }
}

const basic = (username: string, password: string) => ({ kind: 'basic', username, password })

describe('the credentials for a registry are', () => {
  const OWN = { username: 'me', password: 'own' }

  test('those of the step, for the registry that it names', async () => {
    const { credentials } = found({ named: ['r.test'], offer: OWN, job: { 'r.test': 'job:old' } })
    expect(await credentials('r.test')).toEqual(basic('me', 'own'))
  })

  test('never those of the step for another', async () => {
    const { credentials, warnings } = found({ named: ['r.test'], offer: OWN })
    expect(await credentials('other.test')).toBeUndefined()
    expect(await credentials('ghcr.io')).toBeUndefined()
    expect(warnings).toEqual([])
  })

  test('those of the job, each its own', async () => {
    const { credentials } = found({ job: { 'a.test': 'a:1', 'b.test': 'b:2' } })
    expect(await credentials('a.test')).toEqual(basic('a', '1'))
    expect(await credentials('b.test')).toEqual(basic('b', '2'))
    expect(await credentials('c.test')).toBeUndefined()
  })

  test('the token of GitHub for its registry only', async () => {
    const { credentials } = found({ offer: { githubToken: 't0ken' } })
    expect(await credentials('ghcr.io')).toEqual(basic('x-access-token', 't0ken'))
    expect(await credentials('ghcr.io.evil.test')).toBeUndefined()
  })

  test('of AWS, found once and masked', async () => {
    let asked = 0
    const tokens = async () => {
      asked += 1
      return Buffer.from('AWS:s3cret').toString('base64')
    }
    const { credentials, masked } = found({ named: [ECR], tokens })
    const both = await Promise.all([credentials(ECR), credentials(ECR)])
    expect([...both, await credentials(ECR)]).toEqual(Array(3).fill(basic('AWS', 's3cret')))
    expect(asked).toBe(1)
    expect(masked).toContain('s3cret')
  })

  test('none where AWS gives none, with one warning', async () => {
    const tokens = () => Promise.reject(new Error('no keys'))
    const { credentials, warnings } = found({ tokens })
    expect(await credentials(ECR)).toBeUndefined()
    expect(await credentials(ECR)).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining(ECR)])
  })
})

describe('one password', () => {
  const offer = { username: 'me', password: 'own' }

  test('is not for two registries', () => {
    const call = () => found({ named: ['a.test', 'b.test', 'a.test'], offer })
    expect(call).toThrow(UserError)
    expect(call).toThrow("'username' and 'password' are for one registry, and the images are in 2")
    expect(call).toThrow('a.test, b.test. Log in to each with docker/login-action')
  })

  test('is for one registry that is named twice', async () => {
    const { credentials } = found({ named: ['a.test', 'a.test'], offer })
    expect(await credentials('a.test')).toEqual(basic('me', 'own'))
  })
})
