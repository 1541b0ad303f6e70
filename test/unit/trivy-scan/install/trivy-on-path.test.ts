import { UserError } from '@ci-kit/core/errors'
import { trivyOnPath } from '@ci-kit/trivy-scan/install/trivy-on-path'
import { describe, expect, test } from '@jest/globals'
import { fakePorts } from './fake-ports.ts'
import { requestFor } from './requests.ts'

const PATH = '/usr/bin/trivy'
const having = (version: string) =>
  fakePorts({ onPath: { [PATH]: PATH }, versions: { [PATH]: version } })

describe('a trivy on PATH', () => {
  test.each([
    ['', '0.74.0'],
    ['', '0.69.2'],
    ['', '0.99.1'],
    ['0.70.0', '0.70.0'],
  ])('is used when %j is asked for and it is %s', async (asked, version) => {
    const found = await trivyOnPath(requestFor(asked), having(version))
    expect(found).toEqual({ path: PATH, version, source: 'path', digest: undefined })
  })

  test.each([
    ['0.70.0', '0.74.0', "is 0.74.0, but input 'version' asks for 0.70.0"],
    ['', '0.69.1', 'older than 0.69.2'],
    ['', '0.75.0-rc1', 'is no release: its version is 0.75.0-rc1'],
    ['', 'dev', 'is no release: its version is dev'],
  ])('is not used when %j is asked for and it is %s', async (asked, version, reason) => {
    const ports = having(version)
    expect(await trivyOnPath(requestFor(asked), ports)).toBeUndefined()
    expect(ports.lines).toEqual([expect.stringContaining(reason)])
    const only = trivyOnPath(requestFor(asked, { mode: 'path' }), having(version))
    await expect(only).rejects.toThrow(UserError)
    await expect(only).rejects.toThrow(reason)
    await expect(only).rejects.toThrow('set install: auto')
  })

  test.each(['auto', 'path', 'never'] as const)(
    'that an attacker made fails the step under %s',
    async (mode) => {
      for (const version of ['0.69.4', '0.69.5-1', '0.69.6']) {
        const search = trivyOnPath(requestFor('', { mode }), having(version))
        await expect(search).rejects.toThrow(UserError)
        await expect(search).rejects.toThrow(`(${PATH}) is refused`)
        await expect(search).rejects.toThrow('CVE-2026-33634')
      }
    },
  )

  test('that does not start is a warning, and an error when there is no other way', async () => {
    const ports = fakePorts({ onPath: { [PATH]: PATH } })
    expect(await trivyOnPath(requestFor(''), ports)).toBeUndefined()
    expect(ports.lines[0]).toBe(
      `warning: The trivy on PATH (${PATH}) is not used: ${PATH} does not start.`,
    )
    const only = trivyOnPath(requestFor('', { mode: 'path' }), ports)
    await expect(only).rejects.toThrow('does not start')
  })

  test('that is missing is an error only when there is no other way', async () => {
    expect(await trivyOnPath(requestFor(''), fakePorts({}))).toBeUndefined()
    const only = trivyOnPath(requestFor('', { mode: 'path' }), fakePorts({}))
    await expect(only).rejects.toThrow('There is no trivy on PATH. Install trivy 0.74.0')
  })

  test.each([
    ['/checkout/bin/trivy', '/checkout/bin/trivy'],
    ['/checkout/..bin/trivy', '/checkout/..bin/trivy'],
    ['/usr/bin/trivy', '/checkout/trivy'],
    ['/checkout/link', '/usr/bin/trivy'],
  ])('at %s, which is %s, is not used: a change could replace it', async (path, realPath) => {
    const world = { onPath: { [path]: realPath }, versions: { [path]: '0.74.0' } }
    const ports = fakePorts(world)
    expect(await trivyOnPath(requestFor(''), ports)).toBeUndefined()
    expect(ports.lines).toEqual([expect.stringContaining('lies in the checkout')])
    const only = trivyOnPath(requestFor('', { mode: 'path' }), fakePorts(world))
    await expect(only).rejects.toThrow('outside the checkout')
  })

  test('outside the checkout comes behind one inside', async () => {
    const onPath = { '/checkout/trivy': '/checkout/trivy', '/checkouts/trivy': '/checkouts/trivy' }
    const ports = fakePorts({ onPath, versions: { '/checkouts/trivy': '0.74.0' } })
    expect(await trivyOnPath(requestFor(''), ports)).toMatchObject({ path: '/checkouts/trivy' })
  })

  test('is not looked at when a digest is given', async () => {
    const asked = `0.74.0@sha256:${'a'.repeat(64)}`
    expect(await trivyOnPath(requestFor(asked), having('0.69.4'))).toBeUndefined()
    const only = trivyOnPath(requestFor(asked, { mode: 'path' }), having('0.74.0'))
    await expect(only).rejects.toThrow('Leave the digest out, or set install: auto')
  })
})
