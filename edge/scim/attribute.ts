/** One attribute of a schema, as RFC 7643 §7 describes it to clients. */
export type Attribute = {
  name: string;
  type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime' | 'binary';
  multiValued: boolean;
  description: string;
  required: boolean;
  caseExact: boolean;
  mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  returned: 'always' | 'default' | 'request' | 'never';
  uniqueness: 'none' | 'server' | 'global';
  canonicalValues?: readonly string[];
  referenceTypes?: readonly string[];
  subAttributes?: readonly Attribute[];
};

type Traits = Partial<Omit<Attribute, 'name' | 'description'>>;

export function attribute(name: string, description: string, traits: Traits = {}): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
  };
}

export function complex(name: string, description: string, subAttributes: readonly Attribute[], traits: Traits = {}) {
  return attribute(name, description, { type: 'complex', subAttributes, ...traits });
}

/** The usual members of a multi-valued attribute (RFC 7643 §2.4). */
export function several(name: string, description: string, types: readonly string[] = [], value: Traits = {}) {
  const kinds = types.length === 0 ? {} : { canonicalValues: types };
  const members = [
    attribute('value', `A value of ${name}.`, value),
    attribute('display', 'A name for people.'),
    attribute('type', 'What the value is for.', kinds),
    attribute('primary', 'The preferred one; true at most once.', { type: 'boolean' }),
  ];
  return complex(name, description, members, { multiValued: true });
}

/** Attribute names are compared without regard to case (RFC 7643 §2.1). */
export function attributeNamed(attributes: readonly Attribute[] | undefined, name: string): Attribute | undefined {
  const folded = name.toLowerCase();
  return attributes?.find((one) => one.name.toLowerCase() === folded);
}
