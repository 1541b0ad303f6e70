import { contextSource } from '@ci-kit/docker-cache/key/context-source'
import { describe, expect, test } from '@jest/globals'

const SHA = '0123456789abcdef0123456789abcdef01234567'
const DIGEST = `sha256:${'a'.repeat(64)}`

describe('context source', () => {
  test.each(['.', 'services/api', '/abs', 'a#b', 'a.git', 'http', '../up'])(
    '%s is a folder',
    (path) => {
      expect(contextSource(path)).toEqual({ kind: 'folder', path })
    },
  )

  test.each(['node:24', `ghcr.io/org/app@${DIGEST}`])(
    'docker-image://%s is an image',
    (reference) => {
      expect(contextSource(`docker-image://${reference}`)).toEqual({ kind: 'image', reference })
    },
  )

  test.each([
    `https://github.com/org/repo.git#${SHA}`,
    `https://github.com/org/repo.git#${SHA}:sub/folder`,
    `git@github.com:org/repo.git#${SHA}`,
    `ssh://git@host/repo#${SHA}`,
    `git://host/repo#${'a'.repeat(64)}`,
    `github.com/org/repo#${SHA}`,
  ])('%s is pinned', (reference) => {
    expect(contextSource(reference)).toEqual({ kind: 'pinned', reference })
  })

  test('an OCI layout is its digest, wherever it lies', () => {
    expect(contextSource(`oci-layout:///tmp/a@${DIGEST}`)).toEqual(
      contextSource(`oci-layout://b@${DIGEST}`),
    )
    expect(contextSource('oci-layout://b:1')).toHaveProperty('doubt')
  })

  test.each([
    'https://github.com/org/repo.git',
    'https://github.com/org/repo.git#main',
    `https://github.com/org/repo.git#${SHA.slice(1)}`,
    `https://github.com/org/repo.git#${SHA}0`,
    `https://github.com/org/repo.git#refs/heads/${SHA}`,
    `https://github.com/org/repo.git#main:${SHA}`,
    `https://github.com/org/repo.git?ref=main#${SHA}`,
    'git@github.com:org/repo.git',
  ])('%s can move', (url) => {
    expect(contextSource(url)).toEqual({ doubt: expect.stringContaining('whole commit') })
  })

  test.each([
    'https://example.org/a.tar.gz',
    `https://example.org/a.tar.gz#${SHA}`,
    'target:base',
    '-',
  ])('%s can be something else next time', (text) => {
    expect(contextSource(text)).toEqual({ doubt: expect.stringContaining('next time') })
  })

  test('a password is not shown', () => {
    const found = contextSource(`https://me:hunter2@host/repo.git#${SHA}`)
    expect(found).toHaveProperty('doubt')
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })
})
