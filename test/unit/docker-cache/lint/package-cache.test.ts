import { describe, expect, test } from '@jest/globals'
import { linesOf, linted } from './linted.ts'

const APT = 'apt-get install -y curl'
const found = (run: string, ...before: string[]) =>
  linesOf('package-cache', ['FROM debian:12', ...before, ...run.split('\n')])

describe('package-cache finds', () => {
  test.each([
    ['apt', `RUN apt-get update && ${APT}`],
    ['apt with other files removed', `RUN apt-get update && ${APT} && rm -rf /tmp/*`],
    ['apt with options', 'RUN apt-get -qq update'],
    ['apt in a here-document', `RUN <<EOF\nset -e\napt-get update\n${APT}\nEOF`],
    ['apt in a shell of the JSON form', `RUN ["bash", "-ec", "apt-get update; ${APT}"]`],
    ['apt behind sudo', 'RUN sudo -E apt-get update'],
    ['apt in an if', 'RUN if true; then apt-get update; fi'],
    ['apk', 'RUN apk update && apk add curl'],
    ['apk with -U', 'RUN apk add -U curl'],
    ['pip', 'RUN pip install flask'],
    ['pip in an environment', 'RUN /venv/bin/pip3 install -r requirements.txt'],
    ['pip as a module', 'RUN python3 -m pip install flask'],
    ['npm ci', 'RUN npm ci --omit=dev'],
    ['npm install', 'RUN npm install -g serve'],
    [
      'npm with the cache of another mounted',
      'RUN --mount=type=cache,target=/root/.cache/pip npm ci',
    ],
    ['npm with a mount that is no cache', 'RUN --mount=type=bind,target=/root/.npm npm ci'],
    ['yarn 1', 'RUN yarn install --frozen-lockfile'],
    ['dnf', 'RUN dnf install -y git && true'],
    ['yum', 'RUN yum -y update'],
    ['zypper', 'RUN zypper -n in git'],
  ])('%s', (_, run) => {
    expect(found(run)).toEqual([2])
  })
})

describe('package-cache does not find', () => {
  test.each([
    ['lists removed', `RUN apt-get update && ${APT} && rm -rf /var/lib/apt/lists/*`],
    ['lists removed with what is above', 'RUN apt-get update; rm -r /var/lib/apt'],
    ['lists removed by apt', 'RUN apt-get update && apt-get dist-clean'],
    ['lists mounted', 'RUN --mount=type=cache,target=/var/lib/apt/lists apt-get update'],
    ['what is above the lists mounted', 'RUN --mount=type=cache,target=/var/lib/apt/ apt update'],
    ['lists in memory', 'RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt update'],
    ['a mount that depends on a variable', 'RUN --mount=type=cache,target=$LISTS apt update'],
    ['an installation without lists of its own', 'RUN apt-get install -y curl'],
    ['apt in a text', 'RUN echo "apt-get update" > /hint'],
    ['apt in a comment', 'RUN true # apt-get update'],
    ['a script, which nobody reads', 'RUN ./install.sh'],
    ['apk without a cache', 'RUN apk add --no-cache curl'],
    ['apk without a cache and with update', 'RUN apk add --no-cache --update curl'],
    ['apk with the index removed', 'RUN apk add -U curl && rm -rf /var/cache/apk/*'],
    ['apk upgrade without a cache', 'RUN apk --no-cache upgrade'],
    ['pip without a cache', 'RUN pip install --no-cache-dir flask'],
    ['pip with its cache mounted', 'RUN --mount=type=cache,target=/root/.cache pip install flask'],
    ['pip of a user with its cache removed', 'RUN pip install x && rm -rf /home/app/.cache'],
    ['pip with its cache purged', 'RUN pip install x && pip cache purge'],
    ['pip with a variable of its own', 'RUN PIP_NO_CACHE_DIR=1 pip install x'],
    ['pip with an exported variable', 'RUN export PIP_NO_CACHE_DIR=1 && pip install x'],
    ['another command of pip', 'RUN pip --version'],
    ['uv', 'RUN uv pip install flask'],
    ['npm with its cache mounted', 'RUN --mount=type=cache,target=/home/node/.npm npm ci'],
    ['npm with its cache cleaned', 'RUN npm ci && npm cache clean --force'],
    ['npm with its cache removed', 'RUN npm ci && rm -rf ~/.npm'],
    ['npm with another folder', 'RUN npm ci --cache /tmp/x && rm -rf /tmp/x'],
    ['a script of npm', 'RUN npm run install-all'],
    ['yarn 2, which may run from its cache', 'RUN yarn install --immutable'],
    ['a script of yarn', 'RUN yarn build --production'],
    ['yarn with its cache cleaned', 'RUN yarn install --prod && yarn cache clean'],
    ['dnf with its cache cleaned', 'RUN dnf -y install git && dnf clean all'],
    ['dnf with its cache removed', 'RUN dnf install -y git && rm -rf /var/cache/*'],
    ['a query', 'RUN dnf list'],
  ])('%s', (_, run) => {
    expect(found(run)).toEqual([])
  })

  test('what a variable switches off', () => {
    expect(found('RUN pip install x', 'ENV PIP_NO_CACHE_DIR=1')).toEqual([])
    expect(found('RUN pip install x', 'ENV PIP_NO_CACHE_DIR=0')).toEqual([3])
    expect(found('RUN npm ci', 'ENV npm_config_cache=/tmp/npm')).toEqual([])
  })

  test('layers that are not in the image', () => {
    const lines = [
      'FROM debian:12 AS build',
      'RUN apt-get update',
      'FROM debian:12',
      'COPY --from=build /a /b',
    ]
    expect(linesOf('package-cache', lines)).toEqual([])
  })
})

test('finds it in the stage that the last one starts from', () => {
  const lines = ['FROM debian:12 AS base', 'RUN apt-get update', 'FROM base']
  expect(linesOf('package-cache', lines)).toEqual([2])
})

test('says what is left and what to write', () => {
  expect(linted(['FROM node:24', 'RUN npm ci'])).toEqual([
    {
      rule: 'package-cache',
      line: 2,
      message: expect.stringContaining('npm leaves every package in its cache'),
      fix: expect.stringContaining('--mount=type=cache,target=/root/.npm npm ci'),
    },
  ])
})
