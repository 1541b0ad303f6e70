import { BAD_CERTIFICATES } from './bad-certificates.ts'
import { BAD_CONTENT } from './bad-content.ts'
import { BAD_FORMS } from './bad-forms.ts'
import { BAD_SIGNERS } from './bad-signers.ts'
import type { Bad } from './bad-statement.ts'
import { BAD_TIMES } from './bad-times.ts'

export const BAD: readonly Bad[] = [
  ...BAD_SIGNERS,
  ...BAD_CONTENT,
  ...BAD_FORMS,
  ...BAD_TIMES,
  ...BAD_CERTIFICATES,
]
