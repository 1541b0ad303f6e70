import { describe, expect, test } from '@jest/globals'
import { linesOf, linted } from './linted.ts'

describe('root-user', () => {
  test.each([
    ['no USER on an image of root', ['FROM node:24', 'CMD ["node"]'], [2]],
    ['no USER from scratch', ['FROM scratch', 'COPY a /', 'ENTRYPOINT ["/a"]'], [3]],
    ['USER root', ['FROM a:1', 'USER root', 'CMD a'], [2]],
    ['USER 0', ['FROM a:1', 'USER 0:0', 'CMD a'], [2]],
    ['USER root again at the end', ['FROM a:1', 'USER b', 'USER root', 'CMD a'], [3]],
    ['the root of a stage below', ['FROM a:1 AS b', 'USER root', 'FROM b', 'CMD a'], [2]],
    ['an argument', ['FROM a:1', 'ARG U=root', 'USER $U', 'CMD a'], [3]],
    ['a full name', ['FROM docker.io/library/python:3.13-slim', 'CMD a'], [2]],
  ])('finds %s', (_, lines, found) => {
    expect(linesOf('root-user', lines)).toEqual(found)
  })

  test.each([
    ['another user', ['FROM node:24', 'USER node', 'CMD a']],
    ['a user of a stage below', ['FROM node:24 AS b', 'USER 1000', 'FROM b', 'CMD a']],
    ['an image whose user is not known', ['FROM gcr.io/distroless/nodejs24:nonroot', 'CMD a']],
    ['an image of another with a known name', ['FROM acme/node:24', 'CMD a']],
    ['a server that gives up root itself', ['FROM nginx:1', 'CMD ["nginx"]']],
    ['a user that is not known', ['FROM node:24', 'USER $APP_USER', 'CMD a']],
    ['files only', ['FROM scratch', 'COPY a /']],
    ['nothing to run', ['FROM node:24', 'RUN a']],
    ['gosu', ['FROM debian:12', 'RUN apt-get install gosu', 'CMD a']],
    ['a script that may give up root', ['FROM debian:12', 'ENTRYPOINT ["/docker-entrypoint.sh"]']],
    [
      'root in another stage',
      ['FROM node:24 AS b', 'USER root', 'FROM node:24', 'USER 1', 'CMD a'],
    ],
  ])('does not find %s', (_, lines) => {
    expect(linesOf('root-user', lines)).toEqual([])
  })

  test.each([
    ['root', '', [2]],
    ['somebody else', '65532', []],
  ])('knows the user of the base image where it has been read: %s', (_, baseUser, found) => {
    expect(linesOf('root-user', ['FROM a:1', 'CMD a'], { baseUser })).toEqual(found)
  })
})

describe('no-healthcheck', () => {
  const service = ['FROM a:1', 'EXPOSE 8080/tcp 9090']

  test('finds a service without one, and writes its port', () => {
    const [finding] = linted(service)
    expect(finding).toMatchObject({ rule: 'no-healthcheck', line: 2 })
    expect(finding?.fix).toContain('http://127.0.0.1:8080/')
  })

  test.each([
    ['with one', [...service, 'HEALTHCHECK CMD true'], {}],
    [
      'with one of the stage below',
      ['FROM a:1 AS b', 'HEALTHCHECK CMD a', 'FROM b', 'EXPOSE 1'],
      {},
    ],
    ['where none is wanted', [...service, 'HEALTHCHECK NONE'], {}],
    ['that listens to nothing', ['FROM a:1'], {}],
    ['that nobody asks', service, { expectsHealthcheck: false }],
    ['in a stage that is not the image', ['FROM a:1', 'EXPOSE 1', 'FROM b:1'], {}],
  ])('not one %s', (_, lines, facts) => {
    expect(linesOf('no-healthcheck', lines, facts)).toEqual([])
  })
})

describe('unpinned-base', () => {
  const DIGEST = `sha256:${'a'.repeat(64)}`

  test.each([
    ['no tag', ['FROM node'], [1]],
    ['latest', ['FROM --platform=linux/amd64 ghcr.io/o/node:latest AS b'], [1]],
    ['no tag at a port', ['FROM localhost:5000/node'], [1]],
    ['latest from an argument', ['ARG T=latest', 'FROM node:$T'], [2]],
    ['COPY from an image', ['FROM node:24', 'COPY --from=ghcr.io/o/uv:latest /uv /uv'], [2]],
    ['a mount from an image', ['FROM node:24', 'RUN --mount=from=tools,target=/t a'], [2]],
    ['a stage that is needed', ['FROM node AS b', 'FROM scratch', 'COPY --from=b /a /b'], [1]],
  ])('finds %s', (_, lines, found) => {
    expect(linesOf('unpinned-base', lines)).toEqual(found)
  })

  test.each([
    ['a version', ['FROM node:24']],
    ['a digest', [`FROM node@${DIGEST}`]],
    ['latest with a digest', [`FROM node:latest@${DIGEST}`]],
    ['scratch', ['FROM scratch']],
    ['a stage', ['FROM node:24 AS b', 'FROM b']],
    ['what is not known', ['FROM $IMAGE']],
    ['an empty version, which is an error', ['FROM node:$V']],
    ['a stage that is not built', ['FROM node AS unused', 'FROM node:24']],
    ['a version that holds latest', ['FROM node:24-latest']],
  ])('does not find %s', (_, lines) => {
    expect(linesOf('unpinned-base', lines)).toEqual([])
  })
})

describe('add-without-checksum', () => {
  test.each([
    ['a download', 'ADD https://example.com/x.tgz /x', [2]],
    ['without encryption', 'ADD http://example.com/x.tgz /x', [2]],
    ['with a checksum', 'ADD --checksum=sha256:abc https://example.com/x.tgz /x', []],
    ['a repository', 'ADD https://github.com/o/r.git#v1 /x', []],
    ['a repository over SSH', 'ADD git@github.com:o/r.git /x', []],
    ['an address that names a commit', `ADD https://x.org/${'a'.repeat(40)}/f /x`, []],
    ['what is verified', 'ADD https://x.org/f /x\nRUN echo "… /x" | sha256sum -c', []],
    ['a file', 'ADD x.tgz /x', []],
    ['an address that is not known', 'ADD $URL /x', []],
  ])('%s', (_, line, found) => {
    expect(linesOf('add-without-checksum', ['FROM a:1', ...line.split('\n')])).toEqual(found)
  })
})
