/**
 * Every topic, built and read in one place (04, Topics).
 *
 *   larder/v1/{lockerId}/status                      up    retained, and the will
 *   larder/v1/{lockerId}/health                      up    retained
 *   larder/v1/{lockerId}/reported/{document}         up    retained
 *   larder/v1/{lockerId}/events                      up
 *   larder/v1/{lockerId}/ack                         down
 *   larder/v1/{lockerId}/desired/{document}/{part}   down  retained; part counts from 1
 *   larder/v1/{lockerId}/command                     down  never retained
 */
export const DOCUMENTS = ['keys', 'orders', 'staff', 'slides', 'settings'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

export type Topic =
  | { readonly kind: 'status' | 'health' | 'events' | 'ack' | 'command'; readonly lockerId: string }
  | { readonly kind: 'reported'; readonly lockerId: string; readonly document: DocumentName }
  | { readonly kind: 'desired'; readonly lockerId: string; readonly document: DocumentName; readonly part: number };

const PREFIX = 'larder/v1';

/** Letters, digits, `-` and `_`: nothing that a topic filter or a file name would read as more than a name. */
export const LOCKER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function buildTopic(topic: Topic): string {
  const base = `${PREFIX}/${topic.lockerId}/${topic.kind}`;
  if (topic.kind === 'reported') return `${base}/${topic.document}`;
  if (topic.kind === 'desired') return `${base}/${topic.document}/${topic.part}`;
  return base;
}

const isDocument = (name: string | undefined): name is DocumentName =>
  name !== undefined && (DOCUMENTS as readonly string[]).includes(name);

/** The topic's meaning, or undefined for one that the contract does not know. */
export function parseTopic(text: string): Topic | undefined {
  const [root, version, lockerId, kind, document, part, ...rest] = text.split('/');
  if (`${root}/${version}` !== PREFIX || lockerId === undefined || !LOCKER_ID.test(lockerId) || rest.length > 0) {
    return undefined;
  }
  switch (kind) {
    case 'status':
    case 'health':
    case 'events':
    case 'ack':
    case 'command':
      return document === undefined ? { kind, lockerId } : undefined;
    case 'reported':
      return isDocument(document) && part === undefined ? { kind, lockerId, document } : undefined;
    case 'desired':
      return isDocument(document) && part !== undefined && /^[1-9]\d{0,3}$/.test(part)
        ? { kind, lockerId, document, part: Number(part) }
        : undefined;
    default:
      return undefined;
  }
}

/** What a locker subscribes to: each concrete, but for the parts of a document. */
export const lockerSubscriptions = (lockerId: string): readonly string[] => [
  `${PREFIX}/${lockerId}/ack`,
  `${PREFIX}/${lockerId}/command`,
  ...DOCUMENTS.map((document) => `${PREFIX}/${lockerId}/desired/${document}/+`),
];

/** What the hub subscribes to, for every locker. */
export const HUB_SUBSCRIPTIONS: readonly string[] = ['status', 'health', 'events', 'reported/+'].map(
  (rest) => `${PREFIX}/+/${rest}`,
);
