/**
 * How the worker's sources are put together for a fast build. Nearly all the time of a plain build goes into
 * parsing the same headers in each of some 200 small files. So the headers are precompiled once, and the sources
 * are compiled in groups.
 */

/** Sources of one group, in octets: large enough to matter, small enough to keep some ten cores busy. */
const groupSize = 90_000;

function quoted(text) {
  return [...text.matchAll(/'([^']+)'/g)].map((match) => match[1]);
}

/**
 * Reads the source list out of the package's own build description.
 *
 * @param {string} mesonBuild text of worker/meson.build
 * @returns {{ sources: string[], omitted: string[] }} paths below worker/; `omitted` belong to libwebrtc's
 *   bandwidth estimation, which works on video only and is left out
 */
export function readSources(mesonBuild) {
  const common = /^common_sources = \[([^\]]*)\]/m.exec(mesonBuild);
  const omitted = /^ +common_sources \+= \[([^\]]*)\]/m.exec(mesonBuild);
  if (!common) throw new Error('worker/meson.build has no list of common_sources any more');
  return { sources: [...quoted(common[1]), 'src/main.cpp'], omitted: omitted ? quoted(omitted[1]) : [] };
}

/** Names that are local to a file as the language sees it, and would clash within a group. */
function fileLocals(text) {
  const lines = text.matchAll(/^\s*(?:inline\s+)?static\s[^;={([]*?(\w+)\s*[({=;[]/gm);
  return new Set([...lines].map((match) => match[1]));
}

/**
 * Puts sources into groups whose members can be compiled as one file: none has a file-local name of another.
 * Neighbours stay together, the largest group comes first.
 *
 * @param {{ path: string, text: string }[]} sources
 * @param {number} [limit] octets in a group
 * @returns {string[][]} paths
 */
export function groupSources(sources, limit = groupSize) {
  const groups = [];
  for (const { path, text } of sources) {
    const locals = fileLocals(text);
    const fits = (group) => group.size + text.length <= limit && [...locals].every((name) => !group.locals.has(name));
    let group = groups.slice(-4).find(fits);
    if (!group) {
      group = { paths: [], locals: new Set(), size: 0 };
      groups.push(group);
    }
    group.paths.push(path);
    group.size += text.length;
    for (const name of locals) group.locals.add(name);
  }
  return groups.sort((a, b) => b.size - a.size).map((group) => group.paths);
}

/** The text of a file that compiles `paths` together. Each source defines MS_CLASS for its log lines. */
export function groupText(paths) {
  return paths.map((path) => `#undef MS_CLASS\n#include "${path}"\n`).join('');
}

/**
 * The text of the header to precompile: every system header that is used somewhere, and every header of the worker.
 *
 * @param {{ texts: string[], headers: string[], generated: string[] }} input texts of all sources and headers; paths
 *   of the worker's headers below include/; names of the flatbuffers headers below FBS/
 */
export function prefixText({ texts, headers, generated }) {
  const system = new Set(texts.flatMap((text) => [...text.matchAll(/^\s*#include <([^>]+)>/gm)].map((m) => m[1])));
  const lines = [
    '#define MS_CLASS "prefix"',
    // Some belong to other systems (windows.h) or to parts that are left out.
    ...[...system].sort().map((name) => `#if __has_include(<${name}>)\n#include <${name}>\n#endif`),
    ...generated.map((name) => `#include "FBS/${name}"`),
    ...headers.map((path) => `#include "${path}"`),
    '#undef MS_CLASS',
  ];
  return `${lines.join('\n')}\n`;
}
