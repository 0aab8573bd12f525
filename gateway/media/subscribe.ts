import { isApart } from './hold-lane.ts';
import type { Member } from './member.ts';
import { Subscription } from './subscription.ts';

/** Makes the listener's copy of the speaker's voice where both are ready for it. */
export async function subscribe(listener: Member, speaker: Member): Promise<Subscription | 'nothing' | 'cannot-play'> {
  const producer = speaker.port?.producer;
  if (listener.port?.receiving !== true || producer === undefined || producer.closed) return 'nothing';
  if (!listener.port.canConsume(producer)) return 'cannot-play';
  const speakerId = speaker.participant.id;
  const consumer = await listener.port.consume(producer, speakerId);
  if (consumer === undefined) return 'nothing';
  // The flags are read after the wait: a hold that came meanwhile counts.
  const apart = isApart(listener.participant, speaker.participant);
  // A page says itself when its side of the consumer stands; a phone's mixer is ready at once.
  const subscription = new Subscription(consumer, speakerId, listener.mixer !== undefined, apart);
  listener.subscriptions.set(speakerId, subscription);
  return subscription;
}
