import { expect, test } from 'vitest';
import { allFeatures, type Feature } from '#core/feature';
import { countText, featureLabel, inOrder, sessionsText, sourceText, valueText } from './profile-words.ts';

test('every feature of the core has a name for people, and an unknown one keeps its own', () => {
  for (const feature of allFeatures) expect(featureLabel(feature), feature).not.toBe(feature);
  expect(featureLabel('later-feature')).toBe('later-feature');
  expect(sourceText('later-source')).toBe('later-source');
});

test('values are said in words where there are any, and as they came otherwise', () => {
  const said = (feature: string, value: string) => valueText(feature, { value, label: `label of ${value}` });
  expect(said('country', 'DE')).toBe('Germany (DE)');
  expect(said('country', 'ZZ?')).toBe('ZZ?');
  expect(said('group-size', '3-5')).toBe('3 to 5 people');
  expect(said('contact-channel', 'phone')).toBe('Phone');
  expect(said('network-asn', '64500')).toBe('label of 64500');
});

test('devices come first, what is not known comes last', () => {
  const features = ['zz', 'hour', 'device-key', 'aa'].map((feature) => {
    return { feature: feature as Feature, state: 'learning' as const, count: 0, values: [] };
  });
  expect(inOrder(features).map(({ feature }) => feature)).toEqual(['device-key', 'hour', 'aa', 'zz']);
});

test('decayed counts read as counts', () => {
  expect([0, 0.04, 0.5, 3, 3.44, 12.4].map(countText)).toEqual(['0', 'less than 0.1', '0.5', '3', '3.4', '12']);
  expect(sessionsText(0)).toMatch(/nothing/i);
  expect(sessionsText(1)).toMatch(/1 session;/);
});
