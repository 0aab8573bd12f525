/** A Durable Object as its callers see it: the same methods, answered later. */
export type Door<T> = {
  [K in keyof T as T[K] extends (...given: never[]) => unknown ? K : never]: T[K] extends (
    ...given: infer Given
  ) => infer Answer
    ? (...given: Given) => Promise<Awaited<Answer>>
    : never;
};

export function doorTo<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  name: string,
): Door<T> {
  // The platform's own stub type is too deep for the compiler to compare; the methods are the same.
  return namespace.get(namespace.idFromName(name)) as unknown as Door<T>;
}
