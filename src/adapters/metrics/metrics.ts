import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Review } from '../../domain/review.ts';

/** What the service counts, in the form Prometheus reads. */
export interface Metrics {
  delivery(event: string, outcome: 'accepted' | 'duplicate' | 'refused' | 'failed'): void;
  job(outcome: 'done' | 'later' | 'failed'): void;
  review(review: Review, seconds: number): void;
  gitHubRequest(method: string, status: string): void;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
}

const REVIEW_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** `waiting` is asked at each reading: the depth of the queue as it is then; null when it cannot be known. */
export function createMetrics(waiting: () => Promise<number | null>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
  ): Counter<Label> => new Counter({ name, help, labelNames, registers });
  const deliveries = counter('lintel_deliveries_total', 'Webhook deliveries', ['event', 'outcome']);
  const jobs = counter('lintel_jobs_total', 'Jobs taken from the queue', ['outcome']);
  const findings = counter('lintel_findings_total', 'Introduced and worsened findings', [
    'severity',
  ]);
  const requests = counter('lintel_github_requests_total', 'Requests to GitHub', [
    'method',
    'status',
  ]);
  const duration = new Histogram({
    name: 'lintel_review_seconds',
    help: 'Seconds from reading a change to its completed check',
    buckets: REVIEW_SECONDS,
    registers,
  });
  collectDefaultMetrics({ register: registry });
  const depth: Gauge = new Gauge({
    name: 'lintel_queue_waiting',
    help: 'Jobs waiting in the queue',
    registers,
    async collect() {
      const now = await waiting();
      // No figure is better than one that is old: everything else is told all the same.
      if (now === null) depth.remove();
      else depth.set(now);
    },
  });
  return {
    contentType: registry.contentType,
    delivery: (event, outcome) => deliveries.inc({ event, outcome }),
    job: (outcome) => jobs.inc({ outcome }),
    review(review, seconds) {
      duration.observe(seconds);
      for (const { status, severity } of review.findings) {
        if (status === 'introduced' || status === 'worsened') findings.inc({ severity });
      }
    },
    gitHubRequest: (method, status) => requests.inc({ method, status }),
    text: () => registry.metrics(),
  };
}
