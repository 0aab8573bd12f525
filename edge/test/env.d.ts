declare namespace Cloudflare {
  interface Env extends Omit<import('../env.ts').Env, 'TEST_MIGRATIONS'> {
    TEST_MIGRATIONS: D1Migration[];
  }
  interface GlobalProps {
    mainModule: typeof import('../index.ts');
  }
}
