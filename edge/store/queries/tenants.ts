import { eq } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { tenant } from '../schema.ts';

/** The e-mail domains that people of a tenant have; none means any. */
export async function domainsOf(db: Database, tenantId: string): Promise<string[]> {
  const [row] = await db.select({ domains: tenant.domains }).from(tenant).where(eq(tenant.id, tenantId));
  return JSON.parse(row?.domains ?? '[]') as string[];
}

export function setDomains(d1: D1Database, tenantId: string, domains: readonly string[]): D1PreparedStatement {
  return d1.prepare('update tenant set domains = ? where id = ?').bind(JSON.stringify(domains), tenantId);
}
