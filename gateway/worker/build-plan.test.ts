import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { groupSources, groupText, prefixText, readSources } from './build-plan.mjs';

const manifest = findPackageJSON('mediasoup', import.meta.url) ?? '';
const worker = join(dirname(manifest), 'worker');
const { sources, omitted } = readSources(readFileSync(join(worker, 'meson.build'), 'utf8'));
const texts = sources.map((path) => ({ path, text: readFileSync(join(worker, path), 'utf8') }));

it('reads the source list of the installed package', () => {
  expect(sources.length).toBeGreaterThan(150);
  expect(sources).toContain('src/RTC/SrtpSession.cpp');
  expect(sources).toContain('src/main.cpp');
  expect(omitted).toContain('src/DepLibWebRTC.cpp');
  expect(sources.filter((path) => omitted.includes(path))).toEqual([]);
});

it('refuses a build description without a source list', () => {
  expect(() => readSources('project()')).toThrow('common_sources');
});

it('puts each source of the package into exactly one group', () => {
  const groups = groupSources(texts);
  expect(groups.flat().sort()).toEqual([...sources].sort());
  expect(groups.length).toBeLessThan(40);
});

it('keeps sources with the same file-local name apart', () => {
  const groups = groupSources(texts);
  const groupOf = (path: string): number => groups.findIndex((paths) => paths.includes(path));
  // Both have a `static std::mutex GlobalSyncMutex`.
  expect(groupOf('src/Settings.cpp')).not.toBe(groupOf('src/DepLibSRTP.cpp'));
});

it.each([
  ['a variable', 'static std::mutex lock;'],
  ['an initialized constant', '\tstatic constexpr size_t lock{ 1 };'],
  ['an array', 'static thread_local uint8_t lock[20];'],
  ['a function', 'static void lock(int a)'],
  ['an inline function', '\tinline static void lock()'],
  ['a template type', 'static const std::map<int, const char*> lock ='],
])('sees %s as file-local', (_case, text) => {
  const pair = ['a', 'b'].map((path) => ({ path, text }));
  expect(groupSources(pair)).toHaveLength(2);
});

it('fills groups up to the limit, the largest first', () => {
  const files = [40, 30, 50, 90].map((size, index) => ({ path: String(index), text: 'x'.repeat(size) }));
  expect(groupSources(files, 100)).toEqual([['3'], ['0', '1'], ['2']]);
});

it('resets the log class between the sources of a group', () => {
  expect(groupText(['a.cpp', 'b.cpp'])).toBe('#undef MS_CLASS\n#include "a.cpp"\n#undef MS_CLASS\n#include "b.cpp"\n');
});

it('precompiles system headers only where they exist', () => {
  const text = prefixText({
    texts: ['#include <vector>\n  #include <windows.h> // x\n'],
    headers: ['a.hpp'],
    generated: ['b.h'],
  });
  expect(text).toContain('#if __has_include(<windows.h>)\n#include <windows.h>\n#endif');
  expect(text.indexOf('<vector>')).toBeLessThan(text.indexOf('"FBS/b.h"'));
  expect(text.indexOf('"FBS/b.h"')).toBeLessThan(text.indexOf('"a.hpp"'));
});
