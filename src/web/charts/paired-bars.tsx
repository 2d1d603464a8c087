import type { VNode } from 'preact';
import type { Tone } from '../components/badge.js';
import { Hatchings, hatching, percent, Swatch } from '../components/progress-bar.js';
import { ChartFrame } from './chart-frame.js';

export type PairedRow = {
  name: string;
  href?: string;
  detail?: string;
  /** One value a series; null: not known, which is not zero. */
  values: readonly (number | null)[];
};

type PairedBarsProps = {
  id: string;
  title: string;
  note?: string;
  heading: string;
  /** Told apart by hatching as well as by colour. */
  series: readonly { name: string; tone: Tone }[];
  rows: readonly PairedRow[];
  valueText: (value: number) => string;
};

const BAR = 11;
const GAP = 2;

/** Two or three values of each of several things, drawn one below the other within a table that says them all. */
export function PairedBars(props: PairedBarsProps): VNode {
  const { id, title, note, heading, series, rows, valueText } = props;
  const most = Math.max(...rows.flatMap((row) => row.values.map((value) => value ?? 0)), 0) || 1;
  return (
    <ChartFrame title={title} note={note}>
      <SeriesLegend id={id} series={series} />
      <table class="bars bars-paired">
        <caption class="visually-hidden">{title}</caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col">Drawing</th>
            {series.map(({ name }) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                {row.href ? <a href={row.href}>{row.name}</a> : row.name}
                {row.detail && <span class="row-detail">{row.detail}</span>}
              </th>
              <td class="bars-bar">
                <Bars id={id} series={series} values={row.values} most={most} />
              </td>
              {series.map(({ tone }, index) => (
                <td class="bars-number">
                  <Swatch id={id} tone={tone} /> {numberText(row.values[index] ?? null, valueText)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}

function numberText(value: number | null, valueText: (value: number) => string): string {
  return value === null ? '–' : valueText(value);
}

function SeriesLegend({ id, series }: Pick<PairedBarsProps, 'id' | 'series'>): VNode {
  return (
    <>
      <svg width="0" height="0" aria-hidden="true" focusable="false">
        <Hatchings id={id} />
      </svg>
      <ul class="legend">
        {series.map(({ name, tone }) => (
          <li>
            <Swatch id={id} tone={tone} /> {name}
          </li>
        ))}
      </ul>
    </>
  );
}

type BarsProps = Pick<PairedBarsProps, 'id' | 'series'> & { values: PairedRow['values']; most: number };

function Bars({ id, series, values, most }: BarsProps): VNode {
  const height = series.length * (BAR + GAP) - GAP;
  return (
    <svg width="100%" height={height} aria-hidden="true" focusable="false">
      {series.map(({ tone }, index) => {
        const place = {
          y: index * (BAR + GAP),
          width: percent(((values[index] ?? 0) / most) * 100),
          height: BAR,
        };
        return (
          <>
            <rect class={`fill-${tone}`} {...place} />
            <rect fill={hatching(id, tone)} {...place} />
          </>
        );
      })}
    </svg>
  );
}
