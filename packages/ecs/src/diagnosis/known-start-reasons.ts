import type { KnownReason } from './known-reasons.ts'
import { NO_ROUTE } from './no-route.ts'

const SECRET = /secret|parameter store|ssm|\basm\b|invalid parameters/i
const DENIED = /AccessDenied|not authorized|access denied/i
const ENV_FILE = /env(?:ironment)? ?files?/i
const EFS = /\bEFS\b|mount\.nfs/i
/** Told with the words `unable to pull secrets or registry auth` in front, as those of secrets are. */
const REGISTRY = /ecr registry auth/i
const LOGGER = /log group|log stream|logger args/i

/** Why a task did not start, besides its images. */
export const START_REASONS: readonly KnownReason[] = [
  {
    patterns: [ENV_FILE, /download|s3|NoSuch|AccessDenied/i],
    hint: 'an environment file could not be read from S3. Check its ARN and region, and let the execution role do s3:GetObject on it and s3:GetBucketLocation on its bucket.',
    hopelessAfter: 0,
  },
  {
    patterns: [EFS, DENIED],
    hint: 'the EFS file system refused the mount. Let the task role do elasticfilesystem:ClientMount, and check the policy of the file system and its access point.',
    hopelessAfter: 0,
  },
  {
    patterns: [EFS],
    hint: 'the EFS file system could not be mounted. It needs a mount target in the zone of the task, a security group that lets port 2049 in, and DNS in the VPC.',
    hopelessAfter: 0,
  },
  {
    patterns: [LOGGER, /does not exist|ResourceNotFound/i],
    hint: 'the log group does not exist. Create it, or set awslogs-create-group to true and let the execution role do logs:CreateLogGroup.',
    hopelessAfter: 0,
  },
  {
    patterns: [LOGGER, DENIED],
    hint: 'the log stream could not be created. Let the execution role do logs:CreateLogStream and logs:PutLogEvents on the log group.',
    hopelessAfter: 0,
  },
  {
    patterns: [REGISTRY, NO_ROUTE],
    hint: 'ECR could not be reached from the subnet. Give it a NAT gateway, or VPC endpoints for ecr.api, ecr.dkr and S3, and let the security group out on port 443.',
    hopelessAfter: 0,
  },
  {
    patterns: [REGISTRY, DENIED],
    hint: 'the execution role may not log in to ECR. Let it do ecr:GetAuthorizationToken; the managed policy AmazonECSTaskExecutionRolePolicy holds it.',
    hopelessAfter: 2,
  },
  {
    patterns: [/did not contain json key/i],
    hint: 'the secret has no such JSON key. Check the key behind the ARN in valueFrom.',
    hopelessAfter: 1,
  },
  {
    patterns: [SECRET, NO_ROUTE],
    hint: 'Secrets Manager or SSM could not be reached from the subnet. Give it a NAT gateway, or VPC endpoints for secretsmanager, ssm and kms, and let the security group out on port 443.',
    hopelessAfter: 0,
  },
  {
    patterns: [SECRET, DENIED],
    hint: 'the execution role may not read the secret. Let it do secretsmanager:GetSecretValue or ssm:GetParameters on it, and kms:Decrypt on its key where it has its own.',
    hopelessAfter: 2,
  },
  {
    patterns: [
      SECRET,
      /ResourceNotFound|can't find|invalid parameters|ParameterNotFound|marked for deletion/i,
    ],
    hint: 'the secret or parameter does not exist in this region and account. Create it, or correct its valueFrom.',
    hopelessAfter: 1,
  },
  {
    patterns: [/unable to assume the role/i],
    hint: 'ECS could not assume the role of the task. Check that the role exists and that its trust policy names ecs-tasks.amazonaws.com.',
    hopelessAfter: 0,
  },
  {
    patterns: [/ResourceInitializationError/, NO_ROUTE],
    hint: 'what the task needs before it starts could not be reached from the subnet. Check its NAT gateway or VPC endpoints, and that the security group lets out port 443.',
    hopelessAfter: 0,
  },
  {
    patterns: [/ResourceInitializationError/],
    hint: 'what the task needs before it starts (secrets, logs, volumes, network) could not be prepared. The reason names it.',
    hopelessAfter: 0,
  },
]
