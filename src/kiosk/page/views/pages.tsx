/** A list that is longer than the panel, page by page. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Press } from '../press.tsx';
import { One } from '../said.tsx';
import { useScreen } from '../screen-context.ts';

const ROWS = { portrait: 10, landscape: 8, small: 2 } as const;
const ROWS_LARGE = { portrait: 8, landscape: 8, small: 2 } as const;

export interface Pages<T> {
  readonly shown: readonly T[];
  readonly pager: JSX.Element | null;
}

export function usePages<T>(all: readonly T[]): Pages<T> {
  const { panel, state } = useScreen();
  const rows = (state.largeType ? ROWS_LARGE : ROWS)[panel];
  const pages = Math.max(1, Math.ceil(all.length / rows));
  const [wanted, setWanted] = useState(0);
  const page = Math.min(wanted, pages - 1);
  const pager =
    pages === 1 ? null : (
      <nav class="pager">
        <Press class="plain" off={page === 0} onPress={() => setWanted(Math.max(0, page - 1))}>
          <One of={(w) => w.previous} />
        </Press>
        <One class="pages" of={(w) => w.page(page + 1, pages)} />
        <Press class="plain" off={page === pages - 1} onPress={() => setWanted(Math.min(pages - 1, page + 1))}>
          <One of={(w) => w.next} />
        </Press>
      </nav>
    );
  return { shown: all.slice(page * rows, (page + 1) * rows), pager };
}
