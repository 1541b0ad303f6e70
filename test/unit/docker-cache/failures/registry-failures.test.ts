import { base, type Case, explains, push, solve } from '../failures.ts'

const HEAD = 'Head "http://127.0.0.1:1/v2/a/blobs/sha256:60"'
const HUB = 'docker.io/org/app:1'
const GHCR = 'ghcr.io/org/app:1'
const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1'

const pushes: Case[] = [
  [
    'a job without write access, on ghcr.io',
    push(GHCR, 'denied: installation not allowed to Create organization package'),
    [`refused the push of ${GHCR}`, 'not allowed to Create', 'packages: write'],
  ],
  [
    'a package of another repository, on ghcr.io',
    push(GHCR, 'denied: installation not allowed to Write organization package'),
    [`refused the push of ${GHCR}`, 'packages: write', 'package access'],
  ],
  [
    'a status of ghcr.io',
    push(
      GHCR,
      'unexpected status from POST request to https://ghcr.io/v2/org/app/blobs/uploads/: 403 Forbidden',
    ),
    ['refused the push', '403 Forbidden', 'packages: write'],
  ],
  [
    'a job that is not logged in',
    push('registry.example.test/app:1', 'unauthorized: authentication required'),
    [
      'refused the push',
      'authentication required',
      'Log in',
      "set or correct inputs 'username' and 'password'",
    ],
  ],
  [
    'Docker Hub',
    push(
      HUB,
      'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ),
    ['refused the push', 'insufficient_scope', 'Log in before this step'],
  ],
  [
    'a token service',
    push(
      'registry.example.test/app:1',
      'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://registry.example.test/token: 403 Forbidden',
    ),
    ['refused the push', '403 Forbidden', 'Log in'],
  ],
  [
    'Amazon ECR without a login',
    push(ECR, 'failed to authorize: no basic auth credentials'),
    ['refused the push', 'no basic auth credentials', 'Log in'],
  ],
  [
    'a tag that must not change',
    push(
      ECR,
      "tag invalid: The image tag '1' already exists in the 'app' repository and cannot be overwritten because the repository is immutable.",
    ),
    [ECR, 'does not let tags change', "input 'tags'"],
  ],
  [
    'a repository that ECR does not have',
    push(
      ECR,
      "name unknown: The repository with name 'app' does not exist in the registry with id '123456789012'",
    ),
    ['no such repository', 'Create it first', "'image-name'"],
  ],
  [
    'a registry that is down',
    push(
      '127.0.0.1:1/a:1',
      `failed to do request: ${HEAD}: dial tcp 127.0.0.1:1: connect: connection refused`,
    ),
    ['did not answer', '127.0.0.1:1/a:1', 'connection refused', "input 'registry'"],
  ],
  [
    'a host that does not exist',
    push(
      'nohost.invalid/a:1',
      `failed to do request: ${HEAD}: dial tcp: lookup nohost.invalid on 10.0.0.53:53: no such host`,
    ),
    ['did not answer', 'no such host', "input 'registry'"],
  ],
  [
    'a connection that breaks',
    push('127.0.0.1:1/a:1', `failed to do request: ${HEAD}: EOF`),
    ['did not answer', '(EOF)'],
  ],
  [
    'too many requests',
    push(HUB, 'toomanyrequests: requested access to the resource is denied'),
    ['limits how often', 'later'],
  ],
  [
    'a registry that fails',
    push(
      GHCR,
      'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://ghcr.io/token: 503 Service Unavailable',
    ),
    ['The registry failed', '503 Service Unavailable', 'Run the job again'],
  ],
  [
    'plain HTTP',
    push(
      'registry.local:5000/app:1',
      'failed to do request: Head "https://registry.local:5000/v2/app/blobs/sha256:60": http: server gave HTTP response to HTTPS client',
    ),
    ['plain HTTP', 'registry.local:5000', 'http = true', '--buildkitd-config'],
  ],
  [
    'a certificate',
    push(
      'www.harbor.test/king/app:1',
      'failed to authorize: failed to fetch oauth token: Post "https://www.harbor.test/service/token": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    ['does not trust', 'certificate signed by unknown authority', '"www.harbor.test"', 'ca ='],
  ],
  [
    'BuildKit before 0.11',
    'error: failed to solve: server message: insufficient_scope: authorization failed\nERROR: failed to solve: rpc error: code = Unknown desc = unexpected status: 403 Forbidden',
    ['refused the push of the image', '403 Forbidden'],
  ],
]

const pulls: Case[] = [
  [
    'an image that does not exist',
    base('127.0.0.1:5971/base:none', '127.0.0.1:5971/base:none: not found'),
    ['127.0.0.1:5971/base:none does not exist', 'FROM', '--from'],
  ],
  [
    'an image that may not be read',
    base(
      HUB,
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ),
    [`refused to hand out ${HUB}`, 'log in'],
  ],
  [
    'an answer of several lines',
    `${base('h.test/x:1', 'unexpected status from HEAD request to http://h.test/v2/x/manifests/1: 403 Forbidden')}\ndenied`,
    ['refused to hand out h.test/x:1', '403 Forbidden denied'],
  ],
  [
    'a registry that is down',
    base(
      '127.0.0.1:1/base:1',
      `failed to do request: ${HEAD}: dial tcp 127.0.0.1:1: connect: connection refused`,
    ),
    ['did not answer when 127.0.0.1:1/base:1 was pulled', 'connection refused', 'Dockerfile'],
  ],
  [
    'a registry that fails',
    base(
      'h.test/x:1',
      'unexpected status from HEAD request to http://h.test/v2/x/manifests/1: 500 Internal Server Error',
    ),
    ['The registry failed', '500 Internal Server Error'],
  ],
  [
    'too many requests',
    solve(
      'arm64v8/debian:12: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/arm64v8/debian/manifests/sha256:53: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    ),
    ['limits how often', 'registry-1.docker.io/arm64v8/debian', 'log in'],
  ],
]

explains('a push', pushes)
explains('a base image', pulls)
