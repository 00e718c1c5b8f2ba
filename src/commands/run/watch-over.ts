import type { LockerPorts } from '../../controller/locker.ts';
import { serviceWords } from '../../controller/service-words.ts';
import { busVitals, pageVital, storeVital } from '../../controller/vitals.ts';
import type { Watchdog } from '../../controller/watchdog.ts';

type Watched = Pick<LockerPorts, 'boards' | 'cloud' | 'screen' | 'store'>;

/** From now on the daemon is fed only while each of these brings something to an end. */
export function watchOver(watchdog: Watchdog, { boards, cloud, screen, store }: Watched): void {
  const vitals = [...busVitals(boards), storeVital(store), pageVital(screen)];
  watchdog.watch(vitals, store, (stuck) => serviceWords(boards, cloud, stuck));
}
