import { AppError, errorTable, type ErrorCode } from '../core/errors.ts';
import { errorUrn } from './urns.ts';

/** RFC 7644 §3.12, table 9; `noTarget` and `mutability` among them. */
export type ScimType =
  | 'invalidFilter'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

/** What a directory did that the protocol has a word for: 409 for `uniqueness`, 400 for all others. */
export class ScimError extends AppError {
  override name = 'ScimError';
  readonly scimType: ScimType;
  constructor(scimType: ScimType, detail: string, options?: { cause?: unknown }) {
    super(scimType === 'uniqueness' ? 'conflict' : 'invalid-request', detail.slice(0, 300), options);
    this.scimType = scimType;
  }
}

const typeOfCode: Partial<Record<ErrorCode, ScimType>> = {
  'email-taken': 'uniqueness',
  'team-taken': 'uniqueness',
  'extension-taken': 'uniqueness',
  'malformed-json': 'invalidSyntax',
  'invalid-request': 'invalidValue',
  'domain-not-allowed': 'invalidValue',
};

export type ScimErrorBody = { schemas: string[]; status: string; detail: string; scimType?: ScimType };

/** The body of a SCIM error; `status` is text there, on purpose (RFC 7644 §3.12). */
export function scimErrorOf(error: AppError): { status: number; body: ScimErrorBody } {
  const { status, title } = errorTable[error.code];
  const scimType = error instanceof ScimError ? error.scimType : typeOfCode[error.code];
  const own = status === 422 ? 400 : status;
  const body = { schemas: [errorUrn], status: String(own), detail: error.detail ?? title };
  return { status: own, body: scimType === undefined ? body : { ...body, scimType } };
}
