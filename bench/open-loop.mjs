// Requests at a fixed rate, whatever the answers do: each has a time at which it is due, and its latency counts from
// then. So a server that stops for a moment pays for everybody who came meanwhile. A generator that has to wait for a
// processor pays in the same way, so latencies from when a request really left are told too.
import { Agent, get } from 'node:http';

/**
 * @param urls asked in turns
 * @param options.rate requests a second
 * @returns latencies in ms with µs resolution, from due to the last byte; how many were sent late by the generator itself
 */
export async function openLoop(urls, { rate, seconds, headers = {}, sockets = 64 }) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const total = Math.round(rate * seconds);
  const run = { latencies: [], fromSent: [], statuses: {}, bytes: 0, lateByGenerator: 0 };
  const start = performance.now() + 20;
  const asked = [];
  for (let i = 0; i < total;) {
    const now = performance.now();
    for (; i < total && start + (i * 1000) / rate <= now; i += 1) {
      const due = start + (i * 1000) / rate;
      if (now - due > 5) run.lateByGenerator += 1;
      asked.push(ask(urls[i % urls.length], { agent, headers }, due, run));
    }
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, start + (i * 1000) / rate - performance.now())),
    );
  }
  await Promise.all(asked);
  agent.destroy();
  return {
    ...summary(run.latencies),
    fromSent: summary(run.fromSent),
    perSecond: Math.round((total * 1000) / (performance.now() - start)),
    ...counted(run),
  };
}

function counted({ statuses, bytes, lateByGenerator, latencies }) {
  return { statuses, bytesEach: Math.round(bytes / latencies.length), lateByGenerator };
}

function ask(url, options, due, run) {
  return new Promise((resolve, reject) => {
    const sent = performance.now();
    const request = get(url, options, (answer) => {
      answer.on('data', (piece) => (run.bytes += piece.length));
      answer.on('end', () => {
        run.latencies.push(performance.now() - due);
        run.fromSent.push(performance.now() - sent);
        run.statuses[answer.statusCode] = (run.statuses[answer.statusCode] ?? 0) + 1;
        resolve();
      });
      answer.on('error', reject);
    });
    request.on('error', reject);
  });
}

function summary(latencies) {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (part) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] * 100) / 100;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), requests: sorted.length };
}
