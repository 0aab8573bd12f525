/** Where people talk. */
export const channels = ['phone', 'web'] as const;
export type Channel = (typeof channels)[number];
