/** Meaning of a colour; it is always said in a word and a mark too (WCAG 1.4.1). */
export type Tone = 'neutral' | 'positive' | 'caution' | 'critical' | 'info' | 'drill';
