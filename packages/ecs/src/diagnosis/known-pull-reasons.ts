import type { KnownReason } from './known-reasons.ts'
import { NO_ROUTE } from './no-route.ts'

const PULL = /CannotPull\w*Error/

/** Why an image could not be pulled. */
export const PULL_REASONS: readonly KnownReason[] = [
  {
    patterns: [PULL, /toomanyrequests|429 Too Many|pull rate limit/i],
    hint: "the registry's limit on pulls was reached. Pull from ECR, by a pull-through cache for example, or set repositoryCredentials of an account with a higher limit.",
    hopelessAfter: 0,
  },
  {
    patterns: [PULL, NO_ROUTE],
    hint: 'the registry could not be reached from the subnet. Give the subnet a NAT gateway, a public subnet assignPublicIp ENABLED, or VPC endpoints for ecr.api, ecr.dkr and S3, and let the security group out on port 443.',
    hopelessAfter: 0,
  },
  {
    patterns: [PULL, /no space left on device/i],
    hint: 'the disk is too small for the image. Raise ephemeralStorage of the task definition (Fargate), clean up or enlarge the disk of the instance (EC2), or make the image smaller.',
    hopelessAfter: 0,
  },
  {
    patterns: [PULL, /matching platform|no matching manifest|platform .{0,60}does not match/i],
    hint: 'the image was not built for the platform of the task. Build it for that platform, or set runtimePlatform.cpuArchitecture of the task definition to what it was built for.',
    hopelessAfter: 1,
  },
  {
    patterns: [
      PULL,
      /pull access denied|denied:|not authorized|AccessDenied|no basic auth|unauthorized|403 Forbidden|401 Unauthorized|authorization failed/i,
    ],
    hint: 'the registry refused access, or the repository does not exist. Check the name of the repository; for ECR let the execution role do ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability, ecr:GetDownloadUrlForLayer and ecr:BatchGetImage, for other registries set repositoryCredentials.',
    hopelessAfter: 2,
  },
  {
    patterns: [PULL, /manifest unknown|not found|does not exist|invalid reference format/i],
    hint: 'the image is not in the registry. Check that it was pushed, that the name and the account of the registry are right, and that no lifecycle policy has removed it.',
    hopelessAfter: 1,
  },
  {
    patterns: [PULL],
    hint: 'the image could not be pulled. The reason is in the words of the registry.',
    hopelessAfter: 0,
  },
]
