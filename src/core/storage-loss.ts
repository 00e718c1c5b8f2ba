/** `damaged`: not readable as a database. `missing`: it was there before. `restored`: an older copy was put back. */
export type LossReason = 'damaged' | 'missing' | 'restored';

/** The fact by which a new database says, until it was told, that it stands in the place of a lost one. */
export const LOSS_FACT = 'storage-lost';

export interface StorageLoss {
  readonly reason: LossReason;
  /** The name of the old database in the state directory; null when there was none. */
  readonly keptAs: string | null;
}
