import type { ComponentChildren, VNode } from 'preact';
import type { Tone } from '../components/badge.js';
import { percent } from '../components/progress-bar.js';
import { ChartFrame } from './chart-frame.js';

export type ReasonCount = { reason: string; detail?: ComponentChildren; count: number; href?: string };

type BarsByReasonProps = {
  title: string;
  note?: string;
  heading: string;
  tone: Tone;
  reasons: readonly ReasonCount[];
};

/** A table whose middle column is drawn: what a screen reader hears is the whole of it. */
export function BarsByReason({ title, note, heading, tone, reasons }: BarsByReasonProps): VNode {
  const most = Math.max(1, ...reasons.map((one) => one.count));
  return (
    <ChartFrame title={title} note={note}>
      <table class="bars">
        <caption class="visually-hidden">{title}</caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col">Share</th>
            <th scope="col">Number</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map((one) => (
            <tr>
              <th scope="row">
                {one.href ? <a href={one.href}>{one.reason}</a> : one.reason}
                {one.detail && <span class="row-detail">{one.detail}</span>}
              </th>
              <td class="bars-bar">
                <svg width="100%" height="14" aria-hidden="true" focusable="false">
                  <rect class={`fill-${tone}`} width={percent((one.count / most) * 100)} height="14" />
                </svg>
              </td>
              <td class="bars-number">{one.count.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  );
}
