import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findLogin } from '@ci-kit/login/find-login'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const TOKEN = Buffer.from('AWS:token').toString('base64')

type Answer = { readonly status: number; readonly body: object }
type Asked = { readonly headers: IncomingHttpHeaders; readonly body: string }

const asked: Asked[] = []
let answer: Answer
let stop = async () => {}
const before = { ...process.env }

/** ECR on this machine. The SDK reads its settings from the process, so they are put there. */
beforeEach(async () => {
  asked.length = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    asked.push({ headers: request.headers, body })
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  const { port }: AddressInfo = Object(server.address())
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, {
    HOME: folderWith(),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_EC2_METADATA_DISABLED: 'true',
  })
})
afterEach(async () => {
  await stop()
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
})

const withKeys = () =>
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'aws-secret',
    AWS_SESSION_TOKEN: 'aws-session',
  })

const login = async (host = HOST) => {
  const masked: string[] = []
  const offer = {
    host,
    username: '',
    password: '',
    githubToken: 't',
    serverUrl: 'https://github.com',
  }
  const env = { ...process.env, DOCKER_CONFIG: folderWith() }
  return { ...(await findLogin(offer, env, (secret) => masked.push(secret))), masked }
}

describe('the login to ECR', () => {
  test('is a token for the keys of the environment, asked in the region of the host', async () => {
    withKeys()
    answer = { status: 200, body: { authorizationData: [{ authorizationToken: TOKEN }] } }
    const found = await login()
    expect(found.login).toEqual({ host: HOST, username: 'AWS', password: 'token' })
    expect(found.masked).toEqual([TOKEN, 'token'])
    expect(asked).toHaveLength(1)
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
      'x-amz-security-token': 'aws-session',
      authorization: expect.stringMatching(/Credential=AKIDEXAMPLE\/\d+\/eu-west-1\/ecr\//),
    })
    expect(JSON.stringify(asked)).not.toContain('aws-secret')
  })

  test('is asked of the public registry in its own words', async () => {
    withKeys()
    answer = { status: 200, body: { authorizationData: { authorizationToken: TOKEN } } }
    expect((await login('public.ecr.aws')).login).toMatchObject({ username: 'AWS' })
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-target': 'SpencerFrontendService.GetAuthorizationToken',
      authorization: expect.stringMatching(/\/us-east-1\/ecr-public\//),
    })
  })

  test('takes the keys of a profile as well', async () => {
    const file = '[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = x\n'
    process.env.HOME = folderWith({ '.aws/credentials': file })
    answer = { status: 200, body: { authorizationData: [{ authorizationToken: TOKEN }] } }
    expect((await login()).login).toBeDefined()
    expect(asked[0]?.headers.authorization).toContain('Credential=AKIDFILE/')
  })
})

describe('without a token there is a problem that says what to do', () => {
  test('no credentials', async () => {
    const { problem, login: none } = await login()
    expect(none).toBeUndefined()
    expect(problem).toMatch(/no AWS credentials.*id-token: write.*configure-aws-credentials/)
    expect(asked).toHaveLength(0)
  })

  test.each([
    ['AccessDeniedException', /Allow the role ecr:GetAuthorizationToken/],
    ['UnrecognizedClientException', /AWS refuses the credentials.*configure-aws-credentials/],
  ])('%s', async (code, words) => {
    withKeys()
    answer = { status: 400, body: { __type: code, Message: 'not you' } }
    const { problem } = await login()
    expect(problem).toMatch(words)
    expect(problem).toContain('not you')
    expect(problem).not.toContain('aws-secret')
  })

  test('an answer without a token', async () => {
    withKeys()
    answer = { status: 200, body: {} }
    expect((await login()).problem).toMatch(/without a token.*run the job again/)
  })
})

test('who is logged in already does not ask AWS', async () => {
  withKeys()
  const auths = { auths: { [HOST]: { auth: 'eDp5' } } }
  const env = {
    ...process.env,
    DOCKER_CONFIG: folderWith({ 'config.json': JSON.stringify(auths) }),
  }
  const offer = { host: HOST, username: '', password: '', githubToken: '', serverUrl: '' }
  expect(await findLogin(offer, env, () => {})).toEqual({})
  expect(asked).toHaveLength(0)
})
