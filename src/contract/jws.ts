import * as z from 'zod';

/**
 * The kinds of signed message. Each has its own mandatory protected `typ`, so that a document of one kind is never
 * read as another (04, Trust). `role` is what the key must be allowed to sign; `root` and `device` are no roles of the
 * manifest: their keys come from the config and from the cabinet itself.
 */
export const JWS_KINDS = {
  keys: { typ: 'larder-keys+jws', role: 'root' },
  orders: { typ: 'larder-orders+jws', role: 'orders' },
  staff: { typ: 'larder-staff+jws', role: 'staff' },
  slides: { typ: 'larder-slides+jws', role: 'slides' },
  settings: { typ: 'larder-settings+jws', role: 'settings' },
  command: { typ: 'larder-command+jws', role: 'commands' },
  ack: { typ: 'larder-ack+jws', role: 'acks' },
  session: { typ: 'larder-session+jws', role: 'device' },
} as const;

export type JwsKind = keyof typeof JWS_KINDS;

export const SIGNER_ROLES = ['orders', 'staff', 'slides', 'settings', 'commands', 'acks', 'tickets', 'labels'] as const;
export type SignerRole = (typeof SIGNER_ROLES)[number];

/** Why a signed message is not believed. */
export type Distrust =
  | 'not-a-jws'
  | 'wrong-type'
  | 'wrong-algorithm'
  | 'unknown-key'
  | 'wrong-role'
  | 'key-expired'
  | 'bad-signature'
  | 'bad-payload';

/** The public half of an Ed25519 key, as a JWK. */
export const publicKeySchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the 43 base64url characters of an Ed25519 public key'),
});
export type PublicKey = z.infer<typeof publicKeySchema>;

export const manifestSchema = z.strictObject({
  version: z.int().min(1),
  keys: z
    .array(
      z.strictObject({
        kid: z.string().min(1).max(64),
        jwk: publicKeySchema,
        roles: z.array(z.union([z.enum(SIGNER_ROLES), z.string().regex(/^provenance:[a-z]+$/)])).min(1),
        notAfter: z.iso.datetime(),
      }),
    )
    .max(100),
});
/** Which key may sign what; itself signed by root. */
export type KeyManifest = z.infer<typeof manifestSchema>;
