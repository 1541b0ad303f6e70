import { type Case, explains, solve } from '../failures.ts'

const inputs: Case[] = [
  [
    'load without Docker',
    solve('failed to copy to tar: rpc error: code = Unknown desc = io: read/write on closed pipe'),
    ["input 'load'", 'Start Docker', 'type=docker'],
  ],
  [
    'load of several platforms',
    'ERROR: failed to build: docker exporter does not currently support exporting manifest lists',
    ["input 'platforms'", "input 'load'"],
  ],
  [
    'ssh without an agent',
    'ERROR: failed to build: failed to convert agent config {default [] false}: invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set',
    ["input 'ssh'", '(invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set)', 'git@'],
  ],
  [
    'ssh with a file that is no key',
    'ERROR: failed to build: failed to convert agent config {x [/etc/passwd] false}: failed to convert agent config for ID: "x": failed to parse /etc/passwd: ssh: no key found',
    ["input 'ssh'", '/etc/passwd: ssh: no key found'],
  ],
  [
    'cache-to of an unknown type',
    solve('unknown cache exporter: "nope"'),
    ["'cache-to'", "type 'nope'", 'registry, gha'],
  ],
  [
    'cache-to without a folder',
    'ERROR: failed to build: local cache exporter requires dest',
    ["'cache-to'", 'type=local,dest=folder'],
  ],
  [
    'cache-from without a folder',
    'ERROR: failed to build: local cache importer requires src',
    ["'cache-from'", 'type=local,src=folder'],
  ],
  [
    'outputs of an unknown type',
    solve('exporter "nope" could not be found'),
    ["'outputs'", "type 'nope'", 'local, tar, oci'],
  ],
  [
    'outputs without a folder',
    'ERROR: failed to build: dest is required for local exporter',
    ["'outputs'", 'type=local,dest=out'],
  ],
  [
    'build-contexts with a folder that is not there',
    'ERROR: failed to build: failed to get build context a: stat nope: no such file or directory',
    ["context 'a'", "'build-contexts'", 'stat nope', 'workspace'],
  ],
  [
    'add-hosts without an address',
    'ERROR: failed to build: invalid host a:b',
    ["'add-hosts'", "'a:b'", 'name:address'],
  ],
  [
    'ulimit with a wrong order',
    'ERROR: invalid argument "nofile=9:1" for "--ulimit" flag: ulimit soft limit must be less than or equal to hard limit: 9 > 1',
    ["'ulimit'", "'nofile=9:1'", '9 > 1'],
  ],
  [
    'annotations of an unknown type',
    'ERROR: failed to build: parse annotations: unknown annotation type "foo"',
    ["'annotations'", 'unknown annotation type "foo"', 'index:'],
  ],
]

explains('an input', inputs)
