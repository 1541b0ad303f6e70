import type { AwsCall } from '@ci-kit/aws/aws-call'

/** One service of AWS in a region: secrets, parameters, logs and images may be in another one than the cluster. */
export type RegionalCall = (region: string) => AwsCall
