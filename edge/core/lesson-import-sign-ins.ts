import type { CsvTable } from './csv.ts';
import { refusedLine, skippedLine } from './import-report.ts';
import { networkKindOf } from './network-kind.ts';
import { factKey, keyedLesson, whoseOf, type Attempt, type Desk, type Judged, type Known } from './lesson-import.ts';
import {
  erasedLine,
  isErased,
  judgeRows,
  readWhen,
  type Cells,
  type Judgement,
  type Wanted,
} from './lesson-import-row.ts';
import { countryOf, familyOfNames, methodOf, resultOf, type SignInResult } from './lesson-import-words.ts';
import { lessonOf } from './lesson.ts';
import type { Observation, Place } from './observation.ts';

/** How our own observations name what a log writes plainly. */
export type Sight = {
  /** Hash of the prefix of an address; null for no address, undefined for one that says nothing of where he is. */
  prefixOf: (address: string) => string | null | undefined;
  familyOf: (userAgent: string) => string;
  deviceKeyOf: (managedDeviceId: string) => string;
  countries: ReadonlyMap<string, string>;
};

/** Attempts are counted over minutes; older ones than a day tell nothing any more. */
export const attemptKeptMs = 86_400_000;
/** No log says how exact its places are; city level. */
const radiusKm = 50;

type Column =
  | 'Time'
  | 'UtcTime'
  | 'Email'
  | 'Address'
  | 'Country'
  | 'Asn'
  | 'UserAgent'
  | 'Browser'
  | 'System'
  | 'Method'
  | 'Result'
  | 'Event'
  | 'Device'
  | 'Managed'
  | 'Latitude'
  | 'Longitude';

/**
 * Names without case, spaces, dots, dashes and underscores. Entra ID: portal CSV ("Date (UTC)", "Username", "IP
 * address", "Managed" …) and Graph JSON (createdDateTime, userPrincipalName, deviceDetail.browser …). Okta System Log:
 * CSV and JSON (published, actor.alternateId, client.ipAddress, client.userAgent.rawUserAgent, outcome.result,
 * securityContext.asNumber …). Google Workspace: login audit CSV ("Date", "Actor", "Login type") and Reports API JSON
 * (id.time, actor.email, events.name).
 */
export const signInColumns: Wanted<Column> = {
  Time: ['time', 'timestamp', 'createddatetime', 'published', 'idtime', 'datetime', 'date', 'eventtime'],
  UtcTime: ['date(utc)', 'time(utc)', 'timeutc', 'dateutc', 'timestamp(utc)'],
  Email: ['email', 'userprincipalname', 'username', 'actoralternateid', 'actoremail', 'useremail', 'user', 'actor'],
  Address: ['ip', 'ipaddress', 'clientipaddress', 'clientip', 'requestipchainip'],
  Country: ['country', 'countrycode', 'locationcountryorregion', 'clientgeographicalcontextcountry', 'location'],
  Asn: ['asn', 'autonomoussystemnumber', 'securitycontextasnumber'],
  UserAgent: ['useragent', 'clientuseragentrawuseragent', 'rawuseragent'],
  Browser: ['browser', 'devicedetailbrowser', 'clientuseragentbrowser'],
  System: ['os', 'operatingsystem', 'devicedetailoperatingsystem', 'clientuseragentos'],
  Method: [
    'method',
    'authenticationmethod',
    'multifactorauthenticationauthmethod',
    'authenticationdetailsauthenticationmethod',
    'authenticationcontextcredentialtype',
    'logintype',
  ],
  Result: ['result', 'outcomeresult', 'statuserrorcode', 'status', 'signinerrorcode', 'outcome', 'success'],
  Event: ['eventtype', 'eventsname', 'eventname', 'event'],
  Device: ['deviceid', 'devicedetaildeviceid', 'manageddeviceid', 'deviceidentifier'],
  Managed: ['managed', 'devicedetailismanaged', 'ismanaged'],
  Latitude: ['latitude', 'lat', 'locationgeocoordinateslatitude', 'clientgeographicalcontextgeolocationlat'],
  Longitude: ['longitude', 'lon', 'lng', 'locationgeocoordinateslongitude', 'clientgeographicalcontextgeolocationlon'],
};

/** Judges every row of a sign-in log. Only what somebody on file did, and could do, teaches. */
export function judgeSignIns(table: CsvTable, desk: Desk, sight: Sight): Judgement {
  const required: Column[][] = [['Time', 'UtcTime'], ['Email'], ['Result', 'Event']];
  return judgeRows(table, signInColumns, required, (line, cell) => judgeRow(line, cell, desk, sight));
}

