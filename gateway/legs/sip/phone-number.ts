/** E.164: at most 15 digits; shorter than 7 is an extension, not a number in the public network. */
const e164 = /^\+[1-9]\d{6,14}$/;

/**
 * A dialled or displayed number in E.164 form (`+441632960001`), or `null` when that cannot be known.
 * @param context `phone-context` of a tel URI (RFC 3966 §5.1.4) when it is a number prefix
 * @param countryCode default country code without `+`, for national numbers
 */
export function toE164(text: string, countryCode: string | null, context: string | null = null): string | null {
  const compact = text.replace(/[\s\-.()]/g, '');
  if (!/^\+?\d+$/.test(compact)) return null;
  if (compact.startsWith('+')) return checked(compact);
  if (context?.startsWith('+') === true) return checked(`${context.replace(/[\s\-.()]/g, '')}${compact}`);
  if (compact.startsWith('00')) return checked(`+${compact.slice(2)}`);
  return countryCode === null ? null : national(compact, countryCode);
}

function national(digits: string, countryCode: string): string | null {
  if (countryCode === '1') {
    // North America has no trunk zero; 011 dials out, 1 is optional.
    if (digits.startsWith('011')) return checked(`+${digits.slice(3)}`);
    if (/^1?[2-9]\d{9}$/.test(digits)) return checked(`+1${digits.slice(-10)}`);
    return null;
  }
  if (digits.startsWith('0')) return checked(`+${countryCode}${countryCode === '39' ? digits : digits.slice(1)}`);
  // Trunks often leave out the plus sign only.
  return digits.startsWith(countryCode) && digits.length >= 10 ? checked(`+${digits}`) : null;
}

function checked(number: string): string | null {
  return e164.test(number) ? number : null;
}
