export function readSources(mesonBuild: string): { sources: string[]; omitted: string[] };
export function groupSources(sources: readonly { path: string; text: string }[], limit?: number): string[][];
export function groupText(paths: readonly string[]): string;
export function prefixText(input: { texts: string[]; headers: string[]; generated: string[] }): string;
