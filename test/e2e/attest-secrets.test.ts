import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import type { ServiceName } from '@ci-kit/local-sigstore/faults'
import { describe, expect, test } from '@jest/globals'
import { faultsWorkbench, green, published, red } from './attest-faults-workbench.ts'
import { hostileServices } from './attest-hostile-services.ts'

/* The identity token, the bearer of the job and the password are nowhere to be read, whoever repeats them. */

const { attest, attached, sigstore, spoil, temp } = faultsWorkbench()
const { tokenService } = hostileServices(sigstore)

/** What a step has written for everybody, its files included. */
const everything = (result: StepResult): string => {
  const files = readdirSync(temp(), { recursive: true, withFileTypes: true })
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
  return [published(result), ...texts].join('\n')
}

/** A part of a token is as bad as all of it: payload and signature together are the token. */
const without = (text: string, token: string): void => {
  const [, payload = '', signature = ''] = token.split('.')
  expect(text).not.toContain(signature)
  expect(text).not.toContain(payload.slice(0, 60))
}

const masked = ({ commands }: StepResult): readonly string[] =>
  commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message)

test('a run that is green', async () => {
  const token = sigstore().token()
  const env = await tokenService(token)
  const result = green(await attest({ env: { ...env, RUNNER_DEBUG: '1' } }))
  without(everything(result), token)
  expect(masked(result)).toContain(token)
  expect(await attached()).toBe(1)
})

describe('services that repeat the token', () => {
  test.each<[ServiceName, (token: string) => string]>([
    ['fulcio', (token) => JSON.stringify({ message: `bad token ${token}` })],
    ['fulcio', (token) => `"${token}"`],
    ['fulcio', (token) => JSON.stringify({ message: token.slice(token.indexOf('.') + 1) })],
    ['rekor', (token) => JSON.stringify({ message: `Bearer ${token}` })],
    ['timestamp', (token) => `<html>${token}</html>`],
  ])('%s', async (service, bodyOf) => {
    const token = sigstore().token()
    const env = await tokenService(token)
    for (const status of [400, 503]) {
      const headers = { 'retry-after': '3600' }
      sigstore().faults.set(service, { kind: 'status', status, headers, body: bodyOf(token) })
      const result = await attest({ env: { ...env, RUNNER_DEBUG: '1' } })
      red(result)
      without(everything(result), token)
    }
  })
})

test('a token service that answers with an error', async () => {
  const env = sigstore().environment()
  const bearer = env.ACTIONS_ID_TOKEN_REQUEST_TOKEN
  sigstore().faults.set('oidc', { kind: 'status', status: 403, body: `no: ${bearer}` })
  const result = await attest({ env })
  expect(red(result)).toContain('token service')
  expect(everything(result)).not.toContain(bearer)
})

test('a password that the registry repeats', async () => {
  const password = 'correct-horse-battery'
  const basic = Buffer.from(`me:${password}`).toString('base64')
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ errors: [{ code: 'DENIED', message: `Basic ${basic} is wrong` }] })
  await spoil([{ path: /\/v2\//, status: 403, headers, body }])
  const result = await attest({ inputs: { username: 'me', password } })
  red(result)
  expect(masked(result)).toContain(password)
  expect(everything(result)).not.toContain(password)
})
