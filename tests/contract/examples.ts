export const MAC = 'QE2gawyO7LtiB4c0D-mZpRHb70l_FFe7Nnz3Q1jeIYU';

export const order = {
  ...{ id: 'o1', pickupId: 'p1', codeMac: MAC, zone: 'chilled', size: 'S' },
  collectBy: '2026-11-02T12:00:00Z',
  items: [{ sku: 'bok', name: { zh: '小青菜', en: 'Pak choi' }, quantity: 1 }],
};
export const member = {
  ...{ id: 's1', number: '1001', name: '王师傅', role: 'stocker', secretMac: MAC },
  ...{ from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' },
};
export const part = { aud: 'demo-0217', revision: 1, part: 1, parts: 1 };

export const key = {
  kid: 'k1',
  jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  roles: ['orders', 'provenance:farm'],
  notAfter: '2027-01-01T00:00:00Z',
};
export const ack = { aud: 'demo-0217', epoch: 'epoch-001', upto: 7, serverTime: '2026-11-01T12:00:00Z' };
export const command = {
  ...{ id: 'c-000001', aud: 'demo-0217', type: 'open', session: 'n'.repeat(16), notAfterMs: 5_000 },
  args: { compartment: 5, generation: 2, purpose: { kind: 'collect', orderId: 'o1' }, reason: 'help line' },
};

/** Puts a value deep into a copy: `changed(order, 'items.0.quantity', 0)`; undefined takes the key out. */
export function changed(value: unknown, path: string, to: unknown): unknown {
  const [first = '', ...rest] = path.split('.');
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  if (rest.length > 0) copy[first] = changed(copy[first], rest.join('.'), to);
  else if (to === undefined) delete copy[first];
  else copy[first] = to;
  return copy;
}
