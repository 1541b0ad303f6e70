import { type Case, explains, solve } from '../failures.ts'

const builders: Case[] = [
  [
    'a full disk',
    solve('ResourceExhausted: write /var/lib/docker/overlay2/x/diff/y: no space left on device'),
    ['disk is full', 'docker buildx prune'],
  ],
  ['a full memory', solve('fork/exec /usr/bin/runc: cannot allocate memory'), ['memory is full']],
  [
    'a driver without cache export',
    'ERROR: failed to build: Cache export is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.',
    ['no cache export', 'docker buildx create --use'],
  ],
  [
    'an old driver without cache export',
    'ERROR: cache export feature is currently not supported for docker driver. Please switch to a different driver (eg. "docker buildx create --use")',
    ['no cache export', 'docker buildx create --use'],
  ],
  [
    'a driver for one platform',
    'ERROR: failed to build: Multi-platform build is not supported for the docker driver.\nSwitch to a different driver',
    ['no multi-platform build', 'docker buildx create --use'],
  ],
  ['a name', 'ERROR: no builder "nobody" found', ['no builder named nobody', 'BUILDX_BUILDER']],
  [
    'no engine',
    'ERROR: failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    ['does not answer', 'Start Docker'],
  ],
  [
    'an old client without an engine',
    'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ['does not answer', 'Start Docker'],
  ],
  [
    'a remote engine that is not there',
    'ERROR: failed to build: context deadline exceeded',
    ['does not answer'],
  ],
  [
    'a socket of another user',
    'ERROR: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    ['may not use Docker', "group 'docker'"],
  ],
  [
    'an engine that died',
    'ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    ['ended the build', 'Run the job again'],
  ],
  ['an engine that was stopped', solve('Canceled: context canceled'), ['ended the build']],
  [
    'a client without buildx',
    "docker: 'buildx' is not a docker command.\nSee 'docker --help'",
    ['no buildx', 'Install'],
  ],
  ['an old buildx', 'ERROR: unknown flag: --metadata-file', ['too old', '0.13']],
  [
    'a git repository',
    solve(
      'failed to load cache key: failed to fetch remote https://github.com/org/none.git: git stderr: fatal: could not read Username',
    ),
    ['https://github.com/org/none.git', "input 'context'"],
  ],
]

explains('the builder', builders)
