import type { KnownReason } from './known-reasons.ts'

/** Wrong processor: told as a reason by Docker, and in the log of the container by Fargate. */
export const WRONG_PLATFORM: KnownReason = {
  patterns: [/exec format error/i],
  hint: 'the program was built for another processor, or is a script without a first line such as #!/bin/sh. Build the image for the platform of the task, or set runtimePlatform.cpuArchitecture.',
  hopelessAfter: 1,
}

/** Why containers did not start, or were ended. */
export const RUN_REASONS: readonly KnownReason[] = [
  WRONG_PLATFORM,
  {
    patterns: [
      /executable file not found|exec: .{0,200}(?:no such file|not found)|stat .{0,200}no such file/i,
    ],
    hint: 'the command does not exist in the image. Check entryPoint and command of the container, and that the file is in this image.',
    hopelessAfter: 1,
  },
  {
    patterns: [/Cannot(?:Start|Create)ContainerError/, /permission denied/i],
    hint: 'the command may not be executed. Set its executable bit in the image (COPY --chmod=755), or use another user.',
    hopelessAfter: 1,
  },
  {
    patterns: [/Cannot(?:Start|Create)ContainerError/, /no space left on device/i],
    hint: 'the disk is full. Raise ephemeralStorage of the task definition (Fargate), or clean up the instance (EC2).',
    hopelessAfter: 0,
  },
  {
    patterns: [/Cannot(?:Start|Create)ContainerError/],
    hint: 'the container could not be started. The reason is in the words of the container runtime.',
    hopelessAfter: 0,
  },
  {
    patterns: [/OutOfMemory/],
    hint: 'killed, because it used more memory than it has. Raise memory of the container or the task, or lower the heap limit of the program.',
    hopelessAfter: 0,
  },
  {
    patterns: [/failed container health checks/i],
    hint: "the container's own health check failed. Run its command inside the container, check that its program (curl, wget) is in the image, and raise startPeriod where the start takes long.",
    hopelessAfter: 0,
  },
  {
    patterns: [/target-group|ELB health checks/i, /timed out|timeout/i],
    hint: 'the load balancer got no answer in time. Let the security group of the tasks in from the load balancer on the container port, check that the program listens on 0.0.0.0 and that port, and raise healthCheckGracePeriodSeconds where the start takes long.',
    hopelessAfter: 0,
  },
  {
    patterns: [/target-group|ELB health checks/i, /codes?:? \[?5\d\d/],
    hint: "the program answers the load balancer's health check with an error of its own (5xx). Its log tells why; what it needs, such as a database, may be out of reach.",
    hopelessAfter: 0,
  },
  {
    patterns: [/target-group|ELB health checks/i, /codes?:? \[?[34]\d\d/],
    hint: 'the path of the health check does not answer with the expected code. Correct path or matcher of the target group, or let the program answer there without a login or redirect.',
    hopelessAfter: 0,
  },
  {
    patterns: [/target-group|ELB health checks/i],
    hint: "the load balancer's health check failed. Check path, port and expected codes of the target group, that the program listens on 0.0.0.0, and raise healthCheckGracePeriodSeconds where the start takes long.",
    hopelessAfter: 0,
  },
  {
    patterns: [/\bSpot\b/i, /interrupt/i],
    hint: 'AWS took back Spot capacity; the release is not to blame. Deploy again, or add FARGATE to the capacity provider strategy.',
    hopelessAfter: 0,
  },
]
