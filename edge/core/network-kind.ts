/**
 * Carriers whose addresses belong to rented machines and exits of VPNs, not to people's lines: the largest by public
 * routing data. What is not in the list is told by its name, as registries have it.
 */
const hosting: ReadonlySet<number> = new Set([
  7203, 8075, 8100, 8560, 9009, 12876, 13335, 13737, 14061, 14618, 15169, 16276, 16509, 19871, 20473, 20860, 22612,
  24940, 25820, 26347, 26496, 28753, 29066, 30633, 31898, 32244, 33438, 35916, 36351, 36352, 37963, 39351, 40676, 42708,
  45090, 45102, 46562, 46606, 47583, 49981, 51167, 51396, 51852, 53667, 54290, 55286, 60068, 60781, 62240, 62567, 63023,
  63949, 132203, 136787, 141995, 198605, 199524, 200019, 202425, 206264, 207990, 208323, 209103, 212238, 213230, 216025,
  394711, 396982, 398101, 399629,
]);
const names = /\b(hosting|host|cloud|server|servers|datacenter|data cent(?:er|re)|vps|vpn|colo|dedicated|proxy)\b/i;

export type NetworkKind = 'hosting' | 'access';

/** Whether addresses of a carrier are people's lines or rented machines; undefined when nothing tells. */
export function networkKindOf(asn: number | undefined, organisation: string | undefined): NetworkKind | undefined {
  if (asn === undefined && organisation === undefined) return undefined;
  const isHosting = (asn !== undefined && hosting.has(asn)) || names.test(organisation ?? '');
  return isHosting ? 'hosting' : 'access';
}
