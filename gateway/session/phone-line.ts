import type { Prompt } from '../media/participant.ts';

/** What a session may ask of its phone leg, whatever channel carries it. */
export type PhoneLine = {
  readonly participantId: string;
  /** The called person's page is here: the caller is answered if he was not, and the codec is known from then on. */
  calleeArrived(): Promise<void>;
  /** Hold tone, and the number if there is one. A leg that still rings is answered. */
  hold(prompt: Prompt | undefined): Promise<void>;
  release(): void;
  /** Speaks the number without holding. */
  prompt(prompt: Prompt): void;
  /** BYE, or a final refusal while it rings. Idempotent. */
  end(reason: EndReason): void;
};

export type EndReason = 'removed' | 'declined' | 'ended' | 'callee-left' | 'no-answer' | 'shutdown' | 'failed';
