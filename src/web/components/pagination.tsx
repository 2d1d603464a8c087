import type { VNode } from 'preact';
import { Icon } from './icon.js';

type PaginationProps = {
  /** 1 for the first. */
  page: number;
  pageSize: number;
  total: number;
  /** The address of a page, with the filters kept. */
  hrefOf: (page: number) => string;
};

export function Pagination({ page, pageSize, total, hrefOf }: PaginationProps): VNode | null {
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1) return null;
  return (
    <nav class="pagination" aria-label="Pages">
      <p>
        {((page - 1) * pageSize + 1).toLocaleString('en')}–
        {Math.min(page * pageSize, total).toLocaleString('en')} of {total.toLocaleString('en')}
      </p>
      <ul>
        <Step
          href={page > 1 ? hrefOf(page - 1) : undefined}
          rel="prev"
          icon="chevron-left"
          label="Previous page"
        />
        {pagesShown(page, pages).map((one) => (
          <li>
            {one === 'gap' ? (
              <span aria-hidden="true">…</span>
            ) : (
              <a
                href={hrefOf(one)}
                aria-label={`Page ${one}`}
                aria-current={one === page ? 'page' : undefined}
              >
                {one}
              </a>
            )}
          </li>
        ))}
        <Step
          href={page < pages ? hrefOf(page + 1) : undefined}
          rel="next"
          icon="chevron-right"
          label="Next page"
        />
      </ul>
    </nav>
  );
}

function Step({
  href,
  rel,
  icon,
  label,
}: {
  href?: string;
  rel: 'prev' | 'next';
  icon: string;
  label: string;
}): VNode | null {
  return href ? (
    <li>
      <a href={href} rel={rel} aria-label={label}>
        <Icon name={icon} />
      </a>
    </li>
  ) : null;
}

/** First, last, and the neighbours of the current page. */
export function pagesShown(page: number, pages: number): (number | 'gap')[] {
  const near = new Set([1, page - 1, page, page + 1, pages].filter((one) => one >= 1 && one <= pages));
  const sorted = [...near].sort((a, b) => a - b);
  return sorted.flatMap((one, index): (number | 'gap')[] => {
    const before = sorted[index - 1];
    return before !== undefined && one - before > 1 ? ['gap', one] : [one];
  });
}
