/** What the edge takes at most. */
export const largestCsvBytes = 2 * 1024 * 1024;

/**
 * The text of a CSV file, whatever a spreadsheet wrote it as: UTF-16 with its mark, UTF-8, or else Windows-1252,
 * which takes every byte (Encoding Standard §9.1).
 */
export function csvText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Why a file is not even sent; undefined when it may be. */
export function fileFault(file: { name: string; size: number }): string | undefined {
  if (file.size === 0) return `${file.name} is empty.`;
  if (file.size > largestCsvBytes) return `${file.name} is larger than 2 MB. Split it, and import the parts.`;
  return /\.(xlsx?|ods|numbers)$/i.test(file.name)
    ? `${file.name} is a workbook. Save the sheet as CSV first.`
    : undefined;
}
