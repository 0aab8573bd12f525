import { array, assert, constantFrom, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { columnsOf, readCell, splitCell, writeCsv } from './csv.ts';

const wanted = { Email: ['email', 'mail'], Name: ['name'] } as const;

it('finds columns by name, whatever their order, case and spacing', () => {
  const found = columnsOf([' NAME', 'x', 'E-Mail'], wanted, ['Email']);
  expect(found.ok && [...found.indexOf]).toEqual([
    ['Email', 2],
    ['Name', 0],
  ]);
});

it('says which column is missing, or there twice', () => {
  expect(columnsOf(['Name'], wanted, ['Email'])).toEqual({ ok: false, reason: 'The header row lacks Email.' });
  expect(columnsOf(['Email', 'Mail'], wanted, ['Email'])).toEqual({
    ok: false,
    reason: 'There are two columns for Email.',
  });
});

it('splits a cell at semicolons and bars, and drops what is empty', () => {
  expect(splitCell(" '+1 | ;+2; ")).toEqual(['+1', '+2']);
});

it('writes no cell that a spreadsheet would calculate, and reads each back as it was', () => {
  const risky = array(constantFrom('=', '+', '-', '@', '\t', 'a', '"', ',', ';', '\n', "'"), { maxLength: 6 });
  assert(
    property(risky, string(), (letters, rest) => {
      const cell = (letters.join('') + rest).trim();
      const written = writeCsv([cell], []).replace(/\r\n$/, '');
      const bare = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      expect(bare).not.toMatch(/^[=+\-@\t\r]/);
      if (!/^'[=+\-@\t\r]/.test(cell)) expect(readCell(bare)).toBe(cell);
    }),
  );
});