function judgeRow(line: number, cell: Cells<Column>, desk: Desk, sight: Sight): Judged {
  const { tenantId, roster, nowMs } = desk;
  const result = resultOf(cell('Result'), cell('Event'));
  if (result === 'no-sign-in') return { line: skippedLine(line, 'no-sign-in', 'This event is no sign-in.') };
  if (result === 'unknown') {
    return { line: refusedLine(line, 'result-unknown', 'The result must be success or failure.') };
  }
  const [time, zone] = cell('UtcTime') === '' ? [cell('Time'), ''] : [cell('UtcTime'), 'UTC'];
  const atMs = readWhen(line, time, zone, nowMs);
  if (typeof atMs !== 'number') return { line: atMs };
  if (cell('Email') === '') return { line: refusedLine(line, 'email-missing', 'The address of the person is empty.') };
  const who = roster.emails.get(cell('Email').toLowerCase());
  if (who === undefined) return { line: skippedLine(line, 'person-unknown', 'Nobody here has that address.') };
  if (isErased(who, atMs)) return { line: erasedLine(line) };
  const attempt = attemptOf(desk, who, atMs, result, cell('Address'));
  if (result === 'failed') {
    return { line: skippedLine(line, 'sign-in-failed', 'A failed sign-in teaches nothing.'), ...attempt };
  }
  const seen = observationOf(atMs, cell, sight);
  if (typeof seen === 'string') return { line: refusedLine(line, faults[seen].code, faults[seen].reason) };
  const lesson = lessonOf(seen, { ...whoseOf(who), key: '', source: 'sign-in-log' });
  return { row: line, lessons: [keyedLesson(tenantId, 'sign-ins', lesson)], ...attempt };
}

const faults = {
  address: { code: 'address-invalid', reason: 'The IP address cannot be one.' },
  place: { code: 'place-invalid', reason: 'Latitude and longitude must be degrees, such as 52.52 and 13.4.' },
} as const;

function attemptOf(
  { tenantId, nowMs }: Desk,
  { personId }: Known,
  atMs: number,
  result: SignInResult,
  address: string,
): { attempt?: Attempt } {
  if (atMs <= nowMs - attemptKeptMs) return {};
  const key = factKey(tenantId, 'attempt', { personId, atMs, about: [result, address] });
  return { attempt: { key, personId, atMs, succeeded: result === 'succeeded' } };
}

function observationOf(atMs: number, cell: Cells<Column>, sight: Sight): Observation | keyof typeof faults {
  const prefix = cell('Address') === '' ? undefined : sight.prefixOf(cell('Address'));
  if (prefix === null) return 'address';
  const number = Number(/^(?:AS)?(\d{1,10})$/i.exec(cell('Asn'))?.[1] ?? 0);
  const asn = number === 0 ? undefined : number;
  const kind = networkKindOf(asn, undefined);
  const place = placeOf(atMs, cell('Latitude'), cell('Longitude'));
  if (place === null) return 'place';
  const values = {
    'device-key': deviceOf(cell, sight),
    'network-prefix': prefix,
    'network-asn': asn === undefined ? undefined : String(asn),
    'network-kind': kind,
    country: countryOf(cell('Country'), sight.countries),
    'user-agent':
      cell('UserAgent') === '' ? familyOfNames(cell('Browser'), cell('System')) : sight.familyOf(cell('UserAgent')),
    'login-method': methodOf(cell('Method')),
  };
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    atMs,
    values: Object.fromEntries(known),
    ...(place === undefined ? {} : { place: { ...place, isExit: kind === 'hosting' } }),
  };
}

/** An id that a browser merely sends is no key; one of a device under management is. */
function deviceOf(cell: Cells<Column>, { deviceKeyOf }: Sight): string | undefined {
  const id = cell('Device').toLowerCase();
  const isManaged = ['true', 'yes', '1', 'managed'].includes(cell('Managed').toLowerCase());
  return isManaged && id !== '' ? deviceKeyOf(id) : undefined;
}

function placeOf(atMs: number, north: string, east: string): Place | undefined | null {
  if (north === '' || east === '') return undefined;
  const [latitude, longitude] = [Number(north), Number(east)];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
  // Where a log knows no place it writes zeros: there is only sea.
  if (latitude === 0 && longitude === 0) return undefined;
  return { latitude, longitude, radiusKm, atMs, isExit: false };
}
