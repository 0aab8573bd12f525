import { BlockList, isIP } from 'node:net';
import { plainAddress } from '../rtp/source-lock.ts';

/** A trunk or PBX whose asserted identities we believe. */
export interface TrustedPeer {
  name: string;
  /** IP address or CIDR block. Host names are not trusted: DNS is not authentication. */
  address: string;
}

/** Finds the peer that an address belongs to. Throws at start on an address that is none. */
export function createPeerTable(peers: readonly TrustedPeer[]): (address: string) => string | null {
  const table = peers.map((peer) => ({ name: peer.name, block: blockOf(peer.address) }));
  return (address) => {
    const plain = plainAddress(address);
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
    return table.find((peer) => isIP(plain) !== 0 && peer.block.check(plain, family))?.name ?? null;
  };
}

function blockOf(text: string): BlockList {
  const [address = '', prefix] = text.split('/');
  const version = isIP(address);
  if (version === 0) throw new TypeError(`trusted peer address ${text} is neither an IP address nor a CIDR block`);
  const block = new BlockList();
  block.addSubnet(
    address,
    prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix),
    version === 6 ? 'ipv6' : 'ipv4',
  );
  return block;
}
