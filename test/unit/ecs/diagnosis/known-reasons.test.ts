import { hintFor } from '@ci-kit/ecs/diagnosis/hints'
import { knownReason } from '@ci-kit/ecs/diagnosis/known-reasons'
import { describe, expect, test } from '@jest/globals'

const reasonHint = (reason: string) => hintFor({ stopCode: '', exitCode: undefined, reason })

describe('reasons of ECS', () => {
  test.each([
    [
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref registry.example/a:429: registry.example/a:429: not found',
      'not in the registry',
      1,
    ],
    [
      'CannotPullContainerError: Error response from daemon: manifest for a:1 not found: manifest unknown',
      'not in the registry',
      1,
    ],
    [
      'CannotPullContainerError: ref pull has been retried 1 time(s): unexpected status code: 403 Forbidden',
      'ecr:BatchGetImage',
      2,
    ],
    [
      "CannotPullContainerError: Error response from daemon: pull access denied for a, repository does not exist or may require 'docker login'",
      'ecr:GetAuthorizationToken',
      2,
    ],
    [
      'CannotPullContainerError: ref pull has been retried 5 time(s): dial tcp 10.0.0.1:443: i/o timeout',
      'NAT',
      0,
    ],
    [
      'CannotPullContainerError: httpReadSeeker: failed open: 503 Service Unavailable',
      'could not be reached',
      0,
    ],
    [
      'CannotPullContainerError: toomanyrequests: You have reached your pull rate limit. not found',
      'limit on pulls',
      0,
    ],
    [
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
      'runtimePlatform.cpuArchitecture',
      1,
    ],
    ['CannotPullContainerError: write /var/lib/x: no space left on device', 'ephemeralStorage', 0],
    ['CannotPullImageManifestError: something new', 'words of the registry', 0],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: failed to fetch secret arn:aws:secretsmanager:x from secrets manager: AccessDeniedException: no',
      'secretsmanager:GetSecretValue',
      2,
    ],
    [
      "ResourceInitializationError: unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      'does not exist in this region',
      1,
    ],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: failed to fetch from ssm: invalid parameters: /shop/key',
      'valueFrom',
      1,
    ],
    [
      'ResourceInitializationError: retrieved secret from Secrets Manager did not contain json key password',
      'JSON key',
      1,
    ],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: RequestCanceled: context deadline exceeded',
      'VPC endpoints for secretsmanager',
      0,
    ],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve ecr registry auth: RequestError: send request failed: dial tcp: i/o timeout',
      'ECR could not be reached',
      0,
    ],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve ecr registry auth: AccessDeniedException',
      'ecr:GetAuthorizationToken',
      2,
    ],
    [
      'ResourceInitializationError: failed to validate logger args: create stream: ResourceNotFoundException: The specified log group does not exist.',
      'awslogs-create-group',
      0,
    ],
    [
      'ResourceInitializationError: failed to create Cloudwatch log stream: AccessDeniedException',
      'logs:CreateLogStream',
      0,
    ],
    [
      'ResourceInitializationError: failed to download env files: file download command: AccessDenied',
      's3:GetObject',
      0,
    ],
    [
      'ResourceInitializationError: failed to invoke EFS utils commands: mount.nfs4: Connection timed out',
      'port 2049',
      0,
    ],
    [
      'ResourceInitializationError: failed to invoke EFS utils commands: mount.nfs4: access denied by server',
      'elasticfilesystem:ClientMount',
      0,
    ],
    ['ResourceInitializationError: dial tcp 10.0.0.1:443: i/o timeout', 'subnet', 0],
    ['ResourceInitializationError: something new', 'could not be prepared', 0],
    [
      'CannotStartContainerError: OCI runtime create failed: exec: "serve": executable file not found in $PATH',
      'entryPoint and command',
      1,
    ],
    [
      'CannotStartContainerError: exec: "/app": stat /app: no such file or directory',
      'entryPoint and command',
      1,
    ],
    ['CannotStartContainerError: exec: "/app": permission denied', '--chmod=755', 1],
    [
      'CannotStartContainerError: exec user process caused: exec format error',
      'another processor',
      1,
    ],
    ['OutOfMemoryError: Container killed due to memory usage', 'more memory', 0],
    ['Task failed container health checks', 'startPeriod', 0],
    [
      'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:5021:targetgroup/web-502/1)',
      'healthCheckGracePeriodSeconds',
      0,
    ],
    [
      '(port 80) is unhealthy in (target-group x) due to (reason Health checks failed with these codes: [502])',
      '5xx',
      0,
    ],
    [
      '(port 80) is unhealthy in (target-group x) due to (reason Health checks failed with these codes: [404])',
      'path or matcher',
      0,
    ],
    [
      '(port 80) is unhealthy in (target-group x) due to (reason Request timed out)',
      'listens on 0.0.0.0',
      0,
    ],
    [
      'was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance a) has insufficient memory available.',
      'memory free',
      0,
    ],
    ['was unable to place a task because x has insufficient CPU units available', 'CPU units', 0],
    [
      'was unable to place a task because x is already using a port required by your task',
      'hostPort',
      0,
    ],
    [
      'was unable to place a task because x is missing an attribute required by your task',
      'attribute',
      0,
    ],
    ['was unable to place a task. Reason: Capacity is unavailable at this time.', 'other zones', 0],
    [
      "was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
      'quota',
      0,
    ],
    [
      'was unable to place a task because no container instances were found in your cluster',
      'no instances',
      0,
    ],
    [
      'was unable to place a task because no container instance met all of its requirements.',
      'no instance fits',
      0,
    ],
    ["ECS was unable to assume the role 'arn:aws:iam::1:role/x'", 'trust policy', 0],
    ['Your Spot Task was interrupted.', 'Spot capacity', 0],
  ])('%s', (reason, words, hopelessAfter) => {
    expect(reasonHint(reason)).toContain(words)
    expect(knownReason(reason)?.hopelessAfter).toBe(hopelessAfter)
  })

  test('what nobody knows has no hint', () => {
    expect(reasonHint('something new')).toBe('')
    expect(knownReason('something new')).toBeUndefined()
  })
})
